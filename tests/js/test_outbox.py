"""The phone's store, outbox and sync, one promise each, in a real browser."""

import json
import uuid

import pytest

from tests.js import chaos

A, B = str(uuid.uuid4()), str(uuid.uuid4())
CANARY = "zweihundertkanarien"


@pytest.fixture
def run(page, server):
    """The run of this test on the calm server, and a started phone of A."""
    run = server.run(uuid.uuid4().hex)
    run.calm, run.who = True, A
    page.evaluate("([seed, account]) => start(seed, 'stride').then((api) => api.remember(account))", [run.seed, A])
    return run


def put(page, account=A, note="", date="2026-11-20", **fields):
    fields = fields or {"note": note}
    return page.evaluate("([account, body]) => api.put(account, body).then((row) => row.id)", [account, {"date": date, "fields": fields}])


def rows(page, account=A):
    return page.evaluate("(account) => api.list(account)", account)


def states(page, account=A):
    return [row["state"] for row in rows(page, account)]


def drain(page, account=A):
    return page.evaluate("(account) => api.drain(account)", account)["state"]


def answer_once(run, fault):
    """The next sync request is answered with this fault, all others well."""
    waiting = [fault] * (9 if fault.startswith("lost") else 1)  # the browser itself repeats on a connection that was cut
    plain = chaos.Run.draw

    def draw(faults):
        if faults is chaos.FAULTS and waiting:
            plain(run, faults)
            return waiting.pop()
        return plain(run, faults)

    run.draw = draw


def test_what_is_put_is_sent_once(page, run):
    sent = put(page, pain_avg=6)
    assert drain(page) == "done"
    assert list(run.stored[A]) == [sent]
    assert states(page) == ["sent"]


@pytest.mark.parametrize("fault", ["html_ok", "redirect", "truncated", "no_results", "stranger", "500", "lost_reply", "html"])
def test_nothing_but_a_result_with_its_id_settles_an_item(page, run, fault):
    put(page, pain_avg=6)
    answer_once(run, fault)
    assert drain(page) == "again"
    assert states(page) == ["waiting"]


def test_an_answer_that_comes_too_late_settles_nothing(page, run):
    page.evaluate("(seed) => { window.answerWithinMs = 200; return start(seed, 'stride').then(() => null); }", run.seed)
    put(page, pain_avg=6)
    answer_once(run, "late")
    assert drain(page) == "again"
    assert states(page) == ["waiting"]


@pytest.mark.parametrize("fault", ["401", "403", "409"])
def test_a_renewed_session_lets_the_same_person_go_on(page, run, fault):
    put(page, pain_avg=6)
    answer_once(run, fault)
    assert drain(page) == "done"
    assert states(page) == ["sent"]


def test_a_session_that_ended_keeps_what_waits(page, run):
    put(page, pain_avg=6)
    run.who = None
    assert drain(page) == "signed_out"
    assert states(page) == ["waiting"]


def test_a_refusal_is_kept_shown_and_not_tried_again(page, run):
    put(page, pain_avg=6)
    answer_once(run, "422")
    assert drain(page) == "done"
    asked = run.requests
    assert drain(page) == "done"
    assert (run.requests, states(page)) == (asked, ["refused"])
    assert rows(page)[0]["trouble"]["code"] == "invalid"


def test_a_batch_that_is_too_large_is_halved_until_it_fits(page, run):
    for number in range(11):  # the server of the tests takes 5 at once
        put(page, note=str(number))
    assert drain(page) == "done"
    assert states(page) == ["sent"] * 11


def test_one_refused_item_blocks_no_other(page, run):
    for number in range(4):
        put(page, note=str(number))
    bad = rows(page)[1]["id"]
    real = run.store

    def store(account, items):
        answers = real(account, [item for item in items if item["id"] != bad])
        return [*answers, *({"id": bad, "code": "invalid", "errors": [{"field": "note", "message": "No"}]} for item in items if item["id"] == bad)]

    run.store = store
    drain(page)
    assert states(page) == ["sent", "mend", "sent", "sent"]


