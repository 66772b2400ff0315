"""What a message says, when there is more to say than there is room."""

import datetime as dt

import pytest

from backend.patients.models import Patient
from backend.reminders.messages import MOST_WORDS, message_of
from backend.reminders.models import Notice, Occurrence

NOTICE = Notice(patient=Patient(time_zone="UTC"), due_at=dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC), late_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))


def body(*words: dict[str, str]) -> str:
    rows = [Occurrence(slot_words="8am", kind="medicine", words=one) for one in words]
    return message_of(NOTICE, rows, zone="UTC", tag="t", show_words=True, urgent=True, now=NOTICE.due_at).body


@pytest.mark.parametrize("length", range(1, 80, 7))
def test_no_dose_is_ever_cut_short(length: int):
    told = [{"name": "M" * length + str(number), "dose": "1000 mg"} for number in range(9)]
    said = body(*told)
    named = [one["name"] for one in told if one["name"] in said]
    assert all(f"{name}: 1000 mg." in said for name in named)
    assert len(said) <= MOST_WORDS + 80
    assert named == [one["name"] for one in told][: len(named)]
    assert (f"And {9 - len(named)} more." in said) == (len(named) < 9)


def test_long_words_of_the_label_go_before_the_dose_does():
    said = body({"name": "Gabapentin", "dose": "d" * 120, "instructions": "i" * 190})
    assert said.startswith(f"Gabapentin: {'d' * 120}. Your 8am reminder.")


def test_what_has_no_room_at_all_is_counted_and_not_cut():
    said = body({"name": "n" * 80, "dose": "d" * 120, "until_yesterday": "u" * 120})
    assert said == "Your 8am reminder. Already done? Do nothing."
