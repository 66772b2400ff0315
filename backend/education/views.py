"""Public pages. They read neither session nor CSRF, so that one copy serves everyone and a second look is a 304."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from backend.education import emergency, library
from backend.education.cards import cards

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anyone may keep the page for 5 minutes; after that an ETag tells whether it changed."""
    return require_safe(conditional_page(cache_control(public=True, max_age=300)(view)))


@public
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "education/index.html", {"tab": "learn", "articles": library.articles()})


@public
def article(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        found = library.article(slug)
    except KeyError:
        raise Http404 from None
    related = [library.article(other) for other in found.related]
    context = {"tab": "learn", "article": found, "related": related, "overdue": found.is_overdue(timezone.now().date())}
    if found.layout == "help":
        return render(request, "education/help.html", context | help_context())
    return render(request, "education/article.html", context)


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
