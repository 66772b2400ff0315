"""API addresses of the treatment."""

from django.urls import path

from backend.treatment import exercise_api

urlpatterns = [
    path("exercise-plan/", exercise_api.ExercisePlanView.as_view(), name="api-exercise-plan"),
    path("exercise-sessions/<uuid:session_id>/", exercise_api.ExerciseSessionView.as_view(), name="api-exercise-session"),
]
