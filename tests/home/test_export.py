"""Download everything: asked for, made, handed to its owner alone, gone after a day."""

import csv
import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.audit.models import AuditEvent
from backend.home import copy, exports
from backend.patients.models import Export, Patient
from backend.symptoms import sets
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.personal import EMAIL, NAME, NOTE, full_patient

pytestmark = pytest.mark.django_db
PAGE = "/menu/download/"


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def zuleika() -> Patient:
    patient = full_patient(factories.clinic())
    Export.objects.all().delete()
    return patient


@pytest.fixture
def ready(zuleika: Patient) -> Export:
    exports.ask(zuleika)
    exports.make_waiting()
    return Export.objects.get()


def test_one_button_makes_a_copy_and_the_page_offers_it(zuleika: Patient, sign_in: Any):
    client = sign_in(zuleika.user)
    assert "Make my copy" in client.get(PAGE).content.decode()
    page = client.post(PAGE, follow=True).content.decode()
    assert "Your copy is being made" in page
    exports.make_waiting()
    page = client.get(PAGE).content.decode()
    assert "Your copy is ready" in page
    assert f"{PAGE}{Export.objects.get().pk}/" in page


def test_asked_ten_times_one_runs(zuleika: Patient, sign_in: Any):
    client = sign_in(zuleika.user)
    for _n in range(10):
        assert client.post(PAGE).status_code == 302
    assert Export.objects.count() == 1
    assert AuditEvent.objects.filter(verb="export.asked").count() == 1


