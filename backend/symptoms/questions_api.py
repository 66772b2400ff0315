"""My questions for programs: the list, and one word more about one of them."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store, refuse_other_account
from backend.common.exceptions import DomainError, FieldError
from backend.patients.access import patient_or_404
from backend.symptoms import questions, schema, services
from backend.symptoms.api import raise_unless_settled

PUT_KEYS = {"id", "stamp", "tz", "schema", "date", "fields"}


class Questions(APIView):
    """What the signed-in person wants to ask at the next review: open ones first. Hers alone; no grant shows it."""

    @extend_schema(operation_id="questions", responses=schema.QUESTION_LIST, tags=["questions"])
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        return no_store(Response({"questions": [questions.as_json(one) for one in patient.questions.standing()]}))


class QuestionView(APIView):
    """PUT takes one envelope's content: `{id, stamp, tz, schema, date, fields}`. The address names the question, by the id that the phone made.

    Per field the latest word wins; null takes it back; `withdrawn: true` removes the question, `false` brings it back.
    """

    @extend_schema(operation_id="question_put", request=schema.QUESTION_PUT, responses=schema.QUESTION_RESPONSES, tags=["questions"])
    def put(self, request: Request, question_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        raise_unless_settled(services.record_envelopes(patient, request.user, [_item(request.data, question_id)]).results[0])
        return no_store(Response(questions.as_json(patient.questions.get(question_id=question_id))))


def _item(data: object, question_id: uuid.UUID) -> dict[str, Any]:
    """The envelope behind the PUT: the address names the question."""
    if not isinstance(data, dict):
        raise DomainError("invalid", _("Check what you sent."), [FieldError("", "invalid", _("Send an object."))])
    if unknown := sorted(str(key)[:64] for key in set(data) - PUT_KEYS):
        raise DomainError("invalid", _("Check what you sent."), [FieldError(name, "unknown_field", _("This field is not known.")) for name in unknown])
    body = {"question": str(question_id)} | {key: data.get(key) for key in ("date", "fields")}
    return {"kind": questions.KIND, "body": body} | {key: data.get(key) for key in ("id", "stamp", "tz", "schema")}
