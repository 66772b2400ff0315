"""The plan as pages say it: today's step in words, what comes next, what is still to be asked. Reads, and changes nothing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.common.bidi import apart
from backend.common.localtime import clock_words
from backend.patients.models import Patient
from backend.reminders.models import Occurrence, Reminder
from backend.treatment import as_needed, medicine_rule
from backend.treatment.exercise_reading import exercises_today as exercises_today
from backend.treatment.exercise_reading import next_morning as next_morning
from backend.treatment.exercise_reading import session_marks as session_marks
from backend.treatment.exercise_reading import sessions_of_week as sessions_of_week
from backend.treatment.kinds import MEDICINE
from backend.treatment.medicine_words import day_words, gap_words, step_words, when_words
from backend.treatment.models import AsNeededDose, Medicine, MedicineStep, TreatmentChange

EVENING = 17
ASK_AFTER_DAYS = 3
LOW_DAYS = 7
DAYS_BACK, DAYS_AHEAD = 7, 14
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a plan as a list shows it. `state`: past, now, next, held."""

    step: MedicineStep
    day: str
    words: str
    state: str
    confirmed: str
    not_confirmed: bool
    before: str
    """What was taken until then, as long as it is not confirmed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """ "From tomorrow your plan says …": the new words, the old ones, and whether she was not sure."""

    medicine: Medicine
    step: MedicineStep
    new: str
    old: str
    when: str
    """tomorrow, today or since."""
    day: str
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """One medicine on the plan."""

    medicine: Medicine
    step: MedicineStep | None
    words: str
    dose: str
    when: str
    next: str
    starts: str
    """The first day, of a medicine that has not begun."""
    question: Asked | None = None
    limits: str = ""
    warning: list[str] = field(default_factory=list)
    doses: list[AsNeededDose] = field(default_factory=list)
    said: list[AsNeededDose] = field(default_factory=list)
    """What stands and what was taken back, for the script of the page."""

    @property
    def is_past(self) -> bool:
        """A dose of the last 24 hours has passed her own maximum or gap: then she is told whom to ask."""
        return any(one.past_maximum or one.within_gap for one in self.doses)

    @property
    def is_titration(self) -> bool:
        return len(medicine_rule.standing(self.medicine.steps.all())) > 1

    @property
    def steps_wait(self) -> bool:
        return bool(medicine_rule.held(self.medicine.steps.all(), self.medicine.held_from))


@dataclass(frozen=True, slots=True)
class Plan:
    today: dt.date
    regular: list[Row]
    needed: list[Row]
    ended: list[Medicine]

    @property
    def questions(self) -> list[Asked]:
        return [row.question for row in self.regular if row.question]


def plan_of(patient: Patient, now: dt.datetime) -> Plan:
    """All medicines; the number of queries does not grow with them."""
    today = patient.today(now)
    medicines = list(patient.medicines.order_by("created_at", "pk").prefetch_related("steps"))
    for one in medicines:
        one.patient = patient
    taken = [one for one in medicines if one.ended_on is None or one.ended_on >= today]
    reminders = {one.about: one for one in patient.reminders.filter(kind=MEDICINE)}
    doses = as_needed.said_since(patient, now - DAYS_BACK * DAY) if any(_is_needed(one) for one in taken) else []
    rows = [row_of(one, now, reminders.get(one.pk), doses) for one in taken]
    return Plan(
        today,
        [row for row in rows if not _is_needed(row.medicine)],
        [row for row in rows if _is_needed(row.medicine)],
        [one for one in medicines if one not in taken],
    )


def _is_needed(medicine: Medicine) -> bool:
    return medicine.form == Medicine.Form.AS_NEEDED


def row_of(medicine: Medicine, now: dt.datetime, reminder: Reminder | None = None, said: Iterable[AsNeededDose] = ()) -> Row:
    """`said`: of each as-needed dose of the last week the word that counts."""
    patient = medicine.patient
    today, steps = patient.today(now), list(medicine.steps.all())
    plan = medicine_rule.standing(steps, medicine.held_from)
    step = medicine_rule.step_on(steps, today, medicine.held_from)
    first = plan[0] if plan and not step else None
    shown = step or first
    said = [one for one in said if one.medicine_id == medicine.pk]
    hers = [one for one in said if not one.withdrawn]
    return Row(
        medicine=medicine,
        step=step,
        words=told_words(shown) if shown else "",
        dose=medicine_rule.dose_told(shown) if shown else "",
        when=when_words(shown, shown.times) if shown else "",
        next=next_words(reminder, patient, now),
        starts=day_words(first.starts_on, today) if first else "",
        question=question_of(medicine, steps, now),
        limits=_limits(medicine),
        warning=warnings(medicine, hers, now) if _is_needed(medicine) else [],
        doses=[one for one in hers if one.taken_at > now - dt.timedelta(hours=24)],
        said=said,
    )


def told_words(step: Any) -> str:
    """300 mg, 8am and 8pm; without a dose where she said that it was changed, as in the reminders."""
    return step_words(step, step.times, medicine_rule.dose_told(step))


def next_words(reminder: Reminder | None, patient: Patient, now: dt.datetime) -> str:
    """8pm, tomorrow 8am, Tue 3 March 8am; empty when nothing comes."""
    if reminder is None or reminder.next_due_at is None:
        return ""
    local, today = reminder.next_due_at.astimezone(patient.zone), patient.today(now)
    at = clock_words(local.time().replace(second=0, microsecond=0))
    if local.date() == today:
        return at
    if local.date() == today + DAY:
        return _("tomorrow %(time)s") % {"time": at}
    return _("%(day)s, %(time)s") % {"day": day_words(local.date(), today), "time": at}


def question_of(medicine: Medicine, steps: list[Any], now: dt.datetime) -> Asked | None:
    """From the evening before a step until it is answered: has the prescriber changed it? Never about the first step, nor one typed on its day."""
    local = now.astimezone(medicine.patient.zone)
    today = local.date()
    if medicine.paused_at or (medicine.ended_on and medicine.ended_on < today):
        return None
    plan = medicine_rule.standing(steps, medicine.held_from)
    coming = next((one for one in plan if one.starts_on == today + DAY), None) if local.hour >= EVENING else None
    for step, when in ((coming, "tomorrow"), (medicine_rule.step_on(plan, today), "since")):
        if step is None or step.confirmed == MedicineStep.Confirmed.SAME:
            continue
        earlier = medicine_rule.before(steps, step, medicine.held_from)
        typed_on = step.created_at.astimezone(medicine.patient.zone).date()
        if earlier is None or typed_on >= step.starts_on:
            continue
        when = "today" if when == "since" and step.starts_on == today else when
        new, old = step_words(step, step.times), step_words(earlier, earlier.times)
        return Asked(medicine, step, new, old, when, day_words(step.starts_on, today), step.confirmed)
    return None


def step_questions(patient: Patient, now: dt.datetime) -> list[Asked]:
    """Every question about a step that is open: for Today. Two queries."""
    found = patient.medicines.exclude(form=Medicine.Form.AS_NEEDED).exclude(ended_on__lt=patient.today(now))
    asked = []
    for one in found.order_by("created_at", "pk").prefetch_related("steps"):
        one.patient = patient
        asked.append(question_of(one, list(one.steps.all()), now))
    return [one for one in asked if one]


def needed_names(patient: Patient, today: dt.date) -> list[str]:
    """What she takes when needed, for the row of Today that leads to it."""
    found = patient.medicines.filter(form=Medicine.Form.AS_NEEDED).exclude(ended_on__lt=today)
    return list(found.order_by("created_at", "pk").values_list("name", flat=True))


def _limits(medicine: Medicine) -> str:
    """At most 4 times in 24 hours, at least 4 hours between two: as she typed it from the label."""
    said = []
    if medicine.max_per_day:
        said.append(
            ngettext("at most %(count)s time in 24 hours", "at most %(count)s times in 24 hours", medicine.max_per_day) % {"count": medicine.max_per_day}
        )
    if medicine.min_gap_minutes:
        said.append(_("at least %(gap)s between two") % {"gap": gap_words(medicine.min_gap_minutes)})
    words = ", ".join(said)
    return words[:1].upper() + words[1:]


def warnings(medicine: Medicine, doses: Iterable[AsNeededDose], now: dt.datetime) -> list[str]:
    """Which of her own limits one more now would pass. It can be recorded all the same."""
    limits, said = as_needed.standing(medicine, doses, now), []
    if limits.past_maximum:
        count = ngettext("You have taken %(count)s in the last 24 hours.", "You have taken %(count)s in the last 24 hours.", limits.in_a_day)
        said.append(count % {"count": limits.in_a_day} + " " + _("The most that you typed is %(most)s.") % {"most": medicine.max_per_day})
    if limits.within_gap and limits.last_at and medicine.min_gap_minutes:
        at = clock_words(limits.last_at.astimezone(medicine.patient.zone).time().replace(second=0, microsecond=0))
        said.append(_("You took the last one at %(time)s. You typed at least %(gap)s between two.") % {"time": at, "gap": gap_words(medicine.min_gap_minutes)})
    return said


def step_rows(medicine: Medicine, now: dt.datetime) -> list[StepRow]:
    """The plan from its first day: what was taken, what is, what comes, what waits."""
    today, steps = medicine.patient.today(now), list(medicine.steps.all())
    current = medicine_rule.step_on(steps, today, medicine.held_from)
    rows = []
    for one in sorted(steps, key=lambda one: (one.starts_on, one.created_at)):
        if one.replaced_on is not None and one.replaced_on <= one.starts_on:
            continue  # planned, and never taken
        held = one.replaced_on is None and medicine.held_from is not None and one.starts_on >= medicine.held_from
        state = "held" if held else "now" if one is current else "past" if one.starts_on <= today else "next"
        earlier = medicine_rule.before(steps, one, medicine.held_from)
        first = earlier is None
        asked = not first and state in ("now", "next") and not one.confirmed and one.created_at.astimezone(medicine.patient.zone).date() < one.starts_on
        words = step_words(one, one.times) if state == "past" else told_words(one)
        before = step_words(earlier, earlier.times) if earlier and asked else ""
        rows.append(StepRow(one, day_words(one.starts_on, today), words, state, one.confirmed, asked, before))
    return rows


def stock_words(medicine: Medicine, now: dt.datetime) -> tuple[str, bool]:
    """About 12 doses left, about 6 days; whether it runs low. Counted from what she recorded, so it is a guess."""
    if medicine.stock is None or medicine.stock_counted_on is None:
        return "", False
    used = _used(medicine, medicine.stock_counted_on)
    left = max(0, int(medicine.stock) - used)
    words = ngettext("About %(count)s dose left", "About %(count)s doses left", left) % {"count": left}
    step = medicine_rule.step_on(medicine.steps.all(), medicine.patient.today(now), medicine.held_from)
    part = "on" if medicine.form == Medicine.Form.PATCH else ""
    a_day = 0 if step is None or _is_needed(medicine) or medicine_rule.is_round_the_clock(step) else len(medicine_rule.slots_of(step, part))
    if not a_day or any(row.get("weekdays") or row.get("every_days") for row in (step.times if step else ())):
        return words, False
    days = left // a_day
    return words + ", " + ngettext("for about %(count)s day", "for about %(count)s days", days) % {"count": days}, days <= LOW_DAYS


def _used(medicine: Medicine, since: dt.date) -> int:
    if _is_needed(medicine):
        start = dt.datetime.combine(since + DAY, dt.time(), medicine.patient.zone)
        return len(as_needed.doses_since(medicine.patient, start, medicine))
    return medicine.patient.occurrences.filter(about=medicine.pk, kind=MEDICINE, answer=Occurrence.Answer.TAKEN, local_date__gt=since).count()


def nothing_recorded(medicine: Medicine, now: dt.datetime) -> bool:
    """Three days of doses without a word: "If you have stopped, ask before you start again"."""
    today = medicine.patient.today(now)
    if _is_needed(medicine) or medicine.paused_at:
        return False
    said = medicine.patient.occurrences.filter(about=medicine.pk, kind=MEDICINE, local_date__gte=today - ASK_AFTER_DAYS * DAY, local_date__lt=today, snooze=0)
    rows = list(said.values_list("local_date", "answer"))
    return len({day for day, _answer in rows}) >= ASK_AFTER_DAYS and not any(answer in ("taken", "skipped") for _day, answer in rows)


def step_marks(patient: Patient, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    """When a dose changed, for the line of a trend chart: only what really stood."""
    marks = []
    for medicine in patient.medicines.exclude(form=Medicine.Form.AS_NEEDED).prefetch_related("steps"):
        for one in medicine.steps.all():
            stood = one.replaced_on is None or one.replaced_on > one.starts_on
            held = one.replaced_on is None and medicine.held_from is not None and one.starts_on >= medicine.held_from
            if stood and not held and first <= one.starts_on <= last and not (medicine.ended_on and one.starts_on > medicine.ended_on):
                marks.append((one.starts_on, f"{apart(medicine.name)} {apart(one.dose_text)}"))
    return sorted(marks)


def step_days(patient: Patient, today: dt.date) -> list[dt.date]:
    """The days near today on which a dose changes: a phone without a network knows those to come too."""
    return sorted({day for day, _words in step_marks(patient, today - DAYS_BACK * DAY, today + DAYS_AHEAD * DAY)})


WHAT = {
    "added": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "held": gettext_lazy("Held at the dose of that day"),
    "resumed": gettext_lazy("The plan goes on"),
    "stepped_back": gettext_lazy("One step back"),
    "undone": gettext_lazy("Undone: the plan as it was"),
    "paused": gettext_lazy("Paused"),
    "unpaused": gettext_lazy("Goes on after a pause"),
    "ended": gettext_lazy("Ended"),
    "confirmed": gettext_lazy("Asked: has your prescriber changed it?"),
    "stock": gettext_lazy("Stock counted"),
    "reminders_on": gettext_lazy("Messages on"),
    "reminders_off": gettext_lazy("Messages off"),
}


FACTS = {
    "name": gettext_lazy("Name on the label"),
    "why": gettext_lazy("What it is for"),
    "instructions": gettext_lazy("Words of the label"),
    "max_per_day": gettext_lazy("At most in 24 hours"),
    "min_gap_minutes": gettext_lazy("Minutes between two"),
    "ended_on": gettext_lazy("Last day"),
}
ANSWERS = {
    MedicineStep.Confirmed.SAME: gettext_lazy("No, it stays"),
    MedicineStep.Confirmed.CHANGED: gettext_lazy("Yes, it was changed"),
    MedicineStep.Confirmed.UNSURE: gettext_lazy("Not sure"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: what was done (`code`, and in words), when, the words since then, and those before."""

    code: str
    what: str
    at: dt.datetime
    now: list[str]
    before: list[str]


def changes_of(medicine: Medicine) -> list[Change]:
    """Everything that was changed in the plan of this medicine, the newest first."""
    return [_change(one) for one in medicine.patient.treatment_changes.filter(about=medicine.pk).order_by("-pk")]


def _change(one: TreatmentChange) -> Change:
    was, now = one.detail.get("was", []), list(one.detail.get("steps", []))
    if answer := ANSWERS.get(one.detail.get("answer", "")):
        now.append(str(answer))
    before = [f"{FACTS[name]}: {words or '–'}" for name, words in was.items() if name in FACTS] if isinstance(was, dict) else was
    return Change(one.what, str(WHAT.get(one.what, one.what)), one.at, now, before)
