"""The diary's API. Views read, call a service, reply."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.services import server_epoch
from backend.common.api import no_store, refuse_other_account
from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import format_stamp, parse_date, stamp_of
from backend.patients import devices
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.symptoms import schema, services
from backend.symptoms.day_json import day_json
from backend.symptoms.models import DiaryDay, Moment
from backend.symptoms.reading import own_trend, read_span
from backend.symptoms.trends import SPANS, as_json

SINGLE_STATUS = {"invalid": 400, "unknown_kind": 400, "conflict": 409, "clock_ahead": 422, "upgrade_needed": 422}


def _days_json(days: dict[dt.date, DiaryDay], moments: dict[dt.date, list[Moment]]) -> dict[str, Any]:
    return {date.isoformat(): day_json(date, day, moments.get(date, ())) for date, day in sorted(days.items())}


class Sync(APIView):
    """One outbox, one endpoint: up to 200 envelopes, each answered by its id.

    What the phone does is keyed on `code`: stored and duplicate settle the item; conflict and invalid keep and show it;
    clock_ahead asks for the day; upgrade_needed keeps it. Whole-request errors: 401 signed_out, 403 csrf_failed,
    409 wrong_account, 413 too_large, 429 and 503 busy with Retry-After.
    """

    throttle_scope = "sync"

    @extend_schema(operation_id="sync", request=schema.SYNC_REQUEST, responses=schema.SYNC_RESPONSES, tags=["sync"])
    def post(self, request: Request) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        items = self._items(request.data)
        recorded = services.record_envelopes(patient, request.user, items, sent_at=_get(request.data, "sent_at"))
        if (unsent := _get(request.data, "unsent")) is not None:
            devices.note_unsent(patient, request, unsent)
        body = {
            "server_time": format_stamp(stamp_of(timezone.now())),
            "server_epoch": server_epoch(),
            "results": [result.as_json() for result in recorded.results],
            "days": _days_json(recorded.days, recorded.moments),
        }
        return no_store(Response(body))

    @staticmethod
    def _items(data: Any) -> list[Any]:
        items = data.get("items") if isinstance(data, dict) else None
        if not isinstance(items, list):
            raise DomainError("invalid", _("Check what you sent."), [FieldError("items", "invalid", _("Send a list of items."))])
        if len(items) > settings.SYNC_MAX_ITEMS:
            raise DomainError("too_large", _("Send at most %d items at once.") % settings.SYNC_MAX_ITEMS, status=413)
        return items


class DiaryList(APIView):
    """The days that hold something, between two dates (at most 5 years)."""

    @extend_schema(
        operation_id="diary_list",
        parameters=[OpenApiParameter("from", dt.date, required=True), OpenApiParameter("to", dt.date, required=True)],
        responses=schema.DIARY_LIST,
        tags=["diary"],
    )
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        first, last = read_dates(request.query_params)
        days = {day.date: day for day in services.days_between(patient, first, last)}
        moments = services.moments_by_date(services.moments_between(patient, first, last))
        return no_store(Response({"days": list(_days_json(days, moments).values())}))


class DiaryDayView(APIView):
    """One diary day. PUT takes one envelope's content: `{id, stamp, tz, schema, fields}`."""

    @extend_schema(operation_id="diary_day", responses=schema.DAY_RESPONSES, tags=["diary"])
    def get(self, request: Request, date: str) -> Response:
        patient, day = patient_or_404(request.user), read_date(date, "date")
        return no_store(Response(self._day(patient, day)))

    @extend_schema(operation_id="diary_day_put", request=schema.DAY_PUT, responses=schema.DAY_RESPONSES, tags=["diary"])
    def put(self, request: Request, date: str) -> Response:
        refuse_other_account(request)
        patient, day = patient_or_404(request.user), read_date(date, "date")
        envelope = _single("diary", request.data, {"date": date})
        result = services.record_envelopes(patient, request.user, [envelope]).results[0]
        raise_unless_settled(result)
        return no_store(Response(self._day(patient, day)))

    @staticmethod
    def _day(patient: Patient, date: dt.date) -> dict[str, Any]:
        return day_json(date, patient.days.filter(date=date).first(), services.moments_between(patient, date, date))


class MomentView(APIView):
    """One moment, by the id that the phone made for it."""

    @extend_schema(operation_id="moment_put", request=schema.MOMENT_PUT, responses=schema.MOMENT_RESPONSES, tags=["diary"])
    def put(self, request: Request, moment_id: Any) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        envelope = _single("moment", request.data, {"moment": str(moment_id), "date": _get(request.data, "date")})
        raise_unless_settled(services.record_envelopes(patient, request.user, [envelope]).results[0])
        moment = patient.moments.get(moment_id=moment_id)
        return no_store(Response({"moment": str(moment_id), "date": moment.date, "kind": moment.kind, "note": moment.note}))


class Trends(APIView):
    """The trend of 14, 28 or 90 days: the same figures and words as the page."""

    @extend_schema(
        operation_id="trends",
        parameters=[OpenApiParameter("days", int, enum=list(SPANS), default=28)],
        responses={200: {"type": "object"}, **schema.ERRORS},
        tags=["trends"],
    )
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        return no_store(Response(as_json(own_trend(patient, read_span(request.query_params.get("days"))))))


def _get(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _single(kind: str, data: Any, body: dict[str, Any]) -> dict[str, Any]:
    """The envelope behind a PUT: the address names the day or the moment."""
    if not isinstance(data, dict):
        raise DomainError("invalid", _("Check what you sent."), [FieldError("", "invalid", _("Send an object."))])
    known = {"id", "stamp", "tz", "schema", "fields", "copied", "date"}
    if unknown := sorted(str(key)[:64] for key in set(data) - known):
        raise DomainError("invalid", _("Check what you sent."), [FieldError(name, "unknown_field", _("This field is not known.")) for name in unknown])
    extra = {"copied": data["copied"]} if kind == "diary" and "copied" in data else {}
    body = body | extra | {"fields": data.get("fields")}
    return {"kind": kind, "body": body} | {key: data.get(key) for key in ("id", "stamp", "tz", "schema")}


def raise_unless_settled(result: Any) -> None:
    if result.code in SINGLE_STATUS:
        raise DomainError(result.code, _("Check what you sent."), result.errors, status=SINGLE_STATUS[result.code])


def read_date(text: Any, name: str) -> dt.date:
    try:
        return parse_date(text)
    except ValueError:
        wrong = FieldError(name, "invalid", _("Send the day as 2026-11-20."))
        raise DomainError("invalid", _("Check what you sent."), [wrong]) from None


def read_dates(params: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """`from` and `to` of a list; DomainError `invalid` when they cannot be read, run backwards or span more than 5 years."""
    first, last = read_date(params.get("from"), "from"), read_date(params.get("to"), "to")
    if not 0 <= (last - first).days <= settings.DATE_RANGE_MAX_DAYS:
        wrong = FieldError("to", "invalid", _("Choose an end after the start, at most 5 years later."))
        raise DomainError("invalid", _("Check what you sent."), [wrong])
    return first, last
