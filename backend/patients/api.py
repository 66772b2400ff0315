"""GET /api/v1/session/: whose session this is, the server's time, and what the log needs without a network."""

import datetime as dt
import uuid
from typing import Any

from django.middleware.csrf import get_token
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.services import server_epoch
from backend.common import hooks
from backend.common.api import no_store
from backend.common.localtime import format_stamp, stamp_of
from backend.patients import devices
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
    helped_here = serializers.BooleanField(help_text="The log asks who fills it in.")
    step_days = serializers.SerializerMethodField(help_text="Days near today on which a dose changes: the log does not offer to copy a day near them.")

    def get_step_days(self, patient: Patient) -> list[dt.date]:
        today = patient.today()
        return sorted({day for _app, changes in hooks.dose_changes for day in changes(patient, today)})


class SessionSerializer(serializers.Serializer[dict[str, Any]]):
    account = serializers.UUIDField(allow_null=True)
    server_time = serializers.CharField()
    server_epoch = serializers.CharField()
    profile = ProfileSerializer(allow_null=True)
    diary = serializers.ChoiceField(
        choices=["open", "closing", "none"], allow_null=True, help_text="Of who is signed in. Without an open one there is no profile."
    )
    device_revoked = serializers.BooleanField(help_text="The phone of X-Stride-Device was signed out from another phone: it deletes what it keeps.")
    account_closed = serializers.BooleanField(help_text="The account that this phone was of is closed: it deletes what it keeps, and what waits.")


PHONE = [
    OpenApiParameter("X-Stride-Device", uuid.UUID, OpenApiParameter.HEADER, description="The phone's own id, made there for one person. No secret."),
    OpenApiParameter("X-Stride-Account", uuid.UUID, OpenApiParameter.HEADER, description="Whom the phone remembers: the owner of that id."),
    OpenApiParameter("X-Stride-Unsent", int, OpenApiParameter.HEADER, description="How many entries wait on the phone."),
]


class SessionView(APIView):
    """Answered 200 also when nobody is signed in (`account` is null). Sets the CSRF cookie.

    A phone tells its own id, and how many entries wait on it, in headers: so that its owner sees it in the list of phones.
    """

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="session", parameters=PHONE, responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        get_token(request._request)
        told = devices.meet(request._request)  # may end the session
        user = request._request.user
        patient = patient_or_none(user)
        diary = "open" if patient else "none"
        if patient and patient.closing_since:
            patient, diary = None, "closing"  # phones keep what they have, and show nobody's
        body = {
            "account": user.account if user.is_authenticated else None,
            "server_time": format_stamp(stamp_of(timezone.now())),
            "server_epoch": server_epoch(),
            "profile": patient,
            "diary": diary if user.is_authenticated else None,
            "device_revoked": told.revoked,
            "account_closed": told.closed,
        }
        return no_store(Response(SessionSerializer(body).data))
