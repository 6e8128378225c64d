"""The addresses of the product's own doors, in one namespace."""

from django.urls import URLPattern

from .files.urls import file_urls
from .selfservice.urls import own_urls

app_name = "profiles"
urlpatterns: list[URLPattern] = [*file_urls, *own_urls]
