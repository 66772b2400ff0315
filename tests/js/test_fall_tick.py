"""A fall that is taken back takes its tick along: the server and the phone say the same of the same words."""

import datetime as dt
import uuid

import pytest
import time_machine

from backend.symptoms import safety
from backend.symptoms.folding import day_tick_id
from backend.symptoms.services import record_envelopes
from tests import factories

DAY = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
ONE, TWO = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
ASK = "([account, date, moment, rows, helper]) => modules.tickGoes(account, date, moment, null, rows, helper)"

LOG, LOG_BACK, YES, NO = ("diary", {"tripped": "fall"}), ("diary", {"tripped": "no"}), ("fell", "yes"), ("fell", "no")
FELL, FELL_TOO, NOT_TOO = ("moment", {"kind": "fall"}, ONE), ("moment", {"kind": "fall"}, TWO), ("moment", {"kind": None}, TWO)

CASES = [
    ("the only fall", None, [LOG, YES], True),
    ("the only fall, as a moment", ONE, [FELL, YES], True),
    ("no tick is here", ONE, [FELL], False),
    ("its tick went before", None, [LOG, YES, LOG_BACK, NO, LOG], False),
    ("said again, ticked again", None, [LOG, YES, LOG_BACK, NO, LOG, YES], True),
    ("another fall of the day stands", ONE, [FELL, YES, FELL_TOO, YES], False),
    ("another fall was taken back", ONE, [FELL, YES, FELL_TOO, YES, NOT_TOO], True),
    ("the log says it too", ONE, [FELL, YES, LOG, YES], False),
    ("a moment says it too", None, [FELL, YES, LOG, YES], False),
    ("ticked in the safety list as well", None, [LOG, YES, YES], False),
    ("a question said yes", None, [LOG, YES, ("fall.head", "yes")], False),
    ("a question said no", None, [LOG, YES, ("fall.head", "no")], True),
]


def body_of(said):
    kind, what, *moment = said
    if isinstance(what, str):
        return "safety", {"date": DAY.isoformat(), "item": kind, "answer": what, "version": safety.VERSION}
    return kind, {"date": DAY.isoformat(), "fields": what} | ({"moment": moment[0]} if moment else {})


def on_server(patient, said, after=0):
    for number, one in enumerate(said, after):
        kind, body = body_of(one)
        at = NOON + dt.timedelta(seconds=number)
        made = factories.envelope(DAY, {}, kind=kind, at=at, body=body, id=str(uuid.uuid4()))
        assert record_envelopes(patient, patient.user, [made]).results[0].code == "stored"


def on_phone(said):
    rows = []
    for number, one in enumerate(said):
        kind, body = body_of(one)
        rows.append({"id": str(uuid.uuid4()), "seq": number, "stamp": 1_795_000_000_000 + number, "state": "waiting", "kind": kind, "body": body})
    return rows


def goes_on_server(patient, said, back):
    """Whether the words that take the fall back take its tick along."""
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        on_server(patient, said)
        count = patient.safety_answers.count()
        on_server(patient, [back], after=len(said))
        return list(patient.safety_answers.order_by("pk").values_list("item", "answer")[count:]) == [("fell", "no")]


@pytest.mark.django_db
@pytest.mark.parametrize(("moment", "said", "goes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_tick_goes_when_nothing_else_of_the_day_says_that_she_fell(page, amina, moment, said, goes):
    account = str(amina.user.account)
    assert goes_on_server(amina, said, ("moment", {"kind": None}, moment) if moment else LOG_BACK) is goes
    rows = on_phone(said)
    assert page.evaluate(ASK, [account, DAY.isoformat(), moment, rows, False]) is goes
    assert page.evaluate(ASK, [account, DAY.isoformat(), moment, rows, True]) is False


@pytest.mark.django_db
def test_the_moment_of_the_logs_own_fall_is_that_fall(page, amina):
    tick = day_tick_id(amina.user.account, DAY)
    assert goes_on_server(amina, [LOG, YES], ("moment", {"kind": None}, str(tick)))
    assert page.evaluate(ASK, [str(amina.user.account), DAY.isoformat(), str(tick), on_phone([LOG, YES]), False])
