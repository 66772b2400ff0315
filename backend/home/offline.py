"""What a phone keeps of its person to be read without a network: the doses of today and tomorrow, the plan in words, my questions."""

import datetime as dt
from typing import Any

from backend.patients.models import Patient
from backend.reminders import reading as reminded
from backend.reminders.reading import Item
from backend.symptoms import questions
from backend.treatment import offline as treatment

DAY = dt.timedelta(days=1)


def told(patient: Patient, now: dt.datetime) -> dict[str, Any]:
    """With the account, so that a phone of two people never keeps one's under the other's name."""
    today = patient.today(now)
    return {
        "account": patient.user.account,
        "days": {day.isoformat(): [_occurrence(one) for one in reminded.on_day(patient, day, now)] for day in (today, today + DAY)},
        "plan": treatment.plan_json(patient, now),
        "questions": [questions.as_json(one) for one in patient.questions.order_by("created_at", "pk")],
    }


def _occurrence(item: Item) -> dict[str, Any]:
    names = ("occurrence_id", "reminder_id", "kind", "date", "slot", "snooze", "sequence", "at", "due_at", "answer", "done_at", "answered_at", "state_words")
    words = {name: item.words.get(name, "") for name in ("name", "dose")}
    first = {"first": item.words["first"]} if item.words.get("first") else {}  # of a patch: the old one comes off
    return {name: getattr(item, name) for name in names} | {"words": words | first}
