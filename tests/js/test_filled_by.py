"""On the phone too, what somebody else filled in never beats her own word, in any kind of entry."""

import uuid

ROW = {"tz": "Europe/London", "state": "waiting"}
HERS = {"id": str(uuid.uuid4()), "stamp": 1000}
THEIRS = {"id": str(uuid.uuid4()), "stamp": 2000}


def hers(kind, **body):
    return ROW | HERS | {"kind": kind, "body": body}


def theirs(kind, **body):
    return ROW | THEIRS | {"kind": kind, "body": body | {"helper": "told"}}


def test_her_own_answer_of_the_leg_check_stands(page):
    rows = [
        hers("questionnaire", response="r", fields={"walking_aid": "one_stick"}),
        theirs("questionnaire", response="r", fields={"walking_aid": "none"}),
    ]
    script = "(rows) => import('/js/responses.js').then(({ answersOf }) => answersOf('r', null, rows))"
    assert page.evaluate(script, rows) == {"walking_aid": "one_stick"}


def test_her_own_word_on_what_happened_stands(page):
    rows = [
        hers("moment", moment="m", date="2026-11-20", fields={"kind": "trip"}),
        theirs("moment", moment="m", date="2026-11-20", fields={"kind": "fall"}),
    ]
    script = "(rows) => import('/js/moments-fold.js').then(({ ownMoments }) => ownMoments(rows).get('m').kind)"
    assert page.evaluate(script, rows) == "trip"


def test_who_fills_in_is_remembered_for_each_person_apart(page):
    script = """() => import('/js/filled-by.js').then(({ filledBy, setFilledBy }) => {
      setFilledBy('a', 'told'); setFilledBy('b', 'guess'); setFilledBy('b', ''); setFilledBy('c', 'nonsense');
      return ['a', 'b', 'c'].map(filledBy);
    })"""
    assert page.evaluate(script) == ["told", "", ""]
