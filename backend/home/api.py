"""Download everything, for programs, by the same service as the page; and what a phone keeps for hours without a network."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store, refuse_other_account
from backend.home import exports, offline
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


class OfflineSerializer(serializers.Serializer[dict[str, Any]]):
    account = serializers.UUIDField()
    days = serializers.DictField(help_text="Today and tomorrow: what is due, as /occurrences/ tells it, in fewer words.")
    plan = serializers.DictField(help_text="Medicines in words, step by step; those taken when needed with their doses of 7 days; the exercises.")
    questions = serializers.ListField(child=serializers.DictField(), help_text="With what was removed and the winners, so that a phone can fold on.")


class Offline(APIView):
    """What a phone keeps, sealed, for the hours without a network. With X-Stride-Account: refused when somebody else is signed in."""

    @extend_schema(operation_id="offline", responses={200: OfflineSerializer, **ERRORS, 409: ERROR}, tags=["home"])
    def get(self, request: Request) -> Response:
        refuse_other_account(request)
        return no_store(Response(offline.told(patient_or_404(request.user), timezone.now())))
