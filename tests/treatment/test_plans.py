"""Generated titrations and tapers with holds, step-backs, pauses and changes: the right dose on every day, and no page turned back."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest

from backend.reminders import schedule
from backend.reminders import services as reminders
from backend.reminders.models import Reminder
from backend.treatment import medicine_rule, services
from backend.treatment.medicine_input import read_steps
from backend.treatment.models import Medicine
from tests.treatment.medicines import NOON, TODAY, a_step, day, keep, said
from tests.treatment.plan_model import DAY, Calendar, Dose

pytestmark = pytest.mark.django_db
SEED = 20261121
TIMES = ("06:00", "08:00", "12:30", "14:00", "18:00", "20:00", "22:00", "23:30")
AHEAD = 45  # days that are looked at beyond today
WALK = 40  # days that a plan is kept


class Walk:
    """One plan, in the calendar and in the database, through some days."""

    def __init__(self, patient: Any, seed: str) -> None:
        self.patient, self.rng, self.slips = patient, random.Random(seed), random.Random(f"{seed} slips")
        steps = self.steps(TODAY + self.rng.choice([0, 0, 0, 2]) * DAY)
        self.medicine: Medicine = keep(patient, said(steps=typed(steps)))
        self.calendar = Calendar(TODAY, dict(steps))
        self.rows: dict[Any, Any] = {}
        self.did: list[str] = [seed, f"{TODAY}: {steps}"]

    @property
    def now(self) -> dt.datetime:
        return NOON + (self.calendar.today - TODAY)

    def steps(self, first: dt.date) -> dict[dt.date, Dose]:
        """A titration, a taper, or both: up to six steps, a few days apart."""
        doses = [100, 200, 300, 600, 900, 1200]
        if self.rng.random() < 0.5:
            doses.reverse()
        chosen = sorted(self.rng.sample(range(6), self.rng.randint(1, 6)))
        if self.rng.random() < 0.3:
            chosen += chosen[-2::-1]  # up and down again
        found: dict[dt.date, Dose] = {}
        for number in chosen:
            found[first] = (f"{doses[number]} mg", tuple(sorted(self.rng.sample(TIMES, self.rng.randint(1, 3)))))
            first += self.rng.choice([1, 3, 7, 7]) * DAY
        return found

    def step(self) -> None:
        """Something that a person may do today."""
        calendar, rng = self.calendar, self.rng
        what = rng.choice(["hold", "go_on", "step_back", "step_back", "change", "pause", "unpause", "end"])
        act = {"now": self.now}
        self.did.append(f"{calendar.today}: {what}")
        author = self.patient.user
        if what == "hold" and calendar.ahead and not calendar.waiting:
            self.slip(services.hold_plan)
            services.hold_plan(self.medicine, author, **act)
            calendar.hold()
        elif what == "go_on" and calendar.waiting:
            first = calendar.today + rng.choice([0, 1, 5]) * DAY
            services.go_on(self.medicine, first, author, **act)
            calendar.go_on(first)
        elif what == "step_back" and calendar.step_before is not None:
            self.slip(services.step_back)
            services.step_back(self.medicine, author, **act)
            calendar.step_back(self.gaps())
        elif what == "change":
            steps = self.steps(calendar.today + rng.choice([0, 0, 1, 4]) * DAY)
            if rng.random() < 0.2 and calendar.now:
                steps[min(steps)] = calendar.now
            self.did.append(str(steps))
            read, errors = read_steps(typed(steps), "times", calendar.today)
            assert not errors
            services.change_plan(self.medicine, read, author, **act)
            calendar.change(steps)
        elif what == "pause" and not calendar.paused:
            services.pause(self.medicine, "hospital", author, **act)
            calendar.paused = True
            calendar.hold()
        elif what == "unpause" and calendar.paused:
            services.unpause(self.medicine, author, **act)
            calendar.paused = False
        elif what == "end" and not calendar.waiting and rng.random() < 0.2 and calendar.now:
            last = calendar.today + rng.randint(0, 20) * DAY
            services.end(self.medicine, last, author, **act)
            calendar.end(last)

    def slip(self, verb: Callable[..., Any]) -> None:
        """Done and undone: the plan is as it was."""
        if self.slips.random() < 0.5:
            verb(self.medicine, self.patient.user, now=self.now)
            services.undo(self.medicine, self.patient.user, now=self.now)
            self.check()

    def gaps(self) -> list[int]:
        """The distances at which the steps wait are kept as they were typed: read from the rows, checked when they go on."""
        self.medicine.refresh_from_db()
        waiting = medicine_rule.held(self.medicine.steps.all(), self.medicine.held_from)
        gaps = [(one.starts_on - waiting[0].starts_on).days for one in waiting[1:]]
        assert all(later > sooner for sooner, later in zip([0, *gaps], gaps, strict=False))
        return gaps

    @property
    def over(self) -> bool:
        return self.calendar.last is not None

    def check(self) -> None:
        self.medicine = Medicine.objects.get(pk=self.medicine.pk)
        self.medicine.patient = self.patient
        steps = list(self.medicine.steps.all())
        self.check_history(steps)
        reminder = Reminder.objects.get(about=self.medicine.pk)
        rule = schedule.Rule.stored(reminder.rule)
        for number in range(AHEAD):
            at = self.calendar.today + number * DAY
            found = [] if reminder.paused_at or reminder.ended_at else schedule.due_on(rule, at, "Europe/London")
            right = self.calendar.takes(at)
            told = [(due.words["dose"], due.clock) for due in found]
            assert told == ([(right[0], time) for time in right[1]] if right else []), (at, self.did)

    def check_history(self, steps: list[Any]) -> None:
        """Every day until today says what it said then, and no row that was written changed its dose, times or first day."""
        for at, right in self.calendar.written.items():
            stood = medicine_rule.step_on(steps, at, self.medicine.held_from)
            assert (stood and (stood.dose_text, tuple(row["at"] for row in stood.times))) == right, (at, self.did)
        rows = {one.pk: (one.starts_on, one.dose_text, str(one.times)) for one in steps}
        assert {pk: rows.get(pk) for pk in self.rows} == self.rows
        self.rows = rows


def typed(steps: dict[dt.date, Dose]) -> list[dict[str, Any]]:
    return [a_step((start - TODAY).days, dose, *times) for start, (dose, times) in steps.items()]


def walk(patient: Any, seed: str) -> None:
    one = Walk(patient, seed)
    one.check()
    for _ in range(WALK):
        if one.over:
            break
        if one.rng.random() < 0.25:
            one.step()
            one.check()
        one.calendar.sleep()
    one.check()
    one.medicine.delete()
    patient.reminders.all().delete()


def test_the_dose_is_right_on_every_day_of_generated_plans(amina):
    for number in (*range(10), 864):  # 864: a step back on a day on which the same dose began again
        walk(amina, f"{SEED}-{number}")


@pytest.mark.torture
def test_the_dose_is_right_on_every_day_of_a_thousand_generated_plans(amina):
    for number in range(1000):
        walk(amina, f"{SEED}-{number}")


# ---- Stepping back more than once ------------------------------------------------------------------------------------


def test_stepping_back_twice_goes_down_twice(amina):
    """Never back up to the dose that was just left."""
    medicine = keep(amina, said(steps=[a_step(0, "100 mg", "08:00"), a_step(4, "300 mg", "08:00"), a_step(8, "600 mg", "08:00")]))
    services.step_back(medicine, amina.user, now=NOON + 10 * DAY)
    services.step_back(medicine, amina.user, now=NOON + 12 * DAY)
    rule = schedule.Rule.stored(amina.reminders.get().rule)
    assert [due.words["dose"] for due in schedule.due_on(rule, dt.date.fromisoformat(day(13)), "Europe/London")] == ["100 mg"]


# ---- Round the clock -------------------------------------------------------------------------------------------------


def round_the_clock(number: int, hours: int, first: str) -> dict[str, Any]:
    return {"starts_on": day(number), "dose_text": "1 tablet", "every_hours": hours, "times": [{"at": first}]}


def test_a_change_of_hours_leaves_no_dose_untold_because_its_number_was_told(amina):
    early = NOON.replace(hour=1)
    medicine = keep(amina, said("interval", steps=[round_the_clock(0, 2, "02:00")]), early)
    for hour in range(1, 13):
        reminders.claim_all(NOON.replace(hour=hour), list)
    steps, errors = read_steps([round_the_clock(0, 8, "06:00")], "interval", TODAY)
    assert not errors
    services.change_plan(medicine, steps, amina.user, now=NOON + dt.timedelta(minutes=30))
    for hour in range(13, 50):
        reminders.claim_all(NOON.replace(hour=0) + dt.timedelta(hours=hour), list)
    told = [one.due_at for one in amina.occurrences.filter(due_at__gt=NOON).order_by("due_at")]
    assert [f"{at:%d %H}" for at in told] == ["02 14", "02 22", "03 06", "03 14", "03 22"]
