"""A name that reads from right to left must not move the figures of a dose."""

from types import SimpleNamespace
from typing import Any

from backend.common.bidi import FIRST_STRONG, POP, apart
from backend.reminders import messages
from backend.treatment.medicine_words import step_words

NAME = "غابابنتين"


def test_words_that_read_from_left_to_right_stay_as_they_are() -> None:
    assert apart("Gabapentin 300 mg") == "Gabapentin 300 mg"


def test_words_that_read_from_right_to_left_are_set_apart() -> None:
    assert apart(f"Gabapentin {NAME}") == f"{FIRST_STRONG}Gabapentin {NAME}{POP}"


def test_a_dose_in_arabic_does_not_turn_its_times() -> None:
    step: Any = SimpleNamespace(dose_text=f"300 {NAME}", every_hours=None, window_from=None, window_to=None)
    assert step_words(step, [{"at": "08:00"}]) == f"{FIRST_STRONG}300 {NAME}{POP}, 8am"


def test_a_dose_that_is_a_list_is_kept_apart_from_its_times() -> None:
    step: Any = SimpleNamespace(dose_text="300 mg, 300 mg, 600 mg", every_hours=None, window_from=None, window_to=None)
    assert step_words(step, [{"at": "08:00"}, {"at": "14:00"}, {"at": "22:00"}]) == "300 mg, 300 mg, 600 mg at 8am, 2pm and 10pm"
    assert step_words(step, []) == "300 mg, 300 mg, 600 mg"


def test_a_message_does_not_turn_the_dose_behind_a_name_in_arabic() -> None:
    row: Any = SimpleNamespace(words={"name": NAME, "dose": "300 mg", "until_yesterday": f"200 {NAME}"})
    words = messages._words(row)
    assert words == f"{FIRST_STRONG}{NAME}{POP}: 300 mg (until yesterday: {FIRST_STRONG}200 {NAME}{POP})."
