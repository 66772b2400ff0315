"""Pages."""

from django.urls import path

from backend.clinics import views

app_name = "clinics"
urlpatterns = [
    path("invitations/<uuid:invitation_id>/", views.invitation, name="invitation"),
]
