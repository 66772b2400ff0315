"""API addresses of the treatment."""

from django.urls import path

from backend.treatment import change_api, exercise_api, medicine_api, routine_api

urlpatterns = [
    path("medicines/", medicine_api.Medicines.as_view(), name="api-medicines"),
    path("medicines/changes/", change_api.AllChanges.as_view(), name="api-medicines-changes"),
    path("medicines/<uuid:medicine_id>/", medicine_api.MedicineView.as_view(), name="api-medicine"),
    path("medicines/<uuid:medicine_id>/changes/", change_api.Changes.as_view(), name="api-medicine-changes"),
    path("medicines/<uuid:medicine_id>/doses/", change_api.Doses.as_view(), name="api-doses"),
    path("medicines/<uuid:medicine_id>/doses/<uuid:dose_id>/", change_api.Dose.as_view(), name="api-dose"),
    path("exercise-plan/", exercise_api.ExercisePlanView.as_view(), name="api-exercise-plan"),
    path("exercise-plan/changes/", exercise_api.ExercisePlanChanges.as_view(), name="api-exercise-plan-changes"),
    path("exercise-sessions/<uuid:session_id>/", exercise_api.ExerciseSessionView.as_view(), name="api-exercise-session"),
    path("routines/", routine_api.Routines.as_view(), name="api-routines"),
    path("routines/<uuid:routine_id>/", routine_api.RoutineView.as_view(), name="api-routine"),
    path("routines/<uuid:routine_id>/done/<uuid:done_id>/", routine_api.RoutineDone.as_view(), name="api-routine-done"),
]
