"""Phones that may be pushed to, reminders, what is due today, and its answers: for the phone and for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store, refuse_other_account
from backend.common.devices import device_name
from backend.patients import devices
from backend.patients.access import patient_or_404
from backend.reminders import subscriptions, vapid
from backend.reminders.models import PushSubscription

ERROR = {"$ref": "#/components/schemas/Error"}
ERRORS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 413, 415, 429), ERROR)


class PushKeysSerializer(serializers.Serializer[Any]):
    p256dh = serializers.CharField(max_length=100, trim_whitespace=False)
    auth = serializers.CharField(max_length=40, trim_whitespace=False)


class PushSubscriptionInSerializer(serializers.Serializer[Any]):
    """As `PushSubscription.toJSON()` gives it."""

    endpoint = serializers.CharField(max_length=2000, trim_whitespace=False)
    keys = PushKeysSerializer()


class PushSubscriptionSerializer(serializers.Serializer[Any]):
    """Never the address or a key: whoever has them could be found, or written to."""

    id = serializers.IntegerField()
    label = serializers.CharField(help_text="Browser and phone, in plain words.")  # type: ignore[assignment]
    this = serializers.SerializerMethodField(help_text="Saved by the phone of X-Stride-Device.")
    created_at = serializers.DateTimeField()
    last_sent_at = serializers.DateTimeField(allow_null=True)
    last_receipt_at = serializers.DateTimeField(allow_null=True, help_text="When it last said that it showed something.")
    gone_at = serializers.DateTimeField(allow_null=True, help_text="When the push service said that this browser is gone.")

    def get_this(self, row: PushSubscription) -> bool:
        device = self.context.get("device")
        return device is not None and row.device_id == device


class PushSubscriptionListSerializer(serializers.Serializer[Any]):
    public_key = serializers.CharField(help_text="The `applicationServerKey` to subscribe with.")
    subscriptions = PushSubscriptionSerializer(many=True)


def checked(kind: Any, data: Any) -> dict[str, Any]:
    known = kind(data=data)
    known.is_valid(raise_exception=True)
    values: dict[str, Any] = known.validated_data
    return values


class PushSubscriptions(APIView):
    """The browsers of the signed-in person that may be pushed to."""

    @extend_schema(operation_id="push_subscriptions", responses={200: PushSubscriptionListSerializer, **ERRORS}, tags=["reminders"])
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        rows = patient.push_subscriptions.order_by("pk")
        shown = PushSubscriptionSerializer(list(rows), many=True, context={"device": devices.id_of(request)})
        return no_store(Response({"public_key": vapid.public_key(), "subscriptions": shown.data}))

    @extend_schema(
        operation_id="push_subscribe",
        request=PushSubscriptionInSerializer,
        responses={200: PushSubscriptionSerializer, 201: PushSubscriptionSerializer, **ERRORS, 409: ERROR},
        tags=["reminders"],
    )
    def post(self, request: Request) -> Response:
        """201 for a new browser, 200 for one that is known. The address must be one of a push service that browsers use."""
        patient = patient_or_404(request.user)
        refuse_other_account(request)
        given = checked(PushSubscriptionInSerializer, request.data)
        device = devices.id_of(request)
        row, new = subscriptions.save_subscription(
            patient, endpoint=given["endpoint"], **given["keys"], device_id=device, label=device_name(request.headers.get("User-Agent", ""))
        )
        return no_store(Response(PushSubscriptionSerializer(row, context={"device": device}).data, status=201 if new else 200))


class PushSubscriptionDetail(APIView):
    """One of them."""

    @extend_schema(operation_id="push_unsubscribe", responses={204: None, **ERRORS}, tags=["reminders"])
    def delete(self, request: Request, subscription_id: int) -> Response:
        """Nothing is sent there any more."""
        subscriptions.forget_subscription(patient_or_404(request.user), subscription_id)
        return no_store(Response(status=204))
