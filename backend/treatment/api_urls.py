"""API addresses of the treatment."""

from django.urls import path

from backend.treatment import exercise_api, medicine_api

urlpatterns = [
    path("medicines/", medicine_api.Medicines.as_view(), name="api-medicines"),
    path("medicines/<uuid:medicine_id>/", medicine_api.MedicineView.as_view(), name="api-medicine"),
    path("exercise-plan/", exercise_api.ExercisePlanView.as_view(), name="api-exercise-plan"),
    path("exercise-sessions/<uuid:session_id>/", exercise_api.ExerciseSessionView.as_view(), name="api-exercise-session"),
]
