"""What exercises look like to a person: how she stands, done of planned, the question of the next morning, marks for the chart."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.common.localtime import datetime_of, local_ms
from backend.patients.models import Patient
from backend.reminders.models import Occurrence
from backend.reminders.schedule import clock_words
from backend.symptoms import safety
from backend.symptoms.reading import day_points, place_days
from backend.treatment import traffic_light
from backend.treatment.clock_text import read_clock
from backend.treatment.days_and_times import and_join, on_day
from backend.treatment.models import ExercisePlan, ExerciseSession, TreatmentChange
from backend.treatment.traffic_light import Done

DAY = dt.timedelta(days=1)
RECENT_DAYS = 14
Span = tuple[dt.datetime, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Week:
    """`done` of `planned`: sessions, from Monday to Sunday."""

    monday: dt.date
    done: int
    planned: int


def sessions_of_week(patient: Patient, day: dt.date) -> Week:
    """Exercise sessions of the week of `day`. A reminder answered "Done" counts where no session was logged that day."""
    monday = day - dt.timedelta(days=day.weekday())
    week = [monday + DAY * number for number in range(7)]
    logged = Counter(_standing(patient, week[0], week[-1]).values_list("date", flat=True))
    taken = Occurrence.objects.filter(patient=patient, kind="exercise", answer=Occurrence.Answer.TAKEN, local_date__range=(week[0], week[-1]))
    told = Counter(taken.values_list("local_date", flat=True))
    return Week(monday, sum(max(logged[one], told[one]) for one in week), _planned(patient, week))


def _standing(patient: Patient, first: dt.date, last: dt.date) -> QuerySet[ExerciseSession]:
    held = patient.exercise_sessions.filter(date__range=(first, last), withdrawn=False)
    return held.exclude(pain_before=None, pain_after=None, effort=None, trouble="")


def _planned(patient: Patient, week: Sequence[dt.date]) -> int:
    """Each time of each plan while it stood and was not paused."""
    plans = list(patient.exercise_plans.filter(starts_on__lte=week[-1]).order_by("created_at"))
    paused = _pauses(patient, plans)
    count = 0
    for number, plan in enumerate(plans):
        stood = _stood(patient, plan, plans[number + 1 :])
        for day in week:
            for row in on_day(plan.times, day):
                at = datetime_of(local_ms(day, read_clock(row["at"]), patient.time_zone))
                count += _within(at, stood) and not any(_within(at, pause) for pause in paused)
    return count


def _stood(patient: Patient, plan: ExercisePlan, later: Sequence[ExercisePlan]) -> Span:
    """A plan stands from when it was typed until the next one was; without one until the day on which it ended."""
    if plan.replaced_on is None:
        return plan.created_at, None
    if later and later[0].starts_on == plan.replaced_on:
        return plan.created_at, later[0].created_at
    return plan.created_at, datetime_of(local_ms(plan.replaced_on, dt.time(0), patient.time_zone))


def _pauses(patient: Patient, plans: Sequence[ExercisePlan]) -> list[Span]:
    changes = TreatmentChange.objects.filter(patient=patient, about__in=[plan.pk for plan in plans], what__in=("paused", "resumed")).order_by("at", "pk")
    spans: list[Span] = []
    for what, at in changes.values_list("what", "at"):
        if what == "paused":
            spans.append((at, None))
        elif spans:
            spans[-1] = (spans[-1][0], at)
    return spans


def _within(at: dt.datetime, span: Span) -> bool:
    return span[0] <= at and (span[1] is None or at < span[1])


def recent(patient: Patient, today: dt.date, days: int = RECENT_DAYS) -> list[ExerciseSession]:
    """The sessions that stand, the newest first."""
    return list(_standing(patient, today - DAY * days, today).order_by("-date", "-pk"))


def as_done(session: ExerciseSession) -> Done:
    return Done(session.date, session.pain_after, session.next_day, session.trouble, session.pk)


def next_morning(patient: Patient, today: dt.date) -> ExerciseSession | None:
    """The session that "Back to your usual?" is about today: yes, no, or not said yet. For the plan and for Today."""
    sessions = {one.pk: one for one in recent(patient, today)}
    asked = traffic_light.to_ask([as_done(one) for one in sessions.values()], today)
    return sessions[asked.at] if asked else None


@dataclass(frozen=True, slots=True)
class ExercisesToday:
    """`asked`: the session that "Back to your usual?" is about; `when`: the times of today, in words; `done`: today, logged or answered.

    `stands`: there is a plan that is not paused: a session can be logged on any day.
    """

    asked: ExerciseSession | None
    when: str
    done: int
    stands: bool


def exercises_today(patient: Patient, today: dt.date) -> ExercisesToday | None:
    """What Today shows of exercises; None when there is nothing. On a rough day whoever asks shows none of it."""
    plan = patient.exercise_plans.filter(replaced_on=None, paused_at=None).order_by("-created_at").first()
    sessions = recent(patient, today)
    asked = traffic_light.to_ask([as_done(one) for one in sessions], today)
    times = [clock_words(read_clock(row["at"])) for row in on_day(plan.times, today)] if plan else []
    taken = Occurrence.objects.filter(patient=patient, kind="exercise", answer=Occurrence.Answer.TAKEN, local_date=today).count() if times else 0
    done = max(taken, sum(one.date == today for one in sessions))
    found = ExercisesToday(next((one for one in sessions if asked and one.pk == asked.at), None), and_join(times), done, plan is not None)
    return found if found.asked or found.stands else None


def usual_pain(patient: Patient, day: dt.date) -> int | None:
    """From her diary of the last 14 days."""
    points = day_points(patient, day - DAY * (traffic_light.USUAL_DAYS - 1), day)
    return traffic_light.usual_pain([point.pain_avg for point in points if point.pain_avg is not None])


def was_weaker(patient: Patient, today: dt.date) -> bool:
    """In the last 14 days a leg was weaker, in the log or as an answer of the safety screens."""
    since = today - DAY * RECENT_DAYS
    if any("weaker" in (point.strength_left, point.strength_right) for point in day_points(patient, since, today)):
        return True
    return patient.safety_answers.filter(item__in=safety.WEAKER, answer="yes", date__gte=since).exists()


def had_flare(patient: Patient, today: dt.date) -> bool:
    return patient.moments.filter(kind="flare", date__gte=today - DAY * 7, date__lte=today).exists()


def has_numb_skin(patient: Patient, today: dt.date) -> bool:
    """Her diary says so: at the start, on the body map, or in the log of the last 14 days."""
    if patient.numb_at_start == "yes":
        return True
    since = today - DAY * RECENT_DAYS
    if any(name.startswith("place.numb.") for _day, names in place_days(patient, since, today) for name in names):
        return True
    return any(point.any_numbness == "yes" or point.numbness in ("same", "more") for point in day_points(patient, since, today))


def session_marks(patient: Patient, first: dt.date, last: dt.date) -> list[tuple[dt.date, str]]:
    """Days with exercises, for the trend chart: (date, words), oldest first."""
    days = Counter(_standing(patient, first, last).values_list("date", flat=True))
    return [(day, _("Exercises") if count == 1 else _("Exercises, %(n)s times") % {"n": count}) for day, count in sorted(days.items())]
