"""The plan and what was done as tables that a person can read, in words and whole: for the copy that she downloads. Pure.

From the rows of the export, as backend/symptoms/readable.py makes those of the diary. Days and times are on her own clock.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.localtime import clock_words
from backend.reminders.models import Occurrence
from backend.reminders.reading import Item, all_of, short_time
from backend.symptoms.fields import NO_YES
from backend.symptoms.readable import Row, Sheet
from backend.treatment.adherence import REASONS
from backend.treatment.days_and_times import and_join, in_words
from backend.treatment.exercises import EXERCISES, STAGES, amount
from backend.treatment.kinds import MEDICINE, PATCH_OFF
from backend.treatment.medicine_forms import FORMS, PAUSED_FOR
from backend.treatment.medicine_words import gap_words, when_words
from backend.treatment.models import MedicineStep
from backend.treatment.routines import KIND as ROUTINE
from backend.treatment.routines import NAMES
from backend.treatment.traffic_light import TROUBLES

Tables = Mapping[str, Iterable[Row]]

KINDS = dict(FORMS)
PAUSES = dict(PAUSED_FOR)
MORNINGS = dict(NO_YES)
CHANGED = {"same": gettext_lazy("No"), "changed": gettext_lazy("Yes"), "unsure": gettext_lazy("Not sure")}


def sheets(tables: Tables, now: dt.datetime) -> list[Sheet]:
    """The export's tables of the treatment, in words."""
    zone = next((row["time_zone"] for row in tables.get("profile", ())), "UTC")
    medicines, routines = list(tables.get("plan_items", ())), list(tables.get("routines", ()))
    doses = all_of([Occurrence(**row) for row in tables.get("reminder_events", ())], zone, now)
    return [
        _medicines(medicines, zone),
        _steps(tables.get("plan_steps", ()), {row["id"]: row["name"] for row in medicines}),
        _doses([item for item in doses if item.kind in (MEDICINE, PATCH_OFF)]),
        _as_needed(tables.get("as_needed_doses", ()), zone),
        _exercises(tables.get("exercise_plans", ())),
        _sessions(tables.get("exercise_sessions", ())),
        _routines(routines),
        _done(tables.get("exercise_session_revisions", ()), {row["id"]: _routine(row) for row in routines}, zone),
        _answered([item for item in doses if item.kind in ("exercise", ROUTINE) and item.is_answered]),
    ]


def _yes(value: Any) -> str:
    return _("Yes") if value else ""


def _local(at: dt.datetime, zone: str) -> dt.datetime:
    return at.astimezone(ZoneInfo(zone))


def _until(first: dt.date, replaced_on: dt.date | None) -> str | dt.date:
    """The last day; what was replaced before it began never stood."""
    if replaced_on is None:
        return ""
    return replaced_on - dt.timedelta(days=1) if first < replaced_on else _("It never began")


def _medicines(rows: Iterable[Row], zone: str) -> Sheet:
    columns = [_("Medicine"), _("What it is for"), _("How you take it"), _("Directions"), _("Most times in 24 hours"), _("Least time between two")]
    columns += [_("Doses left"), _("Counted on"), _("New supply on"), _("Reminders"), _("Paused on"), _("Why?"), _("Held from"), _("Last day")]
    return Sheet("plan_items", _("Medicines"), columns, [_medicine(row, zone) for row in rows])


def _medicine(row: Row, zone: str) -> list[Any]:
    gap = gap_words(row["min_gap_minutes"]) if row["min_gap_minutes"] else ""
    left = "" if row["stock"] is None else f"{row['stock'].normalize():f}"
    paused = _local(row["paused_at"], zone).date() if row["paused_at"] else None
    label = [row["name"], row["why"], str(KINDS.get(row["form"], row["form"])), row["instructions"], row["max_per_day"], gap]
    remind = _("Yes") if row["remind"] else _("No")
    return [
        *label,
        left,
        row["stock_counted_on"],
        row["refill_on"],
        remind,
        paused,
        str(PAUSES.get(row["pause_reason"], "")),
        row["held_from"],
        row["ended_on"],
    ]


def _steps(rows: Iterable[Row], names: Mapping[Any, str]) -> Sheet:
    """Each step as it was typed, also one that another took the place of."""
    columns = [_("Medicine"), _("From"), _("Taken out of the plan on"), _("Dose"), _("When"), _("Has your prescriber changed this?")]
    made = [_step(MedicineStep(**row), names) for row in sorted(rows, key=lambda row: (names.get(row["medicine_id"], ""), row["starts_on"]))]
    return Sheet("plan_steps", _("Steps of your medicines"), columns, made)


def _step(step: MedicineStep, names: Mapping[Any, str]) -> list[Any]:
    name, when = names.get(step.medicine_id, ""), when_words(step, step.times)
    return [name, step.starts_on, step.replaced_on, step.dose_text, when, str(CHANGED.get(step.confirmed, ""))]


