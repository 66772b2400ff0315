"""Questionnaires for programs: what is asked, what was answered, and one answer more."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store, refuse_other_account
from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import parse_date
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.symptoms import instruments, schema, services
from backend.symptoms.api import raise_unless_settled, read_dates
from backend.symptoms.responses import response_json

PUT_KEYS = {"id", "stamp", "tz", "schema", "instrument", "date", "fields"}


class Questionnaires(APIView):
    """Every questionnaire with its items, in the order asked, and their words."""

    @extend_schema(operation_id="questionnaires", responses=schema.QUESTIONNAIRES, tags=["questionnaires"])
    def get(self, request: Request) -> Response:
        patient_or_404(request.user)
        return no_store(Response({"questionnaires": instruments.as_json()}))


class Responses(APIView):
    """The responses between two dates (at most 5 years), oldest first."""

    @extend_schema(
        operation_id="questionnaire_responses",
        parameters=[OpenApiParameter("from", dt.date, required=True), OpenApiParameter("to", dt.date, required=True)],
        responses=schema.RESPONSE_LIST,
        tags=["questionnaires"],
    )
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        first, last = read_dates(request.query_params)
        found = patient.responses.filter(date__range=(first, last)).order_by("date", "pk")
        return no_store(Response({"responses": [response_json(patient, one) for one in found]}))


class ResponseView(APIView):
    """One response. PUT takes one envelope's content: `{id, stamp, tz, schema, instrument, date, fields}`.

    The id is uuid5(account, "<instrument>:<ISO week>"), so that two phones fill in the same one. An id that is not of the
    date's week is `invalid`. `/api/v1/sync/` files such an answer under its date's own id: a phone must not lose it.
    """

    @extend_schema(operation_id="questionnaire_response", responses=schema.RESPONSE_RESPONSES, tags=["questionnaires"])
    def get(self, request: Request, response_id: uuid.UUID) -> Response:
        return self._told(patient_or_404(request.user), response_id)

    @extend_schema(operation_id="questionnaire_response_put", request=schema.RESPONSE_PUT, responses=schema.RESPONSE_RESPONSES, tags=["questionnaires"])
    def put(self, request: Request, response_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        item = _item(request.data, response_id)
        _refuse_other_week(patient, item["body"])
        result = services.record_envelopes(patient, request.user, [item]).results[0]
        raise_unless_settled(result)
        return self._told(patient, response_id)

    @staticmethod
    def _told(patient: Patient, response_id: uuid.UUID) -> Response:
        found = patient.responses.filter(response_id=response_id).first()
        if found is None:
            raise Http404
        return no_store(Response(response_json(patient, found)))


def _refuse_other_week(patient: Patient, body: dict[str, Any]) -> None:
    """An instrument or a date that cannot be read is refused with the envelope."""
    try:
        right = instruments.response_id(patient.user.account, body["instrument"], parse_date(body["date"]))
    except ValueError:
        return
    if body["instrument"] in tuple(instruments.INSTRUMENTS) and body["response"] != str(right):
        wrong = FieldError("response", "invalid", _("This response is not of the week of that date."))
        raise DomainError("invalid", _("Check what you sent."), [wrong])


def _item(data: object, response_id: uuid.UUID) -> dict[str, Any]:
    """The envelope behind the PUT: the address names the response."""
    if not isinstance(data, dict):
        raise DomainError("invalid", _("Check what you sent."), [FieldError("", "invalid", _("Send an object."))])
    if unknown := sorted(str(key)[:64] for key in set(data) - PUT_KEYS):
        raise DomainError("invalid", _("Check what you sent."), [FieldError(name, "unknown_field", _("This field is not known.")) for name in unknown])
    body = {"response": str(response_id)} | {key: data.get(key) for key in ("instrument", "date", "fields")}
    return {"kind": "questionnaire", "body": body} | {key: data.get(key) for key in ("id", "stamp", "tz", "schema")}