def test_an_answer_in_conflict_goes_under_a_new_id_when_it_is_sent_again(page, run):
    taken = put(page, pain_avg=6)
    run.store(A, [{"id": taken, "kind": "diary", "stamp": "2026-11-20T08:00:00.000Z", "body": {"date": "2026-11-20", "fields": {"pain_avg": 1}}}])
    drain(page)
    assert rows(page)[0]["trouble"]["code"] == "conflict"
    page.evaluate("(account) => api.list(account).then(([row]) => modules.outbox.amend(api.phone.store, row))", A)
    drain(page)
    assert states(page) == ["sent"]
    assert [item["body"]["fields"]["pain_avg"] for item in run.stored[A].values()] == [1, 6]


@pytest.mark.parametrize("fault", ["429", "503"])
def test_retry_after_is_kept_by_every_tab(page, run, fault):
    put(page, pain_avg=6)
    answer_once(run, fault)
    page.evaluate("api.phone.patience.waitCapMs = 60000")
    assert drain(page) == "again"
    asked = run.requests
    again = page.evaluate("(account) => api.drain(account)", A)
    assert again["state"] == "again"
    assert 0 < again["delay"] <= 1000
    assert run.requests == asked


def test_another_persons_session_sends_nothing_and_loses_nothing(page, run):
    put(page, pain_avg=6)
    run.who = B
    assert drain(page) == "wrong_account"
    assert states(page) == ["waiting"]
    assert run.stored.get(B, {}) == {}
    assert page.evaluate("api.current()") == B


def test_another_persons_rows_are_not_listed(page, run):
    put(page, note=CANARY)
    page.evaluate("(account) => api.remember(account)", B)
    assert rows(page, B) == []
    assert page.evaluate("(account) => modules.outbox.unsent(api.phone.store, account).then((open) => open.count)", B) == 0


def test_taps_on_one_day_count_as_one_entry(page, run):
    put(page, pain_avg=6)
    put(page, strength_left="same")
    put(page, pain_avg=5, date="2026-11-19")
    assert page.evaluate("(account) => modules.outbox.unsent(api.phone.store, account).then((open) => open.count)", A) == 2


def test_a_restored_server_gets_everything_again(page, run):
    put(page, pain_avg=6)
    drain(page)
    run.stored[A].clear()
    run.epoch = "after-restore"
    page.evaluate("api.renew()")
    assert states(page) == ["waiting"]
    assert drain(page) == "done"
    assert len(run.stored[A]) == 1


def test_what_was_sent_is_kept_14_days_and_what_waits_for_ever(page, run):
    put(page, note="sent")
    drain(page)
    put(page, note="waits")
    expire = "([account, days]) => modules.outbox.expire(api.phone.store, account, Date.now() + days * 86400e3)"
    page.evaluate(expire, [A, 13])
    assert states(page) == ["sent", "waiting"]
    page.evaluate(expire, [A, 400])
    assert states(page) == ["waiting"]


def test_an_unknown_schema_waits_for_a_newer_server(page, run):
    put(page, pain_avg=6)
    run.store = lambda _account, items: [{"id": item["id"], "code": "upgrade_needed", "errors": []} for item in items]
    page.evaluate("api.phone.patience.laterMs = 60000")
    assert drain(page) == "done"
    assert states(page) == ["waiting"]
    ready = "([account, ms]) => modules.outbox.ready(api.phone.store, account, Date.now() + ms, 9).then((rows) => rows.length)"
    assert page.evaluate(ready, [A, 0]) == 0
    assert page.evaluate(ready, [A, 61_000]) == 1
    assert page.evaluate(ready, [A, -2 * 86400_000]) == 1  # a clock that went back does not hold it up for days


def test_a_clock_that_was_ahead_asks_for_the_day_and_keeps_the_id(page, run):
    page.evaluate("([seed, ms]) => start(seed, 'stride', ms)", [run.seed, 3 * 86400e3])
    first = put(page, pain_avg=6, date="2026-11-23")
    drain(page)
    assert states(page) == ["ask_day"]
    page.evaluate("([account, date]) => api.list(account).then((rows) => modules.putRight(api.phone, account, rows, date))", [A, "2026-11-20"])
    assert drain(page) == "done"
    kept = run.stored[A][first]
    assert kept["body"]["date"] == "2026-11-20"
    assert states(page) == ["sent"]