def test_the_file_goes_to_its_owner_and_is_never_kept_on_the_way(ready: Export, sign_in: Any):
    answer = sign_in(ready.patient.user).get(f"{PAGE}{ready.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == f'attachment; filename="stride-{ready.patient.today()}.zip"'
    assert opened(answer.content).testzip() is None


def test_a_stranger_gets_404_on_the_page_and_in_the_api(ready: Export, boris: Patient, sign_in: Any, api_as: Any):
    assert sign_in(boris.user).get(f"{PAGE}{ready.pk}/").status_code == 404
    assert api_as(boris.user).get(f"/api/v1/export/{ready.pk}/").status_code == 404


def test_each_step_is_in_the_trail_without_a_word_of_what_it_holds(ready: Export, sign_in: Any):
    sign_in(ready.patient.user).get(f"{PAGE}{ready.pk}/")
    events = AuditEvent.objects.filter(verb__startswith="export.").order_by("pk")
    assert [event.verb for event in events] == ["export.asked", "export.made", "export.downloaded"]
    assert [set(event.detail) for event in events] == [set(), {"bytes"}, set()]


def test_the_json_holds_every_table_row_by_row(ready: Export):
    zipped = opened(bytes(ready.content))
    told = {one["table"]: one["rows"] for one in json.loads(zipped.read("json/tables.json"))}
    assert told == {name: len(json.loads(zipped.read(f"json/{name}.json"))) for name in told}
    assert told["diary_revisions"] == 3
    assert json.loads(zipped.read("json/account.json"))[0]["email"] == EMAIL
    assert json.loads(zipped.read("json/diary_days.json"))[0]["note"] == NOTE


def test_the_page_is_whole_without_scripts_or_a_network(ready: Export):
    page = opened(bytes(ready.content)).read("index.html").decode()
    assert all(words in page for words in (NAME, EMAIL, NOTE, "Fall", "My breath, chest, face or speech"))
    assert not any(mark in page for mark in ("<script", "http:", "https:", "src=", "style="))


def test_safety_answers_say_where_they_led_and_who_gave_them_in_words(ready: Export):
    rows = list(csv.DictReader(io.StringIO(opened(bytes(ready.content)).read("csv/safety_answers.csv").decode("utf-8-sig"))))
    assert [(row["Answer"], row["Where it led"], row["By"]) for row in rows] == [("New or worse", "Emergency", "You")]


def test_names_of_files_say_nothing_about_health(ready: Export):
    words = ("pain", "health", "symptom", "medic", "leg", "nerve", "diagnos", "numb", "plexus")
    names = [*opened(bytes(ready.content)).namelist(), copy.file_name(dt.date(2026, 11, 21))]
    assert [name for name in names if any(word in name for word in words)] == []


def test_keys_and_secrets_are_never_in_it(ready: Export):
    zipped = opened(bytes(ready.content))
    whole = b"".join(zipped.read(name) for name in zipped.namelist())
    assert b"credential" not in whole
    assert b"argon2" not in whole
    assert b"session_key" not in whole


def test_a_note_that_looks_like_a_formula_stays_text_in_the_spreadsheet(amina: Patient):
    formula = '=HYPERLINK("http://evil.example","x")'
    place = next(name for name in sets.SETS if name == "place.pain.left.calf")
    record_envelopes(amina, amina.user, [factories.envelope(amina.today(), {"pain_avg": 6, "note": formula, place: True})])
    zipped = opened(copy.make(amina.user))
    rows = list(csv.DictReader(io.StringIO(zipped.read("csv/days.csv").decode("utf-8-sig"))))
    assert (rows[0]["Note"], rows[0]["Pain on average"], rows[0]["Pain: where"]) == (f"'{formula}", "6", "Left Calf")
    assert json.loads(zipped.read("json/diary_days.json"))[0]["note"] == formula


def test_a_day_later_it_is_gone(ready: Export, sign_in: Any):
    later = timezone.now() + exports.KEPT_FOR
    Export.objects.update(ready_at=timezone.now() - exports.KEPT_FOR)
    client = sign_in(ready.patient.user)
    assert client.get(f"{PAGE}{ready.pk}/").status_code == 404
    assert "Make my copy" in client.get(PAGE).content.decode()
    exports.forget_old(later)
    assert not Export.objects.exists()


def test_a_worker_that_died_is_followed_by_another(zuleika: Patient):
    exports.ask(zuleika)
    Export.objects.update(state="running", claimed_at=timezone.now())
    assert exports.make_waiting() == 0
    assert exports.make_waiting(timezone.now() + exports.LEASE * 2) == 1


@pytest.fixture
def gave_up(zuleika: Patient, monkeypatch: pytest.MonkeyPatch) -> Export:
    """A copy that could not be made, as often as it is tried."""
    exports.ask(zuleika)
    now = timezone.now()
    with monkeypatch.context() as broken:
        broken.setattr(copy, "make", lambda *_args, **_more: 1 / 0)
        made = [exports.make_waiting(now + exports.LEASE * 2 * n) for n in range(5)]
    assert made == [0, 0, 0, 0, 0]
    return Export.objects.get()


def test_one_that_cannot_be_made_is_given_up_after_the_last_try(gave_up: Export):
    assert (gave_up.state, gave_up.tries) == ("failed", exports.MOST_TRIES)


def test_whoever_waits_is_told_that_it_failed_and_asks_again_at_once(gave_up: Export, sign_in: Any):
    client = sign_in(gave_up.patient.user)
    page = client.get(PAGE).content.decode()
    assert "Your copy could not be made" in page
    assert "Make my copy" in page
    assert "Your copy is being made" in client.post(PAGE, follow=True).content.decode()
    assert exports.make_waiting() == 1
    page = client.get(PAGE).content.decode()
    assert "Your copy is ready" in page
    assert "could not be made" not in page


def test_a_copy_that_is_ready_stays_in_reach_when_a_newer_one_fails(gave_up: Export, sign_in: Any):
    older = Export.objects.create(patient=gave_up.patient, state="ready", ready_at=timezone.now(), content=b"x", size=1)
    Export.objects.filter(pk=older.pk).update(asked_at=gave_up.asked_at - dt.timedelta(hours=1))
    page = sign_in(gave_up.patient.user).get(PAGE).content.decode()
    assert f"{PAGE}{older.pk}/" in page
    assert "Your copy could not be made" in page


def test_one_whose_worker_died_on_the_last_try_does_not_block_the_next(zuleika: Patient, api_as: Any):
    exports.ask(zuleika)
    Export.objects.update(state="running", tries=exports.MOST_TRIES, claimed_at=timezone.now() - exports.LEASE * 2)
    client = api_as(zuleika.user)
    assert exports.make_waiting() == 0
    assert client.get("/api/v1/export/").json()["state"] == "failed"
    assert client.post("/api/v1/export/").json()["state"] == "waiting"


def test_the_dead_one_is_given_up_by_asking_too(zuleika: Patient):
    dead = exports.ask(zuleika)
    Export.objects.update(state="running", tries=exports.MOST_TRIES, claimed_at=timezone.now() - exports.LEASE * 2)
    assert exports.ask(zuleika).pk != dead.pk


def ends_as_it_is_looked_for(monkeypatch: pytest.MonkeyPatch, times: int) -> list[None]:
    """The other request's copy is open when this one is refused, and ready when it looks: as often as said."""
    looks: list[None] = []
    look = exports.being_made

    def ended(patient: Patient) -> Export | None:
        looks.append(None)
        if len(looks) <= times:
            return None
        return look(patient)

    monkeypatch.setattr(exports, "being_made", ended)
    return looks


def test_asking_while_the_other_ends_is_answered(zuleika: Patient, monkeypatch: pytest.MonkeyPatch):
    first = exports.ask(zuleika)
    looks = ends_as_it_is_looked_for(monkeypatch, times=1)
    assert exports.ask(zuleika).pk == first.pk
    assert len(looks) == 2


def test_asking_does_not_go_on_for_ever(zuleika: Patient, monkeypatch: pytest.MonkeyPatch):
    exports.ask(zuleika)
    looks = ends_as_it_is_looked_for(monkeypatch, times=100)
    with pytest.raises(IntegrityError), transaction.atomic():
        exports.ask(zuleika)
    assert len(looks) == exports.MOST_TRIES


def test_what_was_given_up_goes_a_day_later(gave_up: Export):
    exports.forget_old()
    assert Export.objects.exists()
    exports.forget_old(timezone.now() + exports.KEPT_FOR * 2)
    assert not Export.objects.exists()


def test_a_program_asks_looks_and_downloads(zuleika: Patient, api_as: Any):
    client = api_as(zuleika.user)
    assert client.get("/api/v1/export/").json()["state"] == "none"
    assert client.post("/api/v1/export/").status_code == 202
    exports.make_waiting()
    told = client.get("/api/v1/export/").json()
    assert (told["state"], told["done"]) == ("ready", told["parts"])
    assert opened(client.get(told["url"]).content).testzip() is None


def test_what_it_costs_does_not_grow_with_the_diary(amina: Patient, django_assert_max_num_queries: Any):
    days = [factories.envelope(amina.today() - dt.timedelta(days=n), {"pain_avg": n % 11}) for n in range(120)]
    record_envelopes(amina, amina.user, days)
    with django_assert_max_num_queries(40):
        copy.make(amina.user)
