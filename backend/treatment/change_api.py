"""Changes of a medicine plan and as-needed doses, for programs. Views read, call the service that the pages call, reply."""

import datetime as dt
import uuid
from collections.abc import Callable
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
from backend.common.localtime import datetime_of, format_stamp, parse_stamp, stamp_of
from backend.patients.access import patient_or_404
from backend.treatment import change_schema, changes, medicine_schema, reading, services
from backend.treatment.changes import Change
from backend.treatment.medicine_api import as_json, saved_json
from backend.treatment.medicine_views import medicine_of
from backend.treatment.models import AsNeededDose, Medicine

SHOWN_DAYS = 7  # as on the page


def _confirm(found: Medicine, change: Change, author: Any) -> services.Kept:
    step = found.steps.filter(pk=change.step).first() if change.step else None
    if step is None:
        raise DomainError("invalid", _("Check what you sent."), [FieldError("step", "unknown", _("This step is not in the plan."))])
    step.medicine = found
    return services.confirm_step(step, change.word, author)


VERBS: dict[str, Callable[[Medicine, Change, Any], services.Kept]] = {
    "hold": lambda found, change, author: services.hold_plan(found, author),
    "go_on": lambda found, change, author: services.go_on(found, change.day, author),
    "step_back": lambda found, change, author: services.step_back(found, author, step=change.step),
    "undo": lambda found, change, author: services.undo(found, author),
    "confirm": _confirm,
    "pause": lambda found, change, author: services.pause(found, change.word, author),
    "unpause": lambda found, change, author: services.unpause(found, author),
    "end": lambda found, change, author: services.end(found, change.day, author),
}


class Changes(APIView):
    """What was changed in the plan of one medicine, the newest first. POST makes a change; the same one twice is one.

    `hold`: from tomorrow no step starts. `go_on`: the first held step starts on `next_on`. `step_back`: from today the dose before `step`,
    the step that stands now. `undo`: the `hold` or `step_back` of today, while nothing else was changed since.
    `confirm`: the answer to "Has your prescriber changed this?". `end`: `ended_on` is the last day.
    Another dose or other times, from today or a later day: PUT the medicine with its `steps`.
    """

    @extend_schema(operation_id="medicine_changes", responses=change_schema.CHANGES, tags=["treatment"])
    def get(self, request: Request, medicine_id: uuid.UUID) -> Response:
        found = medicine_of(patient_or_404(request.user), medicine_id)
        told = reading.changes_of(found)
        return no_store(Response({"changes": [{"what": one.code, "words": one.what, "at": one.at, "now": one.now, "before": one.before} for one in told]}))

    @extend_schema(operation_id="medicine_change", request=change_schema.CHANGE, responses=medicine_schema.SAVED, tags=["treatment"])
    def post(self, request: Request, medicine_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        found = medicine_of(patient, medicine_id)
        change = changes.read(request.data, changes.OF_MEDICINE)
        return no_store(Response(saved_json(patient, VERBS[change.do](found, change, request.user))))


class AllChanges(APIView):
    """In hospital: `pause` everything that is due by itself; `unpause` what was paused so, and nothing that was paused before."""

    @extend_schema(operation_id="medicines_change", request=change_schema.ALL_CHANGE, responses=medicine_schema.LIST, tags=["treatment"])
    def post(self, request: Request) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        change = changes.read(request.data, changes.OF_ALL)
        if change.do == "pause":
            services.pause_all(patient, change.word, request.user)
        else:
            together = {one.pk for one in services.paused_with_all(patient, patient.today())}
            services.unpause_all(patient, request.user, shown=together)
        found = patient.medicines.order_by("created_at", "pk").prefetch_related("steps")
        return no_store(Response({"medicines": as_json(patient, found)}))


class Doses(APIView):
    """The doses of an as-needed medicine that stand, of the last 7 days, the latest first."""

    @extend_schema(operation_id="doses", responses=change_schema.DOSES, tags=["treatment"])
    def get(self, request: Request, medicine_id: uuid.UUID) -> Response:
        patient = patient_or_404(request.user)
        found = medicine_of(patient, medicine_id)
        doses = services.doses_since(patient, timezone.now() - dt.timedelta(days=SHOWN_DAYS), found)
        return no_store(Response({"doses": [dose_json(one) for one in doses]}))


class Dose(APIView):
    """One dose, by an id that the program makes. PUT again with another time corrects it; DELETE takes it back. Every word stays.

    A dose past the person's own maximum or gap is kept all the same, and says so.
    """

    @extend_schema(operation_id="dose_put", request=change_schema.DOSE_PUT, responses=change_schema.DOSE, tags=["treatment"])
    def put(self, request: Request, medicine_id: uuid.UUID, dose_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        found = medicine_of(patient_or_404(request.user), medicine_id)
        kept = services.take(found, dose_id, _taken_at(request.data), request.user, timezone.now())
        return no_store(Response(dose_json(kept)))

    @extend_schema(operation_id="dose_take_back", responses=change_schema.GONE, tags=["treatment"])
    def delete(self, request: Request, medicine_id: uuid.UUID, dose_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        found = medicine_of(patient_or_404(request.user), medicine_id)
        if not services.take_back(found, dose_id, request.user, timezone.now()):
            raise Http404
        return no_store(Response(status=204))


def _taken_at(data: Any) -> dt.datetime:
    given = data if isinstance(data, dict) else {}
    errors = [FieldError(str(name)[:64], "unknown_field", _("This field is not known.")) for name in given if name != "taken_at"][:20]
    at = None
    try:
        at = datetime_of(parse_stamp(given.get("taken_at")))
    except (ValueError, OverflowError):
        errors.append(FieldError("taken_at", "invalid", _("Send the time as 2026-11-20T08:04:05.123Z.")))
    if errors or at is None:
        raise DomainError("invalid", _("Check what you sent."), errors)
    return at


def dose_json(one: AsNeededDose) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("name", "dose_text", "past_maximum", "within_gap")}
    return {"dose": str(one.dose_id), "medicine": str(one.medicine_id), "taken_at": format_stamp(stamp_of(one.taken_at)), **told}