def _doses(items: Iterable[Item]) -> Sheet:
    """Every dose that came due. Without an answer it is not recorded: nobody knows whether she took it."""
    columns = [_("Day"), _("Time"), _("Medicine"), _("Dose"), _("What you said"), _("Why?"), _("Said more than 2 days later")]
    return Sheet("plan_answers", _("Doses at set times"), columns, [_dose(item) for item in items])


def _dose(item: Item) -> list[Any]:
    reason = str(REASONS.get(item.reason, item.reason))
    return [item.date, item.at, item.words.get("name", ""), item.words.get("dose", ""), item.state_words, reason, _yes(item.late_note)]


def _as_needed(rows: Iterable[Row], zone: str) -> Sheet:
    columns = [_("Day"), _("Time"), _("Medicine"), _("Dose"), _("Past the most in 24 hours"), _("Sooner than the least time between two"), _("Taken back?")]
    return Sheet("as_needed_doses", _("Doses when needed"), columns, [_used(row, _local(row["taken_at"], zone)) for row in rows])


def _used(row: Row, at: dt.datetime) -> list[Any]:
    marks = [_yes(row[name]) for name in ("past_maximum", "within_gap", "withdrawn")]
    return [at.date(), short_time(at), row["name"], row["dose_text"], *marks]


def _exercises(rows: Iterable[Row]) -> Sheet:
    """A line for each exercise of each plan."""
    columns = [_("From"), _("Until"), _("Stage"), _("Therapist"), _("Exercise"), _("How many"), _("Your therapist’s words"), _("When")]
    made = [_exercise(row, item) for row in rows for item in row["items"] or [{}]]
    return Sheet("exercise_plans", _("Exercise plan"), columns, made)


def _exercise(row: Row, item: Mapping[str, Any]) -> list[Any]:
    slug = item.get("exercise", "")
    name = str(EXERCISES[slug].name) if slug in EXERCISES else item.get("name", slug)
    plan = [row["starts_on"], _until(row["starts_on"], row["replaced_on"]), _stage(row["stage"]), row["therapist"]]
    return [*plan, name, amount(dict(item)), item.get("note", ""), in_words(row["times"])]


def _stage(number: int | None) -> str:
    return "" if number is None else f"{number}: {STAGES.get(number, '')}"


def _sessions(rows: Iterable[Row]) -> Sheet:
    columns = [_("Day"), _("Stage"), _("Pain before"), _("Pain after"), _("Effort"), _("Trouble"), _("Back to your usual the next morning"), _("Taken back?")]
    return Sheet("exercise_sessions", _("Exercise sessions"), columns, [_session(row) for row in rows])


def _session(row: Row) -> list[Any]:
    said = [row[name] for name in ("pain_before", "pain_after", "effort")]
    trouble, morning = str(TROUBLES.get(row["trouble"], row["trouble"])), str(MORNINGS.get(row["next_day"], row["next_day"]))
    return [row["date"], _stage(row["stage"]), *said, trouble, morning, _yes(row["withdrawn"])]


def _routine(row: Row) -> str:
    return str(NAMES.get(row["kind"], row["kind"]))


def _at(row: Row) -> str:
    """A visit on one day has its time alone."""
    return and_join([clock_words(dt.time.fromisoformat(one["at"])) for one in row["times"]]) if row["on_date"] else in_words(row["times"])


def _routines(rows: Iterable[Row]) -> Sheet:
    columns = [_("What"), _("Note"), _("Minutes"), _("From"), _("Last day"), _("Day of the visit"), _("When")]
    facts = ("note", "minutes", "starts_on", "ended_on", "on_date")
    made = [[_routine(row), *(row[name] for name in facts), _at(row)] for row in rows]
    return Sheet("routines", _("Heat, TENS and visits"), columns, made)


def _done(rows: Iterable[Row], names: Mapping[Any, str], zone: str) -> Sheet:
    said = [row for row in rows if row["kind"] == ROUTINE]
    undone = {row["fields"].get("undoes") for row in said}
    made = [
        [row["date"], short_time(_local(row["stamp"], zone)), names.get(row["about"], ""), _yes(str(row["envelope_id"]) in undone)]
        for row in said
        if row["fields"].get("done")
    ]
    return Sheet("routine_sessions", _("Heat, TENS and visits: what you did"), [_("Day"), _("Time"), _("What"), _("Taken back?")], made)


def _answered(items: Iterable[Item]) -> Sheet:
    """What was answered to a reminder stands beside what was logged: one act may stand in both."""
    made = [[item.date, item.at, item.words.get("name", ""), item.state_words, str(REASONS.get(item.reason, item.reason))] for item in items]
    columns = [_("Day"), _("Time"), _("What"), _("What you said"), _("Why?")]
    return Sheet("exercise_answers", _("Answers to reminders of exercises, heat, TENS and visits"), columns, made)
