"""The words of a label as times to be confirmed, and what is never read as times."""

import pytest

from backend.treatment.clock_text import suggested


def told(text: str) -> str | None:
    found = suggested(text)
    return found and " ".join(f"{at:%H:%M}" for at in found)


@pytest.mark.parametrize(
    ("label", "times"),
    [
        ("once a day", "08:00"),
        ("Twice daily", "08:00 20:00"),
        ("2x a day", "08:00 20:00"),
        ("b.d.", "08:00 20:00"),
        ("3 times a day", "08:00 14:00 22:00"),
        ("TDS", "08:00 14:00 22:00"),
        ("four times a day", "08:00 12:00 17:00 22:00"),
        ("in the morning", "08:00"),
        ("before bed", "22:00"),
        ("morning and night", "08:00 22:00"),
        ("morning, evening and night", "08:00 18:00 22:00"),
        ("with breakfast and evening meal", "08:00 18:00"),
        ("8am and at bedtime", "08:00 22:00"),
        ("twice a day, 9am and 9pm", "09:00 21:00"),
        ("twice a day, in the morning and at night", "08:00 22:00"),
    ],
)
def test_the_usual_words_of_a_label_have_times_to_be_confirmed(label, times):
    assert told(label) == times


OTHER = ["2 at night", "one at night", "up to 4 times a day", "every other day", "every 2 days", "every 8 hours", "twice a week", "as needed", "every day"]
OTHER += ["three times a day, at night", "8", "25:00 and night", "at night and at night", "5 times a day", "8 in the morning", "twice a day twice a day", ""]


@pytest.mark.parametrize("text", OTHER)
def test_a_number_of_tablets_days_of_the_week_and_contradictions_are_never_times(text):
    assert told(text) is None
