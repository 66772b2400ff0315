"""Pages of the diary."""

from django.urls import path

from backend.symptoms import check_views, mend_views, moment_views, other_leg_views, safety_views, views

app_name = "symptoms"
urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/<str:date>/", views.log, name="log_day"),
    path("moments/", moment_views.moments, name="moments"),
    path("rough-day/", moment_views.rough, name="rough_day"),
    path("other-leg/", other_leg_views.other_leg, name="other_leg"),
    path("check/", check_views.check, name="check"),
    path("diary/mix-up/", mend_views.mix_up, name="mix_up"),
    path("diary/<str:date>/history/", mend_views.day_history, name="history"),
    path("safety/", safety_views.safety_screens, name="safety"),
]
