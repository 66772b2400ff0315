"""Public pages are made once, packed once, and the same for everyone."""

import datetime
import gzip
import json

import pytest
from django.test import Client
from django.utils import timezone

from backend.education import serving, views
from backend.education.library import articles, offline_pages

pytestmark = pytest.mark.django_db
PAGE = "/learn/what-it-is/"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_kept", {})


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that were drawn, one after the other."""
    drawn: list[str] = []
    render = views.render

    def counting(request, template, *args, **more):  # type: ignore[no-untyped-def]
        drawn.append(template)
        return render(request, template, *args, **more)

    monkeypatch.setattr(views, "render", counting)
    return drawn


def test_a_page_is_drawn_once(rendered: list[str]) -> None:
    assert Client().get(PAGE).content == Client().get(PAGE).content
    assert rendered == ["education/article.html"]


def test_a_page_is_drawn_anew_on_another_day(rendered: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get(PAGE)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    Client().get(PAGE)
    assert len(rendered) == 2


def test_a_search_is_not_kept(rendered: list[str]) -> None:
    Client().get("/learn/", {"q": "sleep"})
    Client().get("/learn/", {"q": "heat"})
    assert len(rendered) == 2
    assert serving._kept == {}


def test_a_page_goes_packed_to_whoever_takes_it_packed() -> None:
    plain, packed = Client().get(PAGE), Client().get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert (packed["Content-Encoding"], packed["Vary"], packed["ETag"]) == ("gzip", "Accept-Encoding", plain["ETag"])
    assert len(packed.content) < len(plain.content) / 2


def test_a_packed_page_is_304_too_and_says_how_long_it_may_be_kept() -> None:
    first = Client().get(PAGE, headers={"Accept-Encoding": "gzip"})
    second = Client().get(PAGE, headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})
    assert (second.status_code, second.content, second["Cache-Control"]) == (304, b"", "public, max-age=300")


def test_a_page_first_drawn_for_somebody_signed_in_holds_nothing_of_her(sign_in, amina) -> None:  # type: ignore[no-untyped-def]
    amina.name = "Amina Canary"
    amina.save()
    for_her = sign_in(amina.user).get(PAGE).content
    assert amina.name.encode() not in for_her
    serving._kept.clear()
    assert Client().get(PAGE).content == for_her


def test_an_article_that_is_not_there_is_not_kept() -> None:
    assert Client().get("/learn/nowhere/").status_code == 404
    assert serving._kept == {}


def test_all_pages_in_one_answer_are_the_pages_themselves() -> None:
    whole = Client().get("/learn/pages.json").json()
    assert set(whole) == set(offline_pages())
    assert {path for path in whole if whole[path].encode() != Client().get(path).content} == set()


def test_everything_that_a_phone_keeps_of_learn_fits_into_400_kilobytes() -> None:
    packed = [
        len(Client().get(path, headers={"Accept-Encoding": "gzip"}).content) for path in ("/learn/pages.json", "/learn/search.json", "/learn/get-help-now/")
    ]
    assert sum(packed) <= 400 * 1024, packed


def test_the_sitemap_names_every_page_of_learn(settings) -> None:  # type: ignore[no-untyped-def]
    sitemap = Client().get("/learn/sitemap.xml")
    assert sitemap["Content-Type"] == "application/xml"
    assert sitemap.content.decode().count("<loc>") == len(articles()) + 1
    assert f"<loc>{settings.PUBLIC_URL}/learn/sleep/</loc>" in sitemap.content.decode()


def test_search_engines_are_kept_out_of_everything_else(settings) -> None:  # type: ignore[no-untyped-def]
    robots = Client().get("/robots.txt").content.decode()
    assert "Allow: /learn/" in robots
    assert "Disallow: /\n" in robots
    assert f"Sitemap: {settings.PUBLIC_URL}/learn/sitemap.xml" in robots


def told(path: str) -> dict[str, object]:
    page = Client().get(path).content.decode()
    return dict(json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0]))


def test_search_engines_are_told_what_a_page_is() -> None:
    page = told("/learn/sleep/")
    assert (page["@type"], page["name"], page["inLanguage"]) == ("MedicalWebPage", "Sleep", "en")
    assert "lastReviewed" not in page


def test_search_engines_are_told_each_question_and_its_answer() -> None:
    page = told("/learn/faq/")
    assert page["@type"] == ["MedicalWebPage", "FAQPage"]
    assert len(page["mainEntity"]) >= 5  # type: ignore[arg-type]
    assert all(one["name"].endswith("?") and len(one["acceptedAnswer"]["text"]) > 100 for one in page["mainEntity"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("item", articles(), ids=lambda item: item.slug)
def test_a_page_has_a_title_a_description_and_one_address(item, settings) -> None:  # type: ignore[no-untyped-def]
    page = Client().get(f"/learn/{item.slug}/").content.decode()
    assert page.count("<h1") == 1
    assert 'name="description"' in page
    assert f'<link rel="canonical" href="{settings.PUBLIC_URL}/learn/{item.slug}/">' in page
