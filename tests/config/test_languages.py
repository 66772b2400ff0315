"""A second language is a folder and a .po file: one is made up here, and the pages are drawn in it."""

import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.config import extraction, languages
from backend.education import emergency, sources
from tests.support import pseudo

LINES = [line.name for country in emergency.COUNTRIES.values() for line in (*country.others, country.urgent, country.crisis) if line]
# The same in every language: our name, telephone lines, time zones, initials, what a script fills in.
THE_SAME = re.compile("|".join([*sorted({re.escape(name) for name in LINES if isinstance(name, str)}), "Stride", r"\b[A-Z]\w+/[\w/+ -]+", "UTC", r"\{\w*\}"]))


class Reader(html.parser.HTMLParser):
    """What a person sees or hears of a page, and what its scripts will say."""

    SPOKEN = {"aria-label", "title", "alt", "placeholder", "aria-description", "aria-valuetext"}
    FOR_SCRIPTS = {"data-zones", "data-phases", "data-other-names", "data-asks", "data-more"}  # codes, not words
    SILENT = {"script", "style"}

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        given = dict(attributes)
        self.said += [value for name, value in given.items() if value and name in self.SPOKEN]
        self.said += [value for name, value in given.items() if value and name.startswith("data-") and name not in self.FOR_SCRIPTS and " " in value.strip()]
        if given.get("name") == "description":
            self.said.append(given["content"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(data.strip())


def said_on(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.said


def second_stride(at: Path) -> Path:
    """A copy of the code with a folder and a .po file more."""
    shutil.copytree(settings.BASE_DIR / "backend", at / "backend", ignore=shutil.ignore_patterns("locale", "*.pyc.*"))  # a .pyc that is being written
    for name in ("docs", "frontend_static"):
        (at / name).symlink_to(settings.BASE_DIR / name)
    contents = at / "backend" / "education" / "content"
    pseudo.content(contents / "en", contents / pseudo.LANGUAGE)
    (contents / pseudo.LANGUAGE / "sources.toml").write_text(pseudo.table(sources.REGISTER.read_text(encoding="utf-8")), encoding="utf-8")
    path = languages.catalogue(at / "backend" / "locale", pseudo.LANGUAGE)
    words = extraction.updated(path, settings.BASE_DIR / "backend", "nplurals=2; plural=(n != 1);")
    pseudo.translate(words)
    path.parent.mkdir(parents=True)
    words.save(str(path))
    return at


def in_it(stride: Path, *command: str) -> str:
    data = stride / "data"
    data.mkdir(exist_ok=True)
    if not (data / "static").exists():
        (data / "static").symlink_to(settings.STATIC_ROOT)
    own = {"LANGUAGE_CODE": pseudo.LANGUAGE, "STRIDE_DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data}/stride.sqlite3", "PYTHONPATH": str(stride)}
    answer = subprocess.run([sys.executable, *command], cwd=stride, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-3000:]
    return answer.stdout


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the second Stride shows, and what its content check finds."""
    stride = second_stride(tmp_path_factory.mktemp("second"))
    return dict(json.loads(in_it(stride, str(settings.BASE_DIR / "tests" / "support" / "pseudo_pages.py"))))


def test_no_page_says_a_word_that_cannot_be_translated(drawn: dict[str, Any]) -> None:
    left = {name: [text for text in said_on(page) if re.search("[A-Za-z]{2}", THE_SAME.sub("", text))] for name, page in drawn["pages"].items()}
    assert {name: texts for name, texts in left.items() if texts} == {}


def test_the_pages_name_their_language(drawn: dict[str, Any]) -> None:
    assert {re.findall('<html lang="([^"]*)"', page)[0] for page in drawn["pages"].values()} == {pseudo.LANGUAGE}


def test_the_search_finds_words_of_another_script(drawn: dict[str, Any]) -> None:
    assert 'href="/learn/symptoms/"' in drawn["pages"]["/learn/?q=" + pseudo.other("numbness")].partition("/learn/first-4-weeks/")[0]


def test_the_content_check_does_not_grade_another_language(drawn: dict[str, Any]) -> None:
    assert drawn["faults"] == []


def test_a_language_without_its_catalogue_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "content" / "de").mkdir(parents=True)
    (tmp_path / "content" / "fr").mkdir()
    path = languages.catalogue(tmp_path / "locale", "fr")
    path.parent.mkdir(parents=True)
    path.touch()
    assert languages.offered(tmp_path / "content", tmp_path / "locale") == [("en-gb", "English"), ("fr", "Français")]


def test_a_language_that_is_not_there_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="backend/education/content/pt-br/ and the file backend/locale/pt_BR/"):
        languages.chosen("pt-BR", settings.LANGUAGES)


def test_a_catalogue_that_cannot_be_read_names_the_line(tmp_path: Path) -> None:
    path = languages.catalogue(tmp_path, "de")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Save"\nmsgstr "Sich"ern"\n', encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=r"de/LC_MESSAGES/django.po cannot be used: .*2"):
        languages.compiled(tmp_path, tmp_path / "made", ["de"])


def test_a_renewed_catalogue_keeps_what_was_translated(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("from django.utils.translation import gettext_lazy as _, ngettext\nA = _('Save')\nB = ngettext('1 day', '%(n)s days', 2)\n")
    path = tmp_path / "django.po"
    first = extraction.updated(path, tmp_path, "nplurals=2; plural=(n != 1);")
    first.find("Save").msgstr = "Sichern"
    first.save(str(path))
    (tmp_path / "b.py").write_text("from django.utils.translation import pgettext\nC = pgettext('hour', 'Second')\n")
    again = extraction.updated(path, tmp_path, "")
    assert (again.find("Save").msgstr, again.find("Second").msgctxt, again.find("1 day").msgid_plural) == ("Sichern", "hour", "%(n)s days")


def test_a_translation_that_loses_a_placeholder_is_named() -> None:
    words = polib.POFile()
    words.append(polib.POEntry(msgid="{count} not sent", msgstr="nicht gesendet"))
    words.append(polib.POEntry(msgid="1 day", msgid_plural="%(n)s days", msgstr_plural={0: "1 Tag", 1: "%(n)s Tage"}))
    assert [fault.partition(": ")[2] for fault in extraction.faults(words)] == ["'{count} not sent' needs {count}"]
