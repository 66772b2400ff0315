"""Pages."""

from django.urls import URLPattern

app_name = "pwa"
urlpatterns: list[URLPattern] = []
