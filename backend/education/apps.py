from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class EducationConfig(AppConfig):
    name = "backend.education"

    def ready(self) -> None:
        register(content_loads)


def content_loads(app_configs: Any, **_options: Any) -> Iterable[CheckMessage]:
    """One broken file would take "Get help now" away with all others: `migrate` stops on it, before anybody is served."""
    from backend.education.cards import cards
    from backend.education.library import languages, load_all
    from backend.education.markup import ContentError
    from backend.education.search import synonyms
    from backend.education.vocabulary import load_terms

    try:
        for language in languages():
            for read in (load_all, cards, load_terms, synonyms):
                read(language)
    except ContentError as error:
        return [Error(str(fault), id="education.E001") for fault in error.faults]
    return []
