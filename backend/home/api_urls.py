"""API addresses."""

from django.urls import path

from backend.home import api

urlpatterns = [
    path("offline/", api.Offline.as_view(), name="api-offline"),
    path("export/", api.Export.as_view(), name="api-export"),
    path("export/<uuid:export_id>/", api.ExportFile.as_view(), name="api-export-file"),
]
