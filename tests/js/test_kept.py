"""What the phone keeps to be read without a network: sealed, one person's only, gone with a sign-out, and no dose after 48 hours."""

import uuid

import pytest

from tests.js.test_outbox import DUMP

A, B = str(uuid.uuid4()), str(uuid.uuid4())
CANARY = "Canarybapentin"
HOUR_MS = 3600 * 1000
HEAR = """([account, told]) => modules.kept.hear({ ...api.phone, http: { offline: async () => ({ status: 200, json: told }) } }, account)"""
READ = """([account, later]) => modules.kept.kept(api.phone.store, account, Date.now() + later)"""


def told(account=A, **more):
    plan = {"medicines": [{"name": CANARY}], "needed": [], "exercises": None}
    return {"account": account, "days": {"2026-03-02": [{"words": {"name": CANARY}}]}, "plan": plan, "questions": [{"text": CANARY}], **more}


@pytest.fixture
def phone(page, server):
    """A's phone, which has heard its plan."""
    run = server.run(uuid.uuid4().hex)
    run.calm, run.who = True, A
    page.evaluate("([seed, account]) => start(seed, 'stride').then((api) => api.remember(account))", [run.seed, A])
    page.evaluate(HEAR, [A, told()])
    return page


def kept(phone, account=A, hours=0):
    return phone.evaluate(READ, [account, hours * HOUR_MS])


def test_what_was_heard_can_be_read(phone):
    found = kept(phone)
    assert (found["plan"]["medicines"][0]["name"], found["questions"][0]["text"], found["stale"]) == (CANARY, CANARY, False)


@pytest.mark.parametrize(("hours", "stale"), [(47, False), (49, True), (-49, True)])
def test_after_48_hours_it_is_old(phone, hours, stale):
    assert kept(phone, hours=hours)["stale"] is stale


def test_the_raw_database_holds_no_word_of_it(phone):
    dump = phone.evaluate(DUMP)
    assert f"kept/{A}" in phone.evaluate("modules.store.read(api.phone.store, ['meta'], (tx) => modules.store.asked(tx.objectStore('meta').getAllKeys()))")
    assert [word for word in (CANARY, "Canary", "medicines", "questions") if word in dump] == []


def test_another_person_of_the_phone_reads_nothing_and_is_told_nothing_of_her(phone):
    phone.evaluate("(account) => api.remember(account)", B)
    assert kept(phone, B) is None
    phone.evaluate(HEAR, [B, told(A)])  # the session was still A's
    assert kept(phone, B) is None
    phone.evaluate(HEAR, [B, told(B, questions=[])])
    assert (kept(phone, B)["questions"], len(kept(phone)["questions"])) == ([], 1)


@pytest.mark.parametrize("end", ["forget", "lock"])
def test_signing_out_here_or_from_another_phone_clears_it(phone, end):
    phone.evaluate("([end, account]) => modules.profile[end](api.phone.store, account)", [end, A])
    assert kept(phone) is None
    assert f"kept/{A}" not in phone.evaluate(DUMP)
    assert "SignedOut" in phone.evaluate(f"(given) => ({HEAR})(given).catch((error) => error.constructor.name)", [A, told()])


def test_an_answer_that_is_no_plan_replaces_none(phone):
    for reply in ("{ status: 0, json: null }", "{ status: 409, json: { code: 'wrong_account' } }", "{ status: 200, json: null }"):
        phone.evaluate(f"(account) => modules.kept.hear({{ ...api.phone, http: {{ offline: async () => ({reply}) }} }}, account)", A)
    assert kept(phone)["plan"]["medicines"][0]["name"] == CANARY


# ---- My questions ---------------------------------------------------------------------------------------------------

FOLD = "([told, rows]) => modules.questionsOf(told, rows)"


def server_says(key, text="Can I drive?", stamp="2026-03-02T08:00:00.000Z", **fields):
    fields = {"text": text, "withdrawn": False, "asked": False, "article": "", **fields}
    winners = {name: {"value": value, "stamp": stamp, "id": "a0", "rank": 20} for name, value in fields.items()}
    return {"question": key, "created_at": stamp, "get_help_first": False, "winners": winners, **fields}


def here(key, hour=9, state="waiting", **fields):
    return {
        "id": str(uuid.uuid4()),
        "kind": "question",
        "state": state,
        "stamp": 1772438400000 + (hour - 8) * HOUR_MS,
        "body": {"question": key, "fields": fields},
    }


def questions(page, server, *rows):
    return [(one["text"], one["asked"], one["waits"]) for one in page.evaluate(FOLD, [server, list(rows)])]


def test_questions_added_here_stand_among_those_that_were_told(page):
    assert questions(page, [server_says("q1")], here("q2", text="May I swim?", article="swimming")) == [
        ("Can I drive?", False, False),
        ("May I swim?", False, True),
    ]


def test_the_later_word_about_a_question_counts(page):
    assert questions(page, [server_says("q1")], here("q1", asked=True)) == [("Can I drive?", True, True)]
    assert questions(page, [server_says("q1")], here("q1", withdrawn=True)) == []
    removed = server_says("q1", stamp="2026-03-02T10:00:00.000Z", withdrawn=True)
    assert questions(page, [removed], here("q1", state="sent", text="Can I drive?", withdrawn=False)) == []


SESSION_ROW = """async () => {
    const { startSession } = await import("/js/today-ways.js");
    const row = Object.assign(document.createElement("div"), { hidden: true });
    await startSession(row);
    return !row.hidden;
}"""


@pytest.mark.parametrize(("exercises", "shows"), [(None, False), ({"paused": True}, False), ({"paused": False}, True)])
def test_the_row_to_an_exercise_session_stands_on_today_as_long_as_a_plan_runs(phone, exercises, shows):
    phone.evaluate(HEAR, [A, told(plan={"medicines": [], "needed": [], "exercises": exercises})])
    assert phone.evaluate(SESSION_ROW) is shows


def test_a_phone_that_knows_no_plan_shows_no_row_to_an_exercise_session(phone):
    phone.evaluate("(account) => api.remember(account)", B)
    assert phone.evaluate(SESSION_ROW) is False
