"""Whatever a patient granted, withdrew and logged: a clinician reads exactly what a small reference function allows."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Patient
from backend.sharing import as_json, viewing
from backend.sharing.models import Grant
from tests import factories
from tests.sharing import diary

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SPAN = 12  # days, today the last
SCOPES = ("diary", "safety", "notes")
SCOPE_OF = {"pain_avg": "diary", "strength_left": "diary", "numbness": "diary", "new": "safety", "note": "notes"}
run = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

offsets = st.integers(0, SPAN - 1)
fields = st.fixed_dictionaries(
    {},
    optional={
        "pain_avg": st.none() | st.integers(0, 10),
        "strength_left": st.sampled_from([None, "weaker", "same"]),
        "numbness": st.sampled_from(["less", "more"]),
        "new": st.sampled_from([None, "nothing", "something"]),
        "note": st.sampled_from([None, "canary"]),
    },
).filter(bool)
diaries = st.dictionaries(offsets, fields, max_size=6)


@dataclass(frozen=True)
class Terms:
    """A grant as the test thinks of it; dates as days before today."""

    scopes: tuple[str, ...]
    since: int
    until: int | None
    revoked: bool
    to: str  # the whole clinic, the reader, or a colleague

    def is_open(self) -> bool:
        return not self.revoked and self.to != "colleague" and (self.until is None or self.until <= 0)

    def shows_date(self, back: int) -> bool:
        return back <= self.since and (self.until is None or back >= self.until)

    def shown(self, day: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in day.items() if SCOPE_OF[name] in self.scopes}


grants = st.builds(
    Terms,
    scopes=st.sets(st.sampled_from(SCOPES)).map(lambda chosen: tuple(sorted(chosen))),
    since=offsets,
    until=st.none() | st.integers(-3, 3),
    revoked=st.booleans(),
    to=st.sampled_from(["clinic", "clinic", "reader", "colleague"]),
).filter(lambda terms: terms.until is None or terms.until <= terms.since)


open_grants = st.builds(
    Terms,
    scopes=st.sampled_from([("diary",), ("safety",), ("notes",), ("diary", "safety"), ("diary", "notes"), SCOPES, ()]),
    since=offsets,
    until=st.none() | st.integers(-3, 0),
    revoked=st.just(False),
    to=st.sampled_from(["clinic", "reader"]),
)


@dataclass
class World:
    patient: Patient
    clinic: Clinic
    reader: Membership
    colleague: Membership

    def date(self, back: int) -> dt.date:
        return self.patient.today() - dt.timedelta(days=back)

    def log(self, days: dict[int, dict[str, Any]], falls: list[int]) -> None:
        for back, values in days.items():
            diary.log(self.patient, self.date(back), **(values | ({"note": f"canary-{back}-"} if values.get("note") else {})))
        for back in falls:
            diary.fall(self.patient, self.date(back), f"canary-fall-{back}-")

    def give(self, terms: Terms) -> Grant:
        member = {"clinic": None, "reader": self.reader, "colleague": self.colleague}[terms.to]
        return Grant.objects.create(
            patient=self.patient,
            clinic=self.clinic,
            member=member,
            clinician_scopes=list(terms.scopes),
            from_date=self.date(terms.since),
            until=None if terms.until is None else self.date(terms.until),
            revoked_at=timezone.now() if terms.revoked else None,
        )


@contextmanager
def a_world() -> Iterator[World]:
    """Made anew for each example, and gone after it."""
    with transaction.atomic():
        clinic = factories.clinic()
        reader, colleague = factories.member(clinic), factories.member(clinic, name="Dr Colleague")
        yield World(factories.patient(name="Amina Khan"), clinic, reader, colleague)
        transaction.set_rollback(True)


def _allowed_days(terms: Terms, days: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {back: shown for back, day in days.items() if terms.shows_date(back) and (shown := terms.shown(day))}


def _allowed_canaries(terms: Terms, days: dict[int, dict[str, Any]], falls: list[int]) -> set[str]:
    notes = {f"canary-{back}-" for back, day in _allowed_days(terms, days).items() if day.get("note")}
    told = {"diary", "notes"} <= set(terms.scopes)
    return notes | ({f"canary-fall-{back}-" for back in falls if terms.shows_date(back)} if told else set())


@run
@given(history=st.lists(grants, min_size=1, max_size=4), days=diaries, falls=st.lists(offsets, max_size=2, unique=True))
def test_the_diary_shows_what_the_grant_allows_and_nothing_else(
    history: list[Terms], days: dict[int, dict[str, Any]], falls: list[int], staff_api: Any
) -> None:
    with a_world() as world:
        world.log(days, falls)
        client = staff_api(world.reader)
        for terms in history:
            grant = world.give(terms)
            reply = client.get(f"/api/v1/clinic/patients/{grant.pk}/diary/", {"from": world.date(SPAN), "to": world.date(0)})
            assert reply.status_code == (200 if terms.is_open() else 404)
            if terms.is_open():
                _check_diary(world, terms, reply.json(), days, falls)


def _check_diary(world: World, terms: Terms, body: dict[str, Any], days: dict[int, dict[str, Any]], falls: list[int]) -> None:
    read = {day["date"]: {k: v for k, v in day["fields"].items() if v is not None} for day in body["days"]}
    allowed = _allowed_days(terms, days)
    assert set(read) == {world.date(back).isoformat() for back in allowed}
    for back, shown in allowed.items():
        given = {name: f"canary-{back}-" if name == "note" else value for name, value in shown.items() if value is not None}
        assert read[world.date(back).isoformat()] == given
    shown_falls = {world.date(back).isoformat() for back in falls if terms.shows_date(back)}
    moments = body["moments"] if "diary" in terms.scopes else []
    assert {moment["date"] for moment in moments} == (shown_falls if "diary" in terms.scopes else set())
    assert (body["moments"] is None) == ("diary" not in terms.scopes)
    for name, scope in SCOPE_OF.items():
        assert (name in body["hidden"]) == (scope not in terms.scopes)


@run
@given(terms=open_grants, days=diaries, falls=st.lists(offsets, max_size=2, unique=True))
def test_no_page_and_no_answer_holds_a_word_that_is_not_shared(terms: Terms, days: dict[int, dict[str, Any]], falls: list[int], staff_in: Any) -> None:
    with a_world() as world:
        world.log(days, falls)
        grant, client = world.give(terms), staff_in(world.reader)
        allowed = _allowed_canaries(terms, days, falls)
        pages = ["/clinic/", f"/clinic/patients/{grant.pk}/", f"/clinic/patients/{grant.pk}/days/", f"/api/v1/clinic/patients/{grant.pk}/diary/"]
        found = [set(re.findall(r"canary-(?:fall-)?\d+-", html.unescape(client.get(page).content.decode()))) for page in pages]
        assert all(words <= allowed for words in found)
        assert found[2] == allowed


@run
@given(terms=open_grants, days=diaries, falls=st.lists(offsets, max_size=2, unique=True))
def test_the_trend_counts_only_what_is_shared(terms: Terms, days: dict[int, dict[str, Any]], falls: list[int], staff_api: Any) -> None:
    with a_world() as world:
        world.log(days, falls)
        grant = world.give(terms)
        reply = staff_api(world.reader).get(f"/api/v1/clinic/patients/{grant.pk}/trends/")
        body, allowed = reply.json(), _allowed_days(terms, days)
        pains = {world.date(back).isoformat(): day["pain_avg"] for back, day in allowed.items() if day.get("pain_avg") is not None}
        assert {p["date"]: p["pain_avg"] for p in body["series"] if p.get("pain_avg") is not None} == pains
        if "diary" in terms.scopes:
            assert sorted(body["falls"]) == sorted(world.date(back).isoformat() for back in falls if terms.shows_date(back))
        if "safety" in terms.scopes:
            assert body["new"]["yes"] == sum(day.get("new") == "something" for day in allowed.values())
        else:
            assert body["new"] is None


@run
@given(terms=open_grants, days=diaries, hidden=diaries, falls=st.lists(offsets, max_size=2, unique=True))
def test_what_is_hidden_leaves_no_trace(terms: Terms, days: dict[int, dict[str, Any]], hidden: dict[int, dict[str, Any]], falls: list[int]) -> None:
    """Two diaries that differ only in what is not shared look the same in the list, the trend and the days."""
    with a_world() as world:
        world.log(days, [])
        grant = world.give(terms)
        viewing.view_trend(world.reader.user, grant.pk, 28)
        before = _all_that_is_read(world, grant)
        unseen = {back: {k: v for k, v in day.items() if not terms.shows_date(back) or k not in terms.shown(day)} for back, day in hidden.items()}
        seen_falls = "diary" in terms.scopes
        world.log({back: day for back, day in unseen.items() if day}, [back for back in falls if not (seen_falls and terms.shows_date(back))])
        assert _all_that_is_read(world, grant) == before


def _all_that_is_read(world: World, grant: Grant) -> list[Any]:
    user = world.reader.user
    page = as_json.patients(viewing.list_patients(world.reader))
    for row in page["patients"]:
        row.pop("looked_at")
    trend = as_json.trend_of(viewing.view_trend(user, grant.pk, 28))
    return [page, trend, as_json.diary(viewing.view_days(user, grant.pk))]
