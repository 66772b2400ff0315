"""Reminders of the diary: the daily log at the time that was chosen, and the weekly leg check. Home joins the diary and the reminders."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.hooks import ReminderKind
from backend.patients.models import Patient
from backend.reminders import services
from backend.reminders.models import Occurrence, Reminder
from backend.symptoms.instruments import LEG_JOBS, response_id
from backend.symptoms.models import DiaryDay, QuestionnaireResponse
from backend.symptoms.responses import is_complete

LOG, CHECK = "daily_log", "leg_check"
ANSWERED = ("taken", "skipped")


def _rule(step: str, name: str, at: dt.time, weekdays: list[int] | None, starts_on: dt.date) -> dict[str, Any]:
    slot = {"slot": step, "at": f"{at:%H:%M}", "weekdays": weekdays}
    return {"steps": [{"id": step, "starts_on": str(starts_on), "ends_on": None, "words": {"name": name}, "slots": [slot]}], "every": None}


def save_log(patient: Patient, now: dt.datetime) -> bool:
    """The reminder of the daily log follows the time in the profile; without a time there is none. Whether a new time counts from tomorrow."""
    at = patient.daily_log_time
    rule = _rule("log", _("Your daily log"), at, None, patient.today(now)) if at else None
    return _save(patient, LOG, rule, now)


def save_check(patient: Patient, weekday: int | None, at: dt.time, now: dt.datetime) -> bool:
    """The weekly leg check on a weekday (Monday is 0); None: no reminder. Whether a new time counts from tomorrow."""
    rule = None if weekday is None else _rule("check", _("Your weekly leg check"), at, [weekday], patient.today(now))
    return _save(patient, CHECK, rule, now)


def _save(patient: Patient, kind: str, rule: dict[str, Any] | None, now: dt.datetime) -> bool:
    standing = reminder_of(patient, kind)
    if rule is None:
        if standing:
            services.end(standing, now)
        return False
    # Abroad on the time at home it stays there: saving a time is no answer to that question.
    zone, travel = (standing.time_zone, standing.travel) if standing else (patient.time_zone, Reminder.Travel.CLOCK)
    return services.save_reminder(patient, kind, None, rule, zone=zone, travel=travel, now=now).changes_from_tomorrow


def reminder_of(patient: Patient, kind: str) -> Reminder | None:
    return patient.reminders.filter(kind=kind, about=None, ended_at=None).first()


def check_time(patient: Patient) -> tuple[int, dt.time] | None:
    """Weekday and time of the leg check's reminder."""
    reminder = reminder_of(patient, CHECK)
    if reminder is None:
        return None
    slot = reminder.rule["steps"][-1]["slots"][0]
    return slot["weekdays"][0], dt.time.fromisoformat(slot["at"])


def follow_profile(patient: Patient, changed: Collection[str]) -> None:
    """hooks.profile_changed: "About me" and the start save the time; the reminder goes with it."""
    if "daily_log_time" in changed:
        save_log(patient, timezone.now())


# ---- Still wanted? Asked in one batch just before sending ---------------------------------------------------------------


def _open(ids: Sequence[int]) -> list[Occurrence]:
    return list(Occurrence.objects.filter(pk__in=ids).exclude(answer__in=ANSWERED).select_related("patient__user"))


def log_still_wanted(ids: Sequence[int]) -> set[int]:
    """Days that have no pain yet, and were not answered."""
    rows = _open(ids)
    people, dates = {row.patient_id for row in rows}, {row.local_date for row in rows}
    logged = set(DiaryDay.objects.filter(patient__in=people, date__in=dates).exclude(pain_avg=None).values_list("patient_id", "date"))
    return {row.pk for row in rows if (row.patient_id, row.local_date) not in logged}


def check_still_wanted(ids: Sequence[int]) -> set[int]:
    """Weeks whose leg check has an item without an answer."""
    rows = _open(ids)
    wanted = {row.pk: response_id(row.patient.user.account, LEG_JOBS.code, row.local_date) for row in rows}
    found = {
        one.response_id: one for one in QuestionnaireResponse.objects.filter(response_id__in=wanted.values(), patient__in={row.patient_id for row in rows})
    }
    return {row.pk for row in rows if (answers := found.get(wanted[row.pk])) is None or not is_complete(row.patient, answers)}


KINDS = {
    LOG: ReminderKind(None, obeys_quiet_hours=True, still_wanted=log_still_wanted, page="/log/{date}/", page_words=gettext_lazy("Open the log")),
    CHECK: ReminderKind(
        dt.timedelta(hours=24), obeys_quiet_hours=True, still_wanted=check_still_wanted, page="/check/", page_words=gettext_lazy("Open the leg check")
    ),
}
