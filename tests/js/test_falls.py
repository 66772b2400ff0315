"""Two falls in a week, from what this phone knows: the same answers as the server's."""

import datetime as dt
import uuid

import pytest

from backend.symptoms.falls import is_often

TODAY = dt.date(2026, 11, 20)
ACCOUNT = "5b5a1c56-0d7c-4d5c-9d3e-0f1d2c3b4a59"
CASES = [(), (0,), (0, 0), (0, 6), (0, 7), (6, 12), (6, 13), (7, 8), (3, 9), (-1, 0)]
ASK = "([account, today, days, rows]) => modules.fellOften(account, today, days, rows)"


def date(ago):
    return TODAY - dt.timedelta(days=ago)


def fell(ago):
    return {"moment": str(uuid.uuid4()), "kind": "fall", "date": date(ago).isoformat()}


@pytest.mark.parametrize("ago", CASES)
def test_the_phone_says_often_where_the_server_does(page, ago):
    falls = [fell(one) for one in ago]
    told = [{"date": one["date"], "moments": [one]} for one in falls[::2]]
    rows = [{"kind": "moment", "state": "waiting", "body": {"moment": one["moment"], "date": one["date"], "fields": {"kind": "fall"}}} for one in falls[1::2]]
    often = is_often([date(one) for one in ago], TODAY)
    assert page.evaluate(ASK, [ACCOUNT, TODAY.isoformat(), told, rows]) is often
