"""What a service worker tells of one notification, by its signed token: nobody need be signed in, and no cookie is read.

There is nothing to forge from another site: without the token, which stands only in the message, nothing is answered.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store
from backend.common.exceptions import DomainError
from backend.reminders import by_link
from backend.reminders.api import ERROR, checked
from backend.reminders.models import Notice
from backend.reminders.tokens import Token

ERRORS: dict[Any, Any] = dict.fromkeys((400, 404, 413, 415), ERROR)


class ReceiptSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Made once by the phone, and named in the reply.")
    token = serializers.CharField(max_length=200)
    event = serializers.ChoiceField(choices=["shown", "clicked"])
    stamp = serializers.DateTimeField(required=False, help_text="When it was; without a network it may be heard later.")


class NoticeAnswerSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Made once by the phone: sent again, it is the same answer.")
    token = serializers.CharField(max_length=200)
    answer = serializers.ChoiceField(choices=["taken", "later"])
    occurrence = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Without it: all of this message that has no answer.")
    stamp = serializers.DateTimeField(required=False, help_text="When it was; without a network it may be heard later.")


class HeardSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()


class Unsigned(APIView):
    """No session is read and none is made."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @staticmethod
    def found(token: str) -> tuple[Notice, Token]:
        found = by_link.notice_of(token)
        if found is None:
            raise DomainError("not_found", _("This link has ended."), status=404)
        return found


class NoticeReceipt(Unsigned):
    """A browser has shown a notification, or somebody opened it."""

    @extend_schema(operation_id="notice_receipt", request=ReceiptSerializer, responses={200: HeardSerializer, **ERRORS}, auth=[], tags=["reminders"])
    def post(self, request: Request) -> Response:
        given = checked(ReceiptSerializer, request.data)
        notice, token = self.found(given["token"])
        now = timezone.now()
        by_link.note_receipt(notice, token.subscription, min(given.get("stamp", now), now))
        return no_store(Response({"id": str(given["id"])}))


class NoticeAnswer(Unsigned):
    """The buttons of a notification: "Done" and "Later", for all of it."""

    @extend_schema(operation_id="notice_answer", request=NoticeAnswerSerializer, responses={200: HeardSerializer, **ERRORS}, auth=[], tags=["reminders"])
    def post(self, request: Request) -> Response:
        given = checked(NoticeAnswerSerializer, request.data)
        notice, _token = self.found(given["token"])
        said = {name: given[name] for name in ("occurrence", "stamp") if given.get(name)}
        meant = by_link.answer(notice, given["answer"], envelope=given["id"], now=timezone.now(), by="button", **said)
        if "occurrence" in said and not meant:
            raise DomainError("not_found", _("This reminder is not here."), status=404)
        return no_store(Response({"id": str(given["id"])}))
