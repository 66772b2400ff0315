"""The articles of a language: find one, find all. Other apps use `article`, `articles` and `offline_pages` only.

An article is one Markdown file, `content/<language>/articles/<slug>.md`. A file with a fault stops the whole library
with every fault named: an article that half works is worse than a deploy that stops.
"""

from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import get_language

from backend.education.articles import DEFAULT_LANGUAGE, SERVED, Article, load_article
from backend.education.files import CONTENT
from backend.education.markup import ContentError, Fault
from backend.education.topics import TOPICS

HELP = "get-help-now"


@lru_cache
def load_all(language: str = DEFAULT_LANGUAGE, *, folder: Path = CONTENT) -> dict[str, Article]:
    """Every article of a language, drafts too, by slug, as they stand on the shelves. ContentError gathers the faults of all files."""
    found, faults = load_each(language, folder=folder)
    if faults:
        raise ContentError(faults)
    return found


def load_each(language: str, *, folder: Path = CONTENT) -> tuple[dict[str, Article], list[Fault]]:
    """The articles that can be read, and what is wrong with the others."""
    found: dict[str, Article] = {}
    faults: list[Fault] = []
    for path in sorted((folder / language / "articles").glob("*.md")):
        try:
            found[path.stem] = load_article(path, language)
        except ContentError as error:
            faults += error.faults
    shelves = list(TOPICS)
    return dict(sorted(found.items(), key=lambda pair: (shelves.index(pair[1].topic_code), pair[1].order, pair[0]))), faults


def languages(folder: Path = CONTENT) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def current_language() -> str:
    """The content language for the active locale: 'en' for 'en-gb', the default where nothing is translated."""
    code = get_language() or DEFAULT_LANGUAGE
    return next((language for language in (code, code.split("-")[0]) if language in languages()), DEFAULT_LANGUAGE)


@lru_cache
def _served(language: str) -> dict[str, Article]:
    return {slug: item for slug, item in load_all(language).items() if item.status in SERVED}


def articles(language: str | None = None) -> tuple[Article, ...]:
    """What readers see, shelf by shelf. Drafts are not among them."""
    return tuple(_served(language or current_language()).values())


def article(slug: str, language: str | None = None) -> Article:
    """An article that readers see; KeyError where there is none."""
    return _served(language or current_language())[slug]


def related(item: Article) -> tuple[Article, ...]:
    """What to read next. `manage.py content check` names what is not there; a page leaves it out."""
    served = _served(item.language)
    return tuple(served[slug] for slug in item.related if slug in served)


def offline_pages() -> list[str]:
    """Addresses that the service worker keeps: the index and every article, help first."""
    slugs = sorted((item.slug for item in articles()), key=lambda slug: slug != HELP)
    return [*(reverse("education:article", args=[slug]) for slug in slugs), reverse("education:index")]
