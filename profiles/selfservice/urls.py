"""Addresses of one's own pages, in the namespace ``profiles``."""

from django.urls import URLPattern, path

from . import views
from .preferences import preferences

own_urls: list[URLPattern] = [
    path("", views.start, name="start"),
    path("profile/", views.own, name="own"),
    path("profile/edit/", views.edit, name="edit"),
    path("profile/documents/", views.documents, name="own-documents"),
    path("profile/preferences/", preferences, name="preferences"),
]
