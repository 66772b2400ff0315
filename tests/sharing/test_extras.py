"""Safety answers, places and leg checks on the clinician's page: first, word for word, and only in scope."""

import datetime as dt
import re
from typing import Any

import pytest

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Patient
from backend.sharing.extras import extras, urgent_since
from backend.sharing.viewing import list_patients
from backend.symptoms.instruments import response_id
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db
ALL = ["diary", "safety", "body_map", "questionnaires", "notes"]


@pytest.fixture
def shared(amina: Patient, riverside: Clinic) -> Any:
    """scopes → the grant of Amina."""
    return lambda *scopes: factories.grant(riverside, amina, clinician_scopes=list(scopes))


def say(patient: Patient, item: str, answer: str, *, date: dt.date | None = None, at: dt.datetime | None = None, helper: str = "") -> None:
    day = date or patient.today()
    body = {"date": str(day), "item": item, "answer": answer, "version": 1} | ({"helper": helper} if helper else {})
    diary.record(patient, factories.envelope(day, {}, at=at, kind="safety", body=body))


def check(patient: Patient, **fields: str) -> None:
    day = patient.today()
    response = str(response_id(patient.user.account, "leg_jobs", day))
    named = {name.replace("__", "."): value for name, value in fields.items()}
    body = {"response": response, "instrument": "leg_jobs", "date": str(day), "fields": named}
    diary.record(patient, factories.envelope(day, {}, kind="questionnaire", body=body))


def tick(patient: Patient, *names: str) -> None:
    diary.log(patient, patient.today(), **dict.fromkeys(names, True))


def read(patient: Patient, clinic: Clinic, *scopes: str, **terms: Any) -> Any:
    grant = factories.grant(clinic, patient, clinician_scopes=list(scopes), **terms)
    return extras(grant, patient.today() - dt.timedelta(days=27), patient.today())


def page(client: Any, grant: Any, part: str = "") -> str:
    return str(client.get(f"/clinic/patients/{grant.pk}/{part}").content.decode())


def test_an_answer_that_was_changed_stays_beside_the_change(amina: Patient, riverside: Clinic) -> None:
    now = dt.datetime.now(dt.UTC)
    say(amina, "saddle", "new", at=now - dt.timedelta(seconds=50))
    say(amina, "saddle", "no", at=now)
    assert [str(said.answer) for said in read(amina, riverside, "safety").safety] == ["No", "New or worse"]


def test_an_answer_given_now_about_a_day_before_the_page_is_in_sight(amina: Patient, riverside: Clinic) -> None:
    long_ago = amina.today() - dt.timedelta(days=80)
    say(amina, "breath", "yes", date=long_ago)
    assert [said.date for said in read(amina, riverside, "safety", from_date=long_ago).safety] == [long_ago]


def test_an_answer_about_a_day_that_the_grant_does_not_open_is_not_shown(amina: Patient, riverside: Clinic) -> None:
    say(amina, "breath", "yes", date=amina.today() - dt.timedelta(days=80))
    assert read(amina, riverside, "safety", from_date=amina.today() - dt.timedelta(days=40)).safety == ()


@pytest.mark.parametrize(("scope", "attribute"), [("safety", "safety"), ("questionnaires", "checks")])
def test_what_is_not_shared_is_not_none(amina: Patient, riverside: Clinic, scope: str, attribute: str) -> None:
    say(amina, "breath", "yes")
    check(amina, walking_aid="wheelchair")
    hidden = [one for one in ALL if one != scope]
    assert getattr(read(amina, riverside, *hidden), attribute) is None


def test_places_need_the_body_map_and_feelings_the_diary(amina: Patient, riverside: Clinic) -> None:
    tick(amina, "place.pain.left.calf", "feel.burning.left", "side_effect.sleepy")
    [ticks] = read(amina, riverside, "diary").ticks
    assert (ticks.pain, ticks.feelings, ticks.side_effects) == ((), ("Burning, left",), ("Sleepy",))
    [ticks] = read(amina, riverside, "body_map").ticks
    assert (ticks.pain, ticks.feelings, ticks.side_effects) == (("Calf, left",), (), ())


def test_a_tick_that_was_taken_back_is_gone(amina: Patient, riverside: Clinic) -> None:
    tick(amina, "place.numb.right.sole")
    diary.log(amina, amina.today(), **{"place.numb.right.sole": False})
    assert read(amina, riverside, "body_map").ticks == ()


