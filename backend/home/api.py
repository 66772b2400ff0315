"""Download everything, for programs: the same service as the page."""

import uuid
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store
from backend.home import exports
from backend.home.owning import as_download, nudge
from backend.patients.access import patient_or_404

ERROR = {"$ref": "#/components/schemas/Error"}
ERRORS: dict[Any, Any] = dict.fromkeys((401, 403, 404, 429), ERROR)


class ExportSerializer(serializers.Serializer[dict[str, Any]]):
    state = serializers.ChoiceField(["none", "waiting", "running", "ready", "failed"])
    done = serializers.IntegerField(help_text="Parts that are written.")
    parts = serializers.IntegerField()
    asked_at = serializers.DateTimeField(allow_null=True)
    ready_at = serializers.DateTimeField(allow_null=True, help_text="It is kept for 24 hours from then.")
    size = serializers.IntegerField(help_text="Bytes.")
    url = serializers.CharField(allow_null=True, help_text="Where the zip is, once it is ready.")


class Export(APIView):
    """A copy of everything that Stride holds about the signed-in person: asked for by POST, then looked after by GET."""

    @extend_schema(operation_id="export", responses={200: ExportSerializer, **ERRORS}, tags=["export"])
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        return no_store(Response(ExportSerializer(exports.as_json(exports.newest(patient))).data))

    @extend_schema(operation_id="export_ask", request=None, responses={202: ExportSerializer, **ERRORS}, tags=["export"])
    def post(self, request: Request) -> Response:
        """While one is being made, asking again is answered by that one."""
        patient = patient_or_404(request.user)
        _ = request.data  # nothing is asked for, but what is no JSON is refused as everywhere
        asked = exports.ask(patient)
        nudge()
        return no_store(Response(ExportSerializer(exports.as_json(asked)).data, status=202))


class ExportFile(APIView):
    """The zip."""

    @extend_schema(operation_id="export_file", responses={(200, "application/zip"): OpenApiTypes.BINARY, **ERRORS}, tags=["export"])
    def get(self, request: Request, export_id: uuid.UUID) -> HttpResponse:
        patient = patient_or_404(request.user)
        return as_download(*exports.download(patient, export_id), patient)
