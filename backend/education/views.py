"""Public pages. They read neither session nor CSRF, so that one copy serves everyone and a second look is a 304."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from backend.education import emergency, library, reading, search
from backend.education.articles import Article
from backend.education.cards import cards
from backend.education.serving import public
from backend.education.topics import AUDIENCES, PHASES
from backend.education.vocabulary import load_terms


@public
def index(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[: search.MOST_LETTERS]
    phase = request.GET.get("phase", "")
    return index_page(request, phase if phase in PHASES else "", asked)


def index_page(request: HttpRequest, phase: str, asked: str) -> HttpResponse:
    shown = [item for item in library.articles() if not phase or item.is_of(phase)]
    context = {
        "tab": "learn",
        "shelves": [(topic, list(items)) for topic, items in groupby(shown, key=lambda item: item.topic)],
        "phases": PHASES,
        "phase": phase,
        "audiences": AUDIENCES,
        "q": asked,
        "hits": search.find(asked, library.current_language()) if asked else (),
        "danger": search.names_danger(asked),
        "address": whole_address("education:index"),
    }
    return render(request, "education/index.html", context)


@public
def search_index(request: HttpRequest) -> HttpResponse:
    """The index that the phone searches by itself."""
    return JsonResponse(search.index(library.current_language()).as_json(), json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    pages = [(whole_address("education:index"), None), *((whole_address("education:article", item.slug), item.last_checked) for item in library.articles())]
    return render(request, "education/sitemap.xml", {"pages": pages}, content_type="application/xml")


@public
def article(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        found = library.article(slug)
    except KeyError:
        raise Http404 from None
    return article_page(request, found)


def article_page(request: HttpRequest, found: Article) -> HttpResponse:
    if found.layout == "help":
        return render(request, "education/help.html", article_context(found) | help_context())
    return render(request, "education/article.html", article_context(found))


@public
def pages(request: HttpRequest) -> HttpResponse:
    """Every page of Learn in one answer, for the phone to keep: what they share is packed once, not 70 times."""
    whole = {reverse("education:article", args=[item.slug]): article_page(request, item) for item in library.articles()}
    whole[reverse("education:index")] = index_page(request, "", "")
    return JsonResponse({path: page.content.decode() for path, page in whole.items()}, json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is written for everybody, and nothing else."""
    return render(request, "education/robots.txt", {"sitemap": whole_address("education:sitemap")}, content_type="text/plain")


def article_context(found: Article) -> dict[str, Any]:
    address = whole_address("education:article", found.slug)
    return {
        "tab": "learn",
        "article": found,
        "parts": reading.parts(found),
        "related": library.related(found),
        "terms": load_terms(found.language) if found.layout == "words" else (),
        "drawn": any(block.kind == "drawing" for block in found.blocks),
        "audiences": AUDIENCES,
        "address": address,
        "told": reading.for_search_engines(found, address),
        "overdue": found.is_overdue(timezone.now().date()),
    }


def whole_address(name: str, *args: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def help_context() -> dict[str, object]:
    """The same for everyone: the phone picks its country's number from the list in the page."""
    shown = cards(library.current_language())
    return {
        "doors": [card for card in shown if card.door],
        "more": [card for card in shown if not card.door],
        "anywhere": emergency.for_country(None),
        "countries": [emergency.COUNTRIES[code] for code, _ in emergency.choices()],
        "zones": emergency.zones_by_country(),
        "cards_version": max(card.version for card in shown),
        "cards_checked": min(card.last_checked for card in shown),
    }
