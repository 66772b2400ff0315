"""The exercise plan and its sessions for programs. Views read, call a service, reply."""

import uuid
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store, refuse_other_account
from backend.common.exceptions import DomainError, FieldError
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.symptoms.services import record_envelopes
from backend.treatment import change_schema, changes, exercise_input, exercise_plans, exercise_schema, sessions
from backend.treatment.models import ExerciseSession

SESSION_KEYS = {"id", "stamp", "tz", "schema", "date", "fields"}
STATUS = {"invalid": 400, "unknown_kind": 400, "conflict": 409, "clock_ahead": 422, "upgrade_needed": 422}


class ExercisePlanView(APIView):
    """The therapist's plan as it was typed. PUT replaces it from today on; the old one stays as history."""

    @extend_schema(operation_id="exercise_plan", responses=exercise_schema.PLAN, tags=["treatment"])
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        return no_store(Response({"plan": exercise_plans.plan_json(exercise_plans.current_plan(patient))}))

    @extend_schema(operation_id="exercise_plan_put", request=exercise_schema.PLAN_PUT, responses=exercise_schema.PLAN, tags=["treatment"])
    def put(self, request: Request) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        typed, errors = exercise_input.read(_object(request.data))
        if typed is None:
            raise DomainError("invalid", _("Check what you sent."), errors)
        saved = exercise_plans.save_plan(patient, request.user, typed, timezone.now())
        return no_store(Response({"plan": exercise_plans.plan_json(saved.plan), "changes_from_tomorrow": saved.changes_from_tomorrow}))


class ExercisePlanChanges(APIView):
    """Pause, resume or end the plan. What was done stays; the same change twice is one."""

    @extend_schema(operation_id="exercise_plan_change", request=change_schema.PLAN_CHANGE, responses=exercise_schema.PLAN, tags=["treatment"])
    def post(self, request: Request) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        do = changes.read(request.data, changes.OF_EXERCISES).do
        now = timezone.now()
        if do == "end":
            exercise_plans.end_plan(patient, request.user, now)
        else:
            exercise_plans.pause_plan(patient, request.user, now, paused=do == "pause")
        return no_store(Response({"plan": exercise_plans.plan_json(exercise_plans.current_plan(patient))}))


class ExerciseSessionView(APIView):
    """One session, by the id that the phone made. PUT takes one envelope's content: `{id, stamp, tz, schema, date, fields}`.

    Per field the latest word wins; null takes it back; `withdrawn: true` takes back the session. "fell" is a fall of the diary too.
    """

    @extend_schema(operation_id="exercise_session", responses=exercise_schema.SESSION, tags=["treatment"])
    def get(self, request: Request, session_id: uuid.UUID) -> Response:
        return self._told(patient_or_404(request.user), session_id)

    @extend_schema(operation_id="exercise_session_put", request=exercise_schema.SESSION_PUT, responses=exercise_schema.SESSION, tags=["treatment"])
    def put(self, request: Request, session_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        held = ExerciseSession.objects.filter(patient=patient, session_id=session_id).first()
        items = sessions.with_fall(_item(request.data, session_id), was_fall=held is not None and held.trouble == "fell")
        result = record_envelopes(patient, request.user, items).results[0]
        if result.code in STATUS:
            raise DomainError(result.code, _("Check what you sent."), result.errors, status=STATUS[result.code])
        return self._told(patient, session_id)

    @staticmethod
    def _told(patient: Patient, session_id: uuid.UUID) -> Response:
        found = ExerciseSession.objects.filter(patient=patient, session_id=session_id).first()
        if found is None:
            raise Http404
        return no_store(Response(sessions.as_json(found)))


def _item(data: object, session_id: uuid.UUID) -> dict[str, Any]:
    """The envelope behind the PUT: the address names the session."""
    given = _object(data)
    if unknown := sorted(str(key)[:64] for key in set(given) - SESSION_KEYS):
        raise DomainError("invalid", _("Check what you sent."), [FieldError(name, "unknown_field", _("This field is not known.")) for name in unknown])
    body = {"session": str(session_id)} | {key: given.get(key) for key in ("date", "fields")}
    return {"kind": sessions.KIND, "body": body} | {key: given.get(key) for key in ("id", "stamp", "tz", "schema")}


def _object(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise DomainError("invalid", _("Check what you sent."), [FieldError("", "invalid", _("Send an object."))])
    return data
