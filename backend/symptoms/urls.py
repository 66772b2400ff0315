"""Pages."""

from django.urls import URLPattern

app_name = "symptoms"
urlpatterns: list[URLPattern] = []
