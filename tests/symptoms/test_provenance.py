from datetime import date

import pytest

from backend.common.localtime import parse_stamp
from backend.symptoms.merge import Revision, fold
from backend.symptoms.provenance import is_live, of_day, of_revision

DAY = date(2026, 11, 20)
ON_THE_DAY = parse_stamp("2026-11-20T20:00:00.000Z")
A_WEEK_LATER = parse_stamp("2026-11-27T20:00:00.000Z")


def test_live_ends_at_noon_of_the_next_day():
    assert is_live(DAY, parse_stamp("2026-11-21T11:59:59.999Z"), "Europe/London")
    assert not is_live(DAY, parse_stamp("2026-11-21T12:00:00.000Z"), "Europe/London")


@pytest.mark.parametrize(
    ("zone", "noon"),
    [("Asia/Tokyo", "2026-11-21T03:00:00.000Z"), ("America/New_York", "2026-11-21T17:00:00.000Z")],
)
def test_noon_is_that_of_the_zone_of_the_phone(zone, noon):
    assert is_live(DAY, parse_stamp(noon) - 1, zone)
    assert not is_live(DAY, parse_stamp(noon), zone)


def test_a_day_filled_in_later_is_backfilled():
    assert of_revision(DAY, ON_THE_DAY, "Europe/London") == "live"
    assert of_revision(DAY, A_WEEK_LATER, "Europe/London") == "backfilled"


def test_same_as_yesterday_is_copied():
    assert of_revision(DAY, ON_THE_DAY, "Europe/London", copied=True) == "copied"


@pytest.mark.parametrize(("author", "says"), [("helper", "helper"), ("coordinator", "phone")])
def test_another_hand_is_named_whenever_it_wrote(author, says):
    for stamp in (ON_THE_DAY, A_WEEK_LATER):
        assert of_revision(DAY, stamp, "Europe/London", author=author, copied=True) == says


def test_the_day_shows_that_of_its_winning_pain():
    day = fold([Revision({"pain_avg": 4}, 1, "a"), Revision({"sleep": 2}, 2, "b")])
    assert of_day(day, {"a": "live", "b": "backfilled"}) == "live"


def test_a_pain_that_won_before_keeps_its_provenance():
    day = fold([Revision({"pain_avg": 4}, 9, "a"), Revision({"pain_avg": 5}, 2, "b")])
    assert of_day(day, {"b": "backfilled"}, before="copied") == "copied"


def test_a_day_without_a_pain_that_stands_shows_nothing():
    withdrawn = fold([Revision({"pain_avg": None}, 2, "b")])
    assert of_day(withdrawn, {"b": "live"}, before="live") == ""
    assert of_day({}, {}) == ""