def test_after_a_clock_that_was_ahead_new_stamps_are_right_again(page, run):
    page.evaluate("([seed, ms]) => start(seed, 'stride', ms)", [run.seed, 3 * 86400e3])
    put(page, pain_avg=6)
    drain(page)
    second = put(page, pain_avg=4)
    drain(page)
    assert states(page) == ["ask_day", "sent"]
    page.evaluate("([account, date]) => api.list(account).then((rows) => modules.putRight(api.phone, account, [rows[0]], date))", [A, "2026-11-20"])
    drain(page)
    day = run.days(A, {"2026-11-20"})["2026-11-20"]
    assert day["winners"]["pain_avg"]["id"] == second  # what was said later stays later


def test_stamps_grow_though_the_clock_goes_back(page, run):
    stamps = page.evaluate(
        """async () => {
          const clock = [5000, 4000, 4000, 1, 6000];
          const made = [];
          for (const now of clock) made.push(await modules.stamp.nextStamp(api.phone.store, () => now));
          return made;
        }"""
    )
    assert stamps == [5000, 5001, 5002, 5003, 6000]


def test_an_edit_after_seeing_a_value_is_stamped_after_it(page, run):
    ahead = "2026-12-01T00:00:00.000Z"
    day = {"date": "2026-11-20", "winners": {"pain_avg": {"value": 3, "stamp": ahead, "id": str(uuid.uuid4()), "rank": 20}}}
    page.evaluate("([account, day]) => modules.days.keepDays(api.phone.store, account, [day], 0)", [A, day])
    put(page, pain_avg=4)
    folded = page.evaluate("([account, date]) => api.day(account, date)", [A, "2026-11-20"])
    assert folded["fields"]["pain_avg"] == 4


DUMP = """async () => {
  const bytes = (value) => {
    if (value instanceof CryptoKey) return `key extractable=${value.extractable}`;
    if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value);
    if (Array.isArray(value)) return value.map(bytes);
    return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, bytes(v)])) : value;
  };
  const { db } = api.phone.store;
  const rows = {};
  const { read, asked } = modules.store;
  const all = (name) => read(api.phone.store, [name], (tx) => asked(tx.objectStore(name).getAll()));
  for (const name of db.objectStoreNames) rows[name] = (await all(name)).map(bytes);
  return JSON.stringify(rows);
}"""


def test_the_raw_database_holds_no_word_of_the_person(page, run):
    put(page, note=CANARY, pain_avg=6, strength_left="weaker")
    drain(page)
    page.evaluate("([account, day]) => modules.days.keepDays(api.phone.store, account, [day], 0)", [A, {"date": "2026-11-20", "note": CANARY}])
    dump = page.evaluate(DUMP)
    found = [word for word in (CANARY, "Canary", "pain", "strength", "weaker", "diary", "note") if word in dump]
    assert found == []
    assert "key extractable=false" in dump
    assert set(json.loads(dump)["items"][0]) == {"id", "account", "state", "stamp", "made_at", "sent_at", "not_before", "epoch", "sealed", "seq", "trouble"}


def test_forgetting_one_person_leaves_the_other(page, run):
    put(page, note=CANARY)
    page.evaluate("(account) => api.remember(account)", B)
    put(page, account=B, note="stays")
    page.evaluate("(account) => modules.profile.forget(api.phone.store, account)", A)
    assert rows(page) == []
    assert A not in page.evaluate(DUMP)
    assert [row["body"]["fields"]["note"] for row in rows(page, B)] == ["stays"]


def test_nothing_is_kept_for_someone_who_has_signed_out(page, run):
    page.evaluate("(account) => modules.profile.forget(api.phone.store, account)", A)
    refused = "([account]) => api.put(account, { date: '2026-11-20', fields: {} }).then(() => 'kept', (error) => error.constructor.name)"
    assert page.evaluate(refused, [A]) == "SignedOut"


