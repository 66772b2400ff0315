"""API addresses."""

from django.urls import path

from backend.patients.api import SessionView
from backend.patients.legs_api import Legs

urlpatterns = [
    path("session/", SessionView.as_view(), name="session"),
    path("me/legs/", Legs.as_view(), name="api-legs"),
]
