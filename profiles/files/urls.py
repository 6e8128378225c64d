"""Addresses under which bytes leave, in the namespace ``profiles``."""

from django.urls import URLPattern, path

from . import bundle, preview_views, views

file_urls: list[URLPattern] = [
    path("documents/<uuid:public_id>/", views.document, name="document"),
    path("documents/<uuid:public_id>/view/", preview_views.preview, name="preview"),
    path("documents/<uuid:public_id>/v<int:number>/", views.document_version, name="document-version"),
    path("documents/<uuid:public_id>/v<int:number>/pages/<int:page>/", preview_views.page_image, name="preview-page"),
    path("documents/<uuid:public_id>/v<int:number>/thumb/", preview_views.thumb, name="preview-thumb"),
    path("documents/zip/", bundle.bundle, name="bundle"),
    path("media/<path:key>", views.media, name="media"),
    path("people/<uuid:public_id>/photo/", views.photo, name="photo"),
]
