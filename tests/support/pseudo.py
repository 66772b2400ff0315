"""A second language, made up: every Latin letter of what people read becomes a Cyrillic one. Whatever is still Latin on a page was not translated."""

import re
from pathlib import Path

import allauth
import django.conf
import polib

LANGUAGE = "xx"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_OTHER = "абцдефгхийклмнопярстувшжюз"
_TABLE = str.maketrans(_LATIN + _LATIN.upper(), _OTHER + _OTHER.upper())
_KEPT_IN_STRINGS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&#?\w+;")
_KEPT_IN_MARKDOWN = re.compile(r"\]\([^)]*\)|\{#[^}]*\}|^::: drawing.*|^::: [a-z-]+|https?://[^\s)]+|&\w+;")
_TEXT_FIELDS = {"title", "summary", "in_short", "keywords", "author", "heading", "name", "door"}


def other(text: str, kept: re.Pattern[str] = _KEPT_IN_STRINGS) -> str:
    """The text in the other letters, but for what is not words."""
    pieces, start = [], 0
    for match in kept.finditer(text):
        pieces += [text[start : match.start()].translate(_TABLE), match[0]]
        start = match.end()
    return "".join([*pieces, text[start:].translate(_TABLE)])


def article(source: str) -> str:
    """A file of content: the fields that people read, and the body."""
    _start, head, body = source.split("---\n", 2)
    lines, key = [], ""
    for line in head.splitlines():
        field, colon, value = line.partition(":")
        if colon and re.fullmatch("[a-z_]+", field):
            key, line = field, f"{field}:{other(value)}" if field in _TEXT_FIELDS else line
        elif key in _TEXT_FIELDS:
            line = other(line)
        lines.append(line)
    said = "\n".join(other(line, _KEPT_IN_MARKDOWN) for line in body.splitlines())
    said = re.sub(r"(?<=/)#[a-z0-9-]+(?=\))", lambda anchor: other(anchor[0]), said)  # a link to a heading follows its words
    return "---\n" + "\n".join(lines) + "\n---\n" + said + "\n"


def table(source: str) -> str:
    """A TOML file: everything in quotes but the slugs of articles."""

    def said(line: str) -> str:
        return line if line.startswith(("article =", "address =")) else re.sub(r'"[^"]*"', lambda quoted: other(quoted[0]), line)

    return "\n".join(said(line) for line in source.splitlines())


def content(english: Path, to: Path) -> None:
    for path in sorted(english.rglob("*.*")):
        target = to / path.relative_to(english)
        target.parent.mkdir(parents=True, exist_ok=True)
        write = article if path.suffix == ".md" else table
        target.write_text(write(path.read_text(encoding="utf-8")), encoding="utf-8")


def translate(catalogue: polib.POFile) -> None:
    """Ours, and the words of the packages: those have a catalogue of their own for each real language."""
    ours = {(entry.msgid, entry.msgctxt) for entry in catalogue}
    for package in (django.conf, allauth):
        for entry in polib.pofile(str(Path(package.__file__ or "").parent / "locale" / "en" / "LC_MESSAGES" / "django.po")):
            if (entry.msgid, entry.msgctxt) not in ours:
                catalogue.append(entry)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: other(entry.msgid), 1: other(entry.msgid_plural)}
        else:
            entry.msgstr = other(entry.msgid)
