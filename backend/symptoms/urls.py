"""Pages of the diary."""

from django.urls import path

from backend.symptoms import views

app_name = "symptoms"
urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/<str:date>/", views.log, name="log_day"),
]
