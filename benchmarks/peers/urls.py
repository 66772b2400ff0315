"""Stride's addresses, and the peers'."""

from django.urls import include, path

from backend.config.urls import handler400, handler403, handler404, handler429, handler500
from benchmarks.peers import views

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns = [
    path("api/peer/drf/", views.BareDrf.as_view()),
    path("api/peer/django/", views.raw_django),
    path("peer/bare/", views.bare),
    path("peer/drawn/", views.drawn),
    path("", include("backend.config.urls")),
]
