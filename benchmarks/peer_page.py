"""Makes the page on nhsuk-frontend out of the article as Stride serves it, into the folder that the server of the benchmark serves too."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from backend.education import library  # noqa: E402
from backend.education.views import article_page  # noqa: E402
from benchmarks import nhsuk  # noqa: E402

SLUG = "gabapentin-and-pregabalin"
ARTICLE = f"/learn/{SLUG}/"


def peer_page() -> str:
    found = library.article(SLUG)
    shown = article_page(RequestFactory().get(ARTICLE), found).content.decode()
    return nhsuk.page(found.title, found.summary, nhsuk.body_of(shown))


def lay_out(packages: Path) -> None:
    """Before the server starts: WhiteNoise reads the folder once."""
    nhsuk.lay_out(Path(settings.DATA_DIR) / "peer-files", packages, peer_page())