def test_nothing_outside_the_dates_of_the_grant_is_read(amina: Patient, riverside: Clinic) -> None:
    old = amina.today() - dt.timedelta(days=5)
    say(amina, "breath", "yes", date=old)
    assert read(amina, riverside, *ALL, from_date=amina.today()).safety == ()


def test_the_leg_check_is_told_in_words(amina: Patient, riverside: Clinic) -> None:
    check(amina, left__lift_foot="hard", walking_aid="one_stick")
    [told] = read(amina, riverside, "questionnaires").checks
    assert told.lines == (("Left: lift the foot", "Hard"), ("What do you use to walk?", "1 stick"))


def test_all_of_it_takes_three_queries(amina: Patient, riverside: Clinic, django_assert_num_queries: Any) -> None:
    grant = factories.grant(riverside, amina, clinician_scopes=ALL)
    with django_assert_num_queries(3):
        extras(grant, amina.today(), amina.today())


@pytest.mark.parametrize("part", ["", "days/"])
def test_safety_answers_stand_before_the_trend_and_the_days(amina: Patient, okafor: Membership, staff_in: Any, shared: Any, part: str) -> None:
    say(amina, "saddle", "new")
    diary.log(amina, amina.today(), pain_avg=3)
    told = page(staff_in(okafor), shared(*ALL), part)
    assert "Numb between your legs" in told
    assert told.index("Safety answers") < told.index("Pain")


def test_the_page_says_what_is_not_shared(amina: Patient, okafor: Membership, staff_in: Any, shared: Any) -> None:
    told = page(staff_in(okafor), shared("diary"))
    assert told.count("not shared by the patient") + told.count("Not shared by the patient") >= 3


def names(client: Any) -> list[str]:
    return re.findall(r'class="who"[^>]*><bdi>([^<]*)', client.get("/clinic/").content.decode())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([("breath", "yes")], ["Emergency answer"]),
        ([("breath", "yes"), ("swollen_leg", "yes")], ["Emergency answer", "Same-day answer"]),
        ([("swollen_leg", "yes"), ("unwell", "yes")], ["2 same-day answers"]),
        ([("breath", "yes"), ("sleepy", "yes"), ("got_help", "not_yet")], ["2 emergency answers, not yet got help"]),
        ([("breath", "yes"), ("got_help", "not_yet"), ("got_help", "yes")], ["Emergency answer"]),
        ([("got_help", "not_yet")], []),
    ],
)
def test_the_list_says_which_tier_and_whether_help_came(answers: Any, words: list[str], amina: Patient, okafor: Membership, shared: Any) -> None:
    shared(*ALL)
    now = dt.datetime.now(dt.UTC)
    for n, (item, answer) in enumerate(answers):
        say(amina, item, answer, at=now - dt.timedelta(seconds=50 - n))
    assert [said for _kind, said in list_patients(okafor).rows[0].news] == words


def test_an_emergency_stands_first_then_same_day_then_by_name(amina: Patient, riverside: Clinic, okafor: Membership, staff_in: Any, shared: Any) -> None:
    for name, item in (("Yusuf", "breath"), ("Xenia", "swollen_leg"), ("Bela", None)):
        person = factories.patient(name=name)
        factories.grant(riverside, person, clinician_scopes=ALL)
        if item:
            say(person, item, "yes")
    shared(*ALL)
    assert names(staff_in(okafor)) == ["Yusuf", "Xenia", amina.name, "Bela"]


def test_the_order_does_not_tell_what_is_not_shared(amina: Patient, riverside: Clinic, okafor: Membership, staff_in: Any, shared: Any) -> None:
    hidden = factories.patient(name="Yusuf")
    factories.grant(riverside, hidden, clinician_scopes=["diary"])
    say(hidden, "breath", "yes")
    shared(*ALL)
    assert names(staff_in(okafor)) == [amina.name, "Yusuf"]


def test_the_patients_page_marks_an_emergency_and_says_what_decided_a_tick(amina: Patient, okafor: Membership, staff_in: Any, shared: Any) -> None:
    now = dt.datetime.now(dt.UTC)
    say(amina, "pee_poo", "yes", at=now - dt.timedelta(seconds=50))
    say(amina, "bladder_bowel", "new", at=now)
    told = page(staff_in(okafor), shared(*ALL))
    assert re.search(r'tag--emergency tag--filled">.*?</svg>Emergency</span>', told)
    assert "decided by the later answer above" in told


