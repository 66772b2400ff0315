"""Pages of the plan."""

from django.urls import path

from backend.treatment import asked_views, change_views, exercise_urls, medicine_views, plan_views

app_name = "treatment"
urlpatterns = [
    path("plan/", plan_views.plan, name="plan"),
    path("plan/week/", plan_views.week, name="week"),
    path("plan/print/", plan_views.sheet, name="sheet"),
    path("plan/pause/", plan_views.pause_all, name="pause_all"),
    path("plan/medicines/add/", medicine_views.add, name="medicine_add"),
    path("plan/medicines/add/steps/", change_views.add_steps, name="medicine_add_steps"),
    path("plan/medicines/<uuid:medicine_id>/", medicine_views.medicine, name="medicine"),
    path("plan/medicines/<uuid:medicine_id>/facts/", change_views.facts, name="facts"),
    path("plan/medicines/<uuid:medicine_id>/change/", change_views.change, name="change"),
    path("plan/medicines/<uuid:medicine_id>/hold/", asked_views.hold, name="hold"),
    path("plan/medicines/<uuid:medicine_id>/back/", asked_views.step_back, name="step_back"),
    path("plan/medicines/<uuid:medicine_id>/pause/", change_views.pause, name="pause"),
    path("plan/medicines/<uuid:medicine_id>/end/", change_views.end, name="end"),
    *exercise_urls.urlpatterns,
]
