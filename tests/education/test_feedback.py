"""Was this page clear? One POST of anybody: no person, no cookie, no line about what is getting worse."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as Away

from backend.accounts.models import User
from backend.education import feedback
from backend.education.feedback import MOST, clean
from backend.education.library import article
from backend.education.models import Feedback
from tests.signing_in import show_factor

pytestmark = pytest.mark.django_db
PATH = "/learn/sleep/feedback/"
YES = {"clear": "yes"}
WORDS = "Which of the 2 pillows do you mean?"


@pytest.fixture(autouse=True)
def nobody_counted() -> None:
    cache.clear()


def post(data: dict[str, Any], path: str = PATH, client: Client | None = None, **extra: Any) -> Any:
    return (client or Client(enforce_csrf_checks=True)).post(path, data, **extra)


def stored() -> list[tuple[str, str]]:
    return list(Feedback.objects.order_by("pk").values_list("clear", "line"))


def test_a_yes_alone_is_kept_with_page_version_language_and_date() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 20, 23, 59, tzinfo=dt.UTC), tick=False):
        response = post(YES)
    assert response.status_code == 200
    assert "Thank you" in response.content.decode()
    (row,) = Feedback.objects.values()
    assert row == {
        "id": row["id"],
        "slug": "sleep",
        "version": article("sleep").version,
        "language": "en",
        "clear": "yes",
        "line": "",
        "date": dt.date(2026, 11, 20),
    }


def test_a_row_has_no_place_for_a_person_an_address_or_a_time() -> None:
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "slug", "version", "language", "clear", "line", "date"}


def test_a_line_is_kept_once_it_is_about_the_page() -> None:
    assert post({"clear": "no", "new": "no", "line": WORDS}).status_code == 200
    assert stored() == [("no", WORDS)]


def test_something_new_or_worse_leads_to_help_and_nothing_is_kept() -> None:
    response = post({"clear": "no", "new": "yes", "line": "my leg is numb since today"})
    assert (response.status_code, response["Location"]) == (303, "/learn/get-help-now/")
    assert stored() == []


@pytest.mark.parametrize(("said", "status"), [({"new": "no"}, 200), ({}, 400)])
def test_words_of_danger_have_get_help_now_first_even_when_they_are_not_new(said: dict[str, str], status: int) -> None:
    response = post({"clear": "no", "line": "I cannot pee", **said})
    page = response.content.decode().partition("<main")[2]
    assert response.status_code == status
    assert 'data-role="help-first">' in page
    assert page.index('class="button button--wide button--emergency" href="/learn/get-help-now/"') < page.index("<h1>")


def test_a_line_without_that_answer_is_asked_about_and_not_lost() -> None:
    response = post({"clear": "no", "line": WORDS})
    page = response.content.decode()
    assert response.status_code == 400
    assert "Say first if it is about something new or getting worse." in page
    assert f'value="{WORDS}"' in page
    assert stored() == []


@pytest.mark.parametrize(
    "data", [{}, {"clear": ""}, {"clear": "maybe"}, {"clear": "yes", "line": WORDS, "new": "maybe"}, {"clear": "yes", "new": "no", "line": "x" * 301}]
)
def test_what_cannot_be_kept_is_a_page_that_says_what_to_do(data: dict[str, str]) -> None:
    response = post(data)
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    assert stored() == []


def test_what_was_typed_comes_back_as_text() -> None:
    page = post({"clear": "no", "line": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two\r\n\tlines ", "two lines"),
        ("nul\x00 esc\x1b[31m del\x7f", "nul esc [31m del"),
        ("turned \u202eback\u202c \u2066round\u2069", "turned back round"),
        ("half \ud800 a letter", "half a letter"),
        ("मेरा पैर 👩‍⚕️ ساقي", "मेरा पैर 👩‍⚕️ ساقي"),
        ("\u2028\u2029\x85", ""),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_every_script_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(("sent", "kept"), [("1", 1), ("0", None), ("9999", None), ("-1", None), ("1e3", None), ("٣", None), ("", None), ("9" * 5000, None)])
def test_the_version_that_was_read_is_kept_if_there_was_one(sent: str, kept: int | None) -> None:
    post(YES | {"version": sent})
    assert Feedback.objects.get().version == (kept or article("sleep").version)


# ---- Nobody's -------------------------------------------------------------------------------------------------------


def test_no_cookie_is_read_or_set(sign_in: Any, amina: Any, django_assert_num_queries: Any) -> None:
    client = sign_in(amina.user)
    with django_assert_num_queries(1):  # the row; a session would be another
        response = post(YES, client=client)
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
    ],
)
def test_another_website_cannot_answer_in_a_readers_name(headers: dict[str, str]) -> None:
    response = post(YES, headers=headers)
    assert response.status_code == 403
    assert "This came from another website." in response.content.decode()
    assert stored() == []


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, {"Origin": "http://localhost:8000"}, {"Sec-Fetch-Site": "none"}]
)
def test_our_own_page_can(headers: dict[str, str]) -> None:
    assert post(YES, headers=headers).status_code == 200


def test_there_is_nothing_for_a_page_that_is_not_there() -> None:
    assert post(YES, "/learn/no-such-page/feedback/").status_code == 404


def test_only_a_post_is_taken() -> None:
    assert Client().get(PATH).status_code == 405


# ---- Not too often --------------------------------------------------------------------------------------------------


def test_past_20_an_hour_from_one_network_it_says_so_and_keeps_the_words() -> None:
    for _number in range(MOST):
        assert post(YES, REMOTE_ADDR="192.0.2.1").status_code == 200
    response = post({"clear": "no", "new": "no", "line": WORDS}, REMOTE_ADDR="192.0.2.1")
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert f'value="{WORDS}"' in response.content.decode()
    assert Feedback.objects.count() == MOST
    assert post(YES, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_what_is_refused_does_not_count() -> None:
    for _number in range(MOST + 1):
        post({"clear": "maybe"})
    assert post(YES).status_code == 200


def test_a_cache_that_is_away_lets_nobody_in_uncounted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_all: Any, **_more: Any) -> None:
        raise Away

    monkeypatch.setattr(feedback.network.cache, "add", away)
    assert post(YES).status_code == 503
    assert stored() == []


# ---- On the page, and for those who read it -------------------------------------------------------------------------


def test_every_article_asks_at_its_foot_and_the_help_page_does_not() -> None:
    page = Client().get("/learn/sleep/").content.decode()
    form = page.partition("data-feedback")[2].partition("</form>")[0]
    assert "Was this page clear?" in form
    assert "csrfmiddlewaretoken" not in form
    assert page.index("data-feedback") < page.index('class="checked')
    assert "data-feedback" not in Client().get("/learn/get-help-now/").content.decode()


def test_staff_of_the_admin_read_it_and_change_nothing(admin_client: Any) -> None:
    post({"clear": "no", "new": "no", "line": WORDS})
    client = show_factor(admin_client, _admin())
    row = Feedback.objects.get()
    assert WORDS in client.get("/admin/education/feedback/").content.decode()
    for path in ("add/", f"{row.pk}/delete/"):
        assert client.get(f"/admin/education/feedback/{path}").status_code == 403
    assert client.post(f"/admin/education/feedback/{row.pk}/change/", {"line": "other"}).status_code == 403
    assert stored() == [("no", WORDS)]


def test_who_is_in_a_group_that_reads_feedback_reads_and_searches_it_after_the_second_factor(client: Client) -> None:
    post({"clear": "no", "new": "no", "line": WORDS})
    post({"clear": "yes", "new": "no", "line": "Thank you"})
    reader = User.objects.create_user("reader@example.org", is_staff=True)
    client.force_login(reader)
    listed = "/admin/education/feedback/"
    assert client.get(listed)["Location"].startswith("/accounts/factor/")
    show_factor(client, reader)
    assert client.get(listed).status_code == 403
    group = Group.objects.create(name="Reads feedback")
    group.permissions.add(Permission.objects.get(codename="view_feedback"))
    reader.groups.add(group)
    found = client.get(listed, {"q": "pillows"}).content.decode()
    assert WORDS in found
    assert "Thank you" not in found
    assert client.get("/admin/accounts/user/").status_code == 403


def test_the_admin_pages_hold_feedback_groups_and_who_can_sign_in_and_nothing_else() -> None:
    """Nothing of a diary, and nothing that opens somebody's account: no second factor, no address, no key of a session."""
    assert {model._meta.label for model in admin.site._registry} == {"accounts.User", "auth.Group", "education.Feedback"}


def test_only_a_superuser_says_who_is_in_which_group(rf: Any) -> None:
    page = admin.site.get_model_admin(User)
    for is_superuser in (True, False):
        request = rf.get("/")
        request.user = User(is_staff=True, is_superuser=is_superuser)
        assert ({"groups", "is_staff"} & set(page.get_readonly_fields(request)) == set()) is is_superuser


def _admin() -> Any:
    return User.objects.get(is_superuser=True)
