"""Exercise sessions: what a phone sends about one, and its fold. Everything that is said is kept (PlanRevision); a session is its fold.

Per field the winner is the greatest `(rank, stamp, id)`, as in the diary, and the day of a session is folded with it.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common import bulk, hooks
from backend.common.exceptions import FieldError
from backend.common.ids import read_uuid, uuid_of
from backend.common.localtime import format_stamp, parse_date, stamp_of
from backend.patients.models import Patient
from backend.symptoms import fields as diary_fields
from backend.symptoms import merge
from backend.symptoms.fields import NO_YES, Field
from backend.symptoms.safety import VERSION
from backend.treatment import doing
from backend.treatment.models import ExercisePlan, ExerciseSession, PlanRevision
from backend.treatment.traffic_light import TROUBLES

KIND = "session"
FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("pain_before", "scale", gettext_lazy("Pain before")),
        Field("pain_after", "scale", gettext_lazy("Pain after")),
        Field("effort", "scale", gettext_lazy("Effort")),
        Field("next_day", "choice", gettext_lazy("Back to your usual the next morning"), NO_YES),
        Field("trouble", "choice", gettext_lazy("Trouble"), tuple(TROUBLES.items())),
        Field("withdrawn", "tick", gettext_lazy("Taken back")),
    )
}
COLUMNS = ("plan_id", "date", "stage", "pain_before", "pain_after", "effort", "next_day", "trouble", "withdrawn", "winners")


def read(body: Mapping[str, Any], now: dt.datetime) -> tuple[dict[str, Any], list[FieldError]]:
    """The clean body of an envelope, and what is wrong with it."""
    errors: list[FieldError] = []
    session = read_uuid(body.get("session"), "body.session", errors)
    given = body.get("fields")
    plan: list[FieldError] = []
    if isinstance(given, Mapping) and given.get("plan") is not None:
        read_uuid(given["plan"], "plan", plan)
    rest = {name: value for name, value in given.items() if name != "plan"} if isinstance(given, Mapping) else given
    alone = isinstance(given, Mapping) and "plan" in given and not rest
    clean, problems = ({}, []) if alone else diary_fields.check(rest, FIELDS)
    if isinstance(given, Mapping) and "plan" in given and not plan:
        clean["plan"] = given["plan"]
    return {"session": str(session or ""), "fields": clean}, [*errors, *plan, *(FieldError(**one) for one in problems)]


def known(patient: Patient, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The hashes of the envelopes that are stored already."""
    return dict(PlanRevision.objects.filter(patient=patient, envelope_id__in=list(ids)).values_list("envelope_id", "body_hash"))


def record(patient: Patient, author: Any, said: Sequence[hooks.Said]) -> None:
    """Store the revisions and fold them into their sessions, in a number of queries that does not grow with the batch."""
    bulk.insert(PlanRevision, [_revision_row(patient, author, one) for one in said])
    ids = {uuid.UUID(one.body["session"]) for one in said}
    held = {one.session_id: one for one in ExerciseSession.objects.filter(patient=patient, session_id__in=ids)}
    plans = list(ExercisePlan.objects.filter(patient=patient).order_by("created_at"))
    before = {key for key, session in held.items() if _is_done(session)}
    for one in said:
        session = held.setdefault(uuid.UUID(one.body["session"]), ExerciseSession(patient=patient, session_id=uuid.UUID(one.body["session"])))
        revision = merge.Revision(one.body["fields"] | {"date": one.date.isoformat()}, stamp_of(one.stamp), str(one.id), one.rank)
        _show(session, merge.fold_into(merge.winners_from_row(session.winners), revision), plans)
    now = timezone.now()
    rows = [{name: getattr(one, name) for name in ("patient_id", "session_id", *COLUMNS)} | {"updated_at": now} for one in held.values()]
    bulk.insert(ExerciseSession, rows, unique=("patient_id", "session_id"), update=(*COLUMNS, "updated_at"))
    after = {key for key, session in held.items() if _is_done(session)}
    doing.tell(patient, "exercise", [doing.Done(key, held[key].date) for key in sorted(after - before, key=str)], before - after, now)


def _is_done(session: ExerciseSession) -> bool:
    """More than begun: it was done, and answers its reminder."""
    return not session.withdrawn and (session.pain_after is not None or session.effort is not None)