def test_a_fall_that_was_told_twice_is_one_fall_in_list_and_trend(amina: Patient, okafor: Membership, staff_in: Any, shared: Any) -> None:
    grant, client = shared(*ALL), staff_in(okafor)
    page(client, grant)
    diary.fall(amina, amina.today())
    diary.log(amina, amina.today(), tripped="fall")
    assert "1 fall" in str(client.get("/clinic/").content.decode())
    assert "1 fall in 28 days." in page(client, grant)


@pytest.mark.parametrize(("helper", "words"), [("told", "filled in by a helper<"), ("guess", "filled in by a helper: their guess<")])
def test_what_a_helper_filled_in_is_said(amina: Patient, okafor: Membership, staff_in: Any, shared: Any, helper: str, words: str) -> None:
    body = {"date": str(amina.today()), "item": "breath", "answer": "yes", "version": 3, "helper": helper}
    diary.record(amina, factories.envelope(amina.today(), {}, kind="safety", body=body))
    assert words in page(staff_in(okafor), shared("safety"))


def test_the_list_says_nothing_of_safety_that_is_not_shared(amina: Patient, okafor: Membership, staff_in: Any, shared: Any) -> None:
    shared("diary")
    say(amina, "breath", "yes")
    assert "Emergency answer" not in str(staff_in(okafor).get("/clinic/").content.decode())


@pytest.mark.parametrize(("then", "tiers", "urgent"), [(None, ["emergency"], 1), ("known", ["", ""], 0), ("new", ["emergency", ""], 1)])
def test_a_tick_counts_until_its_question_is_answered(
    amina: Patient, okafor: Membership, staff_in: Any, shared: Any, then: str, tiers: Any, urgent: int
) -> None:
    grant, now = shared("safety"), dt.datetime.now(dt.UTC)
    say(amina, "pee_poo", "yes", at=now - dt.timedelta(seconds=50))
    if then:
        say(amina, "bladder_bowel", then, at=now)
    read = extras(grant, amina.today(), amina.today())
    assert ([said.tier for said in read.safety or ()], read.urgent) == (tiers, urgent)
    assert ("Emergency answer" in str(staff_in(okafor).get("/clinic/").content.decode())) is bool(urgent)


def test_a_helpers_answer_decides_no_tick_of_hers(amina: Patient, okafor: Membership, staff_in: Any, shared: Any) -> None:
    grant, now = shared("safety"), dt.datetime.now(dt.UTC)
    say(amina, "pee_poo", "yes", at=now - dt.timedelta(seconds=50))
    say(amina, "bladder_bowel", "no", at=now, helper="guess")
    assert extras(grant, amina.today(), amina.today()).urgent == 1
    assert "Emergency answer" in str(staff_in(okafor).get("/clinic/").content.decode())


@pytest.mark.parametrize(
    ("said", "waits"), [([("not_yet", ""), ("yes", "guess")], True), ([("yes", ""), ("not_yet", "told")], True), ([("not_yet", "told"), ("yes", "")], False)]
)
def test_a_helpers_yes_does_not_end_her_not_yet(amina: Patient, riverside: Clinic, said: Any, waits: bool) -> None:
    grant, now = factories.grant(riverside, amina, clinician_scopes=["safety"]), dt.datetime.now(dt.UTC)
    for number, (answer, helper) in enumerate(said):
        say(amina, "got_help", answer, at=now - dt.timedelta(seconds=50 - number), helper=helper)
    assert urgent_since([grant], {})[grant.pk].waiting is waits


def test_a_tick_of_another_day_is_not_decided_by_todays_answer(amina: Patient, riverside: Clinic) -> None:
    now = dt.datetime.now(dt.UTC)
    say(amina, "pee_poo", "yes", date=amina.today() - dt.timedelta(days=2), at=now - dt.timedelta(days=2))
    say(amina, "bladder_bowel", "known", at=now)
    assert [said.tier for said in read(amina, riverside, "safety").safety] == ["", "emergency"]


def test_an_answer_is_no_news_once_she_has_looked(amina: Patient, okafor: Membership, staff_in: Any, shared: Any) -> None:
    grant, client = shared(*ALL), staff_in(okafor)
    say(amina, "breath", "yes")
    page(client, grant)
    assert "Emergency answer" not in str(client.get("/clinic/").content.decode())


def test_programs_read_the_same(amina: Patient, okafor: Membership, staff_in: Any, shared: Any) -> None:
    grant = shared("safety")
    say(amina, "breath", "yes")
    told = staff_in(okafor).get(f"/api/v1/clinic/patients/{grant.pk}/diary/").json()
    assert [said["tier"] for said in told["safety_answers"]] == ["emergency"]
    assert (told["ticks"], told["leg_checks"]) == (None, None)
