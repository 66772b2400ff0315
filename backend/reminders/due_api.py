"""Reminders, what is due on a day, and its answers: for the phone and for programs."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store
from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import parse_date
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.reminders import answering, reading
from backend.reminders.answering import Planned, Reply
from backend.reminders.api import ERROR, ERRORS, checked


class ReminderSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField(help_text="medicine, patch_off, exercise, routine, daily_log, leg_check, …")
    about = serializers.UUIDField(allow_null=True, help_text="The medicine or plan; null for a habit.")
    rule = serializers.JSONField(help_text="Dated steps with their times, or counted hours.")
    time_zone = serializers.CharField()
    travel = serializers.ChoiceField(choices=["clock", "home"])
    paused_at = serializers.DateTimeField(allow_null=True)
    next_due_at = serializers.DateTimeField(allow_null=True)


class ReminderListSerializer(serializers.Serializer[Any]):
    reminders = ReminderSerializer(many=True)


class ItemSerializer(serializers.Serializer[Any]):
    occurrence_id = serializers.UUIDField(help_text="The one to answer.")
    reminder_id = serializers.UUIDField()
    kind = serializers.CharField()
    about = serializers.UUIDField(allow_null=True)
    date = serializers.DateField()
    slot = serializers.CharField(allow_blank=True)
    sequence = serializers.IntegerField(allow_null=True)
    snooze = serializers.IntegerField()
    due_at = serializers.DateTimeField()
    at = serializers.CharField(help_text="As typed: 8am.")
    words = serializers.DictField(help_text="As they stood when it was due.")
    answer = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    done_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    late_note = serializers.BooleanField()
    state = serializers.ChoiceField(choices=["taken", "skipped", "later", "coming", "due", "not_recorded"])
    state_words = serializers.CharField()


class ItemListSerializer(serializers.Serializer[Any]):
    date = serializers.DateField()
    occurrences = ItemSerializer(many=True)


class AnswerInSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="Made once for this answer: sent again, it is the same answer.")
    answer = serializers.ChoiceField(choices=["taken", "skipped", "later"], allow_null=True, help_text="null takes the last one back.")
    reason = serializers.ChoiceField(choices=answering.REASONS, required=False, allow_blank=True, default="")
    done_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class Reminders(APIView):
    """The reminders of the signed-in person that have not ended."""

    @extend_schema(operation_id="reminders", responses={200: ReminderListSerializer, **ERRORS}, tags=["reminders"])
    def get(self, request: Request) -> Response:
        rows = reading.standing(patient_or_404(request.user))
        return no_store(Response({"reminders": ReminderSerializer(rows, many=True).data}))


class Occurrences(APIView):
    """What is due on a day, made or only planned, with what was said about it."""

    @extend_schema(
        operation_id="occurrences",
        parameters=[OpenApiParameter("date", dt.date, description="Without it: today, on the person's own calendar.")],
        responses={200: ItemListSerializer, **ERRORS},
        tags=["reminders"],
    )
    def get(self, request: Request) -> Response:
        patient, now = patient_or_404(request.user), timezone.now()
        day = _day(request.query_params.get("date"), patient, now)
        items = reading.on_day(patient, day, now)
        return no_store(Response({"date": day, "occurrences": ItemSerializer(items, many=True).data}))


def _day(text: str | None, patient: Patient, now: dt.datetime) -> dt.date:
    """A day within a year of today, so that nobody asks for what no plan reaches."""
    if text is None:
        return patient.today(now)
    try:
        day = parse_date(text)
    except ValueError:
        day = dt.date.min
    if abs((day - patient.today(now)).days) > 366:
        raise DomainError("invalid", _("Check what you sent."), [FieldError("date", "invalid", _("Send a day as 2026-11-20, at most a year away."))])
    return day


class OccurrenceAnswer(APIView):
    """Taken, skipped, later. The same answer twice is one; another is a correction, and both are kept."""

    @extend_schema(operation_id="occurrence_answer", request=AnswerInSerializer, responses={200: ItemSerializer, **ERRORS, 409: ERROR}, tags=["reminders"])
    def post(self, request: Request, occurrence_id: uuid.UUID) -> Response:
        patient, now = patient_or_404(request.user), timezone.now()
        item = reading.find(patient, occurrence_id, now)
        if item is None:
            raise DomainError("not_found", _("This is not here."), status=404)
        given = checked(AnswerInSerializer, request.data)
        planned = Planned(item.reminder_id, item.date, item.slot, item.snooze, item.sequence)
        said = Reply(given["id"], occurrence_id, given["answer"] or "", now, "program", given["reason"], given["done_at"], planned=planned, live=True)
        if errors := answering.refused(patient, [said]).get(said.id):
            errors = [FieldError(error.field.removeprefix("body."), error.code, error.message) for error in errors]
            raise DomainError("invalid", _("Check what you sent."), errors)
        held = patient.reminder_answers.filter(envelope_id=said.id).exclude(occurrence__occurrence_id=occurrence_id, answer=said.answer)
        if held.exists():
            raise DomainError("conflict", _("This id belongs to another answer. Send a new one."), status=409)
        answering.record_answers(patient, [said], now=now)
        return no_store(Response(ItemSerializer(reading.find(patient, occurrence_id, now)).data))