def _revision_row(patient: Patient, author: Any, one: hooks.Said) -> dict[str, Any]:
    return {
        "patient_id": patient.pk,
        "envelope_id": one.id,
        "kind": KIND,
        "about": uuid.UUID(one.body["session"]),
        "date": one.date,
        "fields": one.body["fields"],
        "stamp": one.stamp,
        "tz": one.tz,
        "schema": one.schema,
        "rank": one.rank,
        "author_id": author and author.pk,
        "body_hash": one.body_hash,
        "received_at": timezone.now(),
    }


def _show(session: ExerciseSession, winners: merge.Winners, plans: Sequence[ExercisePlan]) -> None:
    """A plan that is not hers is kept in the winners alone. A phone that knew of none: the plan that stood on that day."""
    values = merge.values(winners)
    session.winners = merge.winners_to_row(winners)
    session.date = parse_date(values["date"])
    plan = _plan_of(session.date, values, plans)
    session.plan_id, session.stage = (plan.pk, plan.stage) if plan else (None, None)
    for name in ("pain_before", "pain_after", "effort"):
        setattr(session, name, values.get(name))
    for name in ("next_day", "trouble"):
        setattr(session, name, values.get(name) or "")
    session.withdrawn = values.get("withdrawn") is True


def _plan_of(day: dt.date, values: Mapping[str, Any], plans: Sequence[ExercisePlan]) -> ExercisePlan | None:
    if values.get("plan"):
        return next((plan for plan in plans if str(plan.pk) == values["plan"].lower()), None)
    stood = [plan for plan in plans if plan.starts_on <= day and (plan.replaced_on is None or day < plan.replaced_on)]
    return stood[-1] if stood else None


def as_json(session: ExerciseSession) -> dict[str, Any]:
    """Every field (null: untouched or taken back) with the winners, so that a phone can fold on while it is offline."""
    winners = merge.winners_from_row(session.winners)
    values = merge.values(winners)
    return {
        "session": str(session.session_id),
        "date": session.date.isoformat(),
        "stage": session.stage,
        "fields": {name: values.get(name) for name in (*FIELDS, "plan")},
        "winners": merge.winners_to_json(winners),
    }


def envelopes(
    session: uuid.UUID, date: dt.date, fields: dict[str, Any], tz: str, envelope_id: str, helper: Mapping[str, str], *, held: ExerciseSession | None = None
) -> list[dict[str, Any]]:
    """What a plain form says of a session, as envelopes; with the fall that it tells of, or takes back. `held`: the session
    so far; what is said now is said after it."""
    body = {"session": str(session), "date": date.isoformat(), "fields": fields, **helper}
    last = max((winner.stamp_ms for winner in merge.winners_from_row(held.winners).values()), default=0) if held else 0
    stamp = max(stamp_of(timezone.now()), last + 1)
    item = {"id": envelope_id, "stamp": format_stamp(stamp), "tz": tz, "schema": 1, "kind": KIND, "body": body}
    return with_fall(item, was_fall=held is not None and held.trouble == "fell")


def fall_id(session: uuid.UUID) -> uuid.UUID:
    """The moment of the fall in this session: falls have one truth, the moments. js/exercise-session.js makes the same."""
    return uuid.uuid5(session, "fall")


def with_fall(item: dict[str, Any], *, was_fall: bool = False) -> list[dict[str, Any]]:
    """The envelope alone, or with "I fell" as a moment and as the yes that the log's fall says; or with the moment taken back,
    which takes the yes along where nothing else of the day says that she fell (symptoms/fall_ticks.py)."""
    body = item["body"]
    fields = body.get("fields")
    if not isinstance(fields, Mapping) or "trouble" not in fields or uuid_of(body.get("session")) is None:
        return [item]
    fell = fields["trouble"] == "fell"
    if not fell and not was_fall:
        return [item]
    session, helper = uuid.UUID(body["session"]), {"helper": body["helper"]} if "helper" in body else {}
    moment = {"moment": str(fall_id(session)), "date": body.get("date"), "fields": {"kind": "fall" if fell else None}, **helper}
    yes = {"date": body.get("date"), "item": "fell", "answer": "yes", "version": VERSION, **helper}
    said = [item, item | {"id": _other(item, "fall"), "kind": "moment", "body": moment}]
    return [*said, item | {"id": _other(item, "fell"), "kind": "safety", "body": yes}] if fell else said


def _other(item: Mapping[str, Any], name: str) -> str:
    """A double tap is one fall."""
    envelope = uuid_of(item.get("id"))
    return str(uuid.uuid5(envelope, name) if envelope else uuid.uuid4())


ENVELOPE = hooks.EnvelopeKind(keys=frozenset({"session", "fields"}), read=read, known=known, record=record)
