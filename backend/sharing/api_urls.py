"""API addresses of sharing."""

from django.urls import path

from backend.sharing import api

urlpatterns = [
    path("grants/", api.Grants.as_view(), name="api-grants"),
    path("grants/<uuid:grant_id>/", api.GrantDetail.as_view(), name="api-grant"),
    path("access-log/", api.AccessLog.as_view(), name="api-access-log"),
    path("clinic/patients/", api.ClinicPatients.as_view(), name="api-clinic-patients"),
    path("clinic/patients/<uuid:grant_id>/trends/", api.ClinicTrends.as_view(), name="api-clinic-trends"),
    path("clinic/patients/<uuid:grant_id>/diary/", api.ClinicDiary.as_view(), name="api-clinic-diary"),
]
