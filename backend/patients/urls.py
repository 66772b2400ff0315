"""Pages."""

from django.urls import path

from backend.patients import views

app_name = "patients"
urlpatterns = [
    path("start/", views.start, name="start"),
    path("start/place/", views.start_place, name="start_place"),
    path("start/legs/", views.start_step, {"step": "legs"}, name="start_legs"),
    path("start/treatment/", views.start_step, {"step": "treatment"}, name="start_treatment"),
    path("start/time/", views.start_step, {"step": "time"}, name="start_time"),
    path("me/", views.me, name="me"),
]
