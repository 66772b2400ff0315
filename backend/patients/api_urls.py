"""API addresses."""

from django.urls import path

from backend.patients.api import SessionView

urlpatterns = [path("session/", SessionView.as_view(), name="session")]
