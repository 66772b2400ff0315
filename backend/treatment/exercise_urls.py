"""Pages of exercises and routines, in the namespace of the plan (urls.py)."""

from django.urls import path

from backend.treatment import exercise_views, routine_views

urlpatterns = [
    path("plan/exercises/", exercise_views.exercises, name="exercises"),
    path("plan/exercises/edit/", exercise_views.edit, name="exercise_edit"),
    path("plan/exercises/session/", exercise_views.session, name="exercise_session"),
    path("plan/exercises/session/<uuid:session_id>/", exercise_views.session, name="exercise_done"),
    path("plan/routines/", routine_views.routine_list, name="routines"),
    path("plan/routines/add/", routine_views.routine_add, name="routine_add"),
    path("plan/routines/<uuid:routine_id>/", routine_views.routine_edit, name="routine"),
]
