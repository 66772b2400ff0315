"""GET /api/v1/session/: whose session this is, the server's time, and what the log needs without a network."""

from typing import Any

from django.middleware.csrf import get_token
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.services import server_epoch
from backend.common.api import no_store
from backend.common.localtime import format_stamp, stamp_of
from backend.patients.access import patient_or_none
from backend.patients.models import Patient


class ProfileSerializer(serializers.Serializer[Patient]):
    display_name = serializers.CharField()
    email_name = serializers.CharField(help_text="The e-mail before the @: shown while no name is given.")
    left_affected = serializers.BooleanField(allow_null=True)
    right_affected = serializers.BooleanField(allow_null=True)
    numb_at_start = serializers.CharField(help_text="yes, no, or empty when not answered")
    time_zone = serializers.CharField()
    country = serializers.CharField()
    treatment_started_on = serializers.DateField(allow_null=True)
    daily_log_time = serializers.TimeField(allow_null=True, format="%H:%M")


class SessionSerializer(serializers.Serializer[dict[str, Any]]):
    account = serializers.UUIDField(allow_null=True)
    server_time = serializers.CharField()
    server_epoch = serializers.CharField()
    profile = ProfileSerializer(allow_null=True)


class SessionView(APIView):
    """Answered 200 also when nobody is signed in (`account` is null). Sets the CSRF cookie."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="session", responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        get_token(request._request)
        user = request.user
        patient = patient_or_none(user)
        body = {
            "account": user.account if user.is_authenticated else None,
            "server_time": format_stamp(stamp_of(timezone.now())),
            "server_epoch": server_epoch(),
            "profile": patient,
        }
        return no_store(Response(SessionSerializer(body).data))