def test_an_answer_that_comes_after_the_sign_out_remembers_nobody(page, run):
    page.evaluate("(account) => modules.session.leave(api.phone, account).then(() => modules.profile.forget(api.phone.store, account))", A)
    page.evaluate("(account) => api.remember(account)", A)
    assert page.evaluate("api.current()") is None


def test_an_outbox_of_the_first_schema_goes_on_under_the_newer_app(page, run):
    page.evaluate(
        """async ([seed, account]) => {
          indexedDB.deleteDatabase('old');
          const old = await modules.makePhone({ name: 'old', steps: modules.store.STEPS.slice(0, 1) });
          await modules.profile.remember(old.store, account, {});
          await modules.outbox.put(old.store, account, 'diary', { date: '2026-11-20', fields: { note: 'old' } }, { tz: 'UTC' });
          const newer = [...modules.store.STEPS, (db) => db.createObjectStore('from_the_future')];
          window.newer = await modules.makePhone({ name: 'old', steps: newer, http: { base: `/run/${seed}/api/v1` } });
          await modules.sync.drain(window.newer, account);
        }""",
        [run.seed, A],
    )
    assert [item["body"]["fields"]["note"] for item in run.stored[A].values()] == ["old"]
    assert "from_the_future" in page.evaluate("[...newer.store.db.objectStoreNames]")


def test_an_older_page_goes_on_writing_after_the_upgrade(page, run):
    kept = page.evaluate(
        """async (account) => {
          const old = await modules.makePhone({ name: 'both', steps: modules.store.STEPS.slice(0, 1) });
          await modules.profile.remember(old.store, account, {});
          const newer = await modules.makePhone({ name: 'both' });
          await modules.outbox.put(old.store, account, 'diary', { date: '2026-11-20', fields: {} }, { tz: 'UTC' });
          return (await modules.outbox.list(newer.store, account)).length;
        }""",
        A,
    )
    assert kept == 1


FULL_DISK = {
    "at the request": "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }; }",
    "at the commit": """() => {
      const transaction = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function full(...given) {
        const made = transaction.apply(this, given);
        Object.defineProperty(made, 'error', { get: () => new DOMException('', 'QuotaExceededError') });
        if (given[0].includes('items')) setTimeout(() => { try { made.abort(); } catch { } }, 0);
        return made;
      };
    }""",
}


@pytest.mark.parametrize("moment", FULL_DISK)
def test_a_full_phone_says_so_and_keeps_what_was_there(page, run, moment):
    put(page, note="first")
    page.evaluate(FULL_DISK[moment])
    body = {"date": "2026-11-20", "fields": {"note": "second"}}
    name = page.evaluate("([account, body]) => api.put(account, body).then(() => 'kept', (error) => error.name)", [A, body])
    assert name == "QuotaExceededError"
    page.reload()
    page.wait_for_function("() => window.ready")
    page.evaluate("(seed) => start(seed, 'stride')", run.seed)
    assert [row["body"]["fields"]["note"] for row in rows(page)] == ["first"]


def test_two_tabs_send_an_item_in_one_request(page, run):
    for number in range(5):
        put(page, note=str(number))
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_function("() => window.ready")
    other.evaluate("(seed) => start(seed, 'stride')", run.seed)
    page.evaluate("(account) => { window.going = api.drain(account) }", A)
    other.evaluate("(account) => api.drain(account)", A)
    page.evaluate("window.going")
    assert run.answered["fine"] == 1


def test_a_tab_killed_in_the_middle_loses_nothing(page, run):
    put(page, note="before")
    page.evaluate("(account) => { void api.put(account, { date: '2026-11-20', fields: { note: 'halfway' } }); void api.drain(account) }", A)
    context, url = page.context, page.url
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(url)
    again.wait_for_function("() => window.ready")
    again.evaluate("(seed) => start(seed, 'stride')", run.seed)
    again.evaluate("(account) => api.drain(account)", A)
    assert "before" in [item["body"]["fields"]["note"] for item in run.stored[A].values()]
    assert set(states(again)) == {"sent"}
