"""POST /api/v1/me/legs/: the other leg is affected too. A phone that was offline sends it when it can, as often as it likes."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store
from backend.common.exceptions import DomainError, FieldError
from backend.patients.access import patient_or_404
from backend.patients.services import add_leg

SIDES = ("left", "right")


class LegSerializer(serializers.Serializer[dict[str, Any]]):
    leg = serializers.ChoiceField(choices=SIDES)


class LegsSerializer(serializers.Serializer[Any]):
    left_affected = serializers.BooleanField(allow_null=True)
    right_affected = serializers.BooleanField(allow_null=True)


class Legs(APIView):
    """Adds an affected leg; never takes one away (that is done in "About me")."""

    @extend_schema(operation_id="legs_add", request=LegSerializer, responses=LegsSerializer, tags=["session"])
    def post(self, request: Request) -> Response:
        patient, named = patient_or_404(request.user), request.headers.get("X-Stride-Account")
        if named is not None and named != str(patient.user.account):
            raise DomainError("wrong_account", _("This phone holds entries of another account."), status=409)
        leg = request.data.get("leg") if isinstance(request.data, dict) else None
        if leg not in SIDES:
            raise DomainError("invalid", _("Check what you sent."), [FieldError("leg", "invalid", _("Choose left or right."))])
        add_leg(patient, leg)
        return no_store(Response(LegsSerializer(patient).data))
