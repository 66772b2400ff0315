"""Every string of the interface, gathered from Python and templates, and put into a catalogue. Needs no gettext tools."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from backend.common import places

# How each function of gettext takes its arguments: (place of the context, of the words, of the plural).
_CALLS = {"gettext": (None, 0, None), "ngettext": (None, 0, 1), "pgettext": (0, 1, None), "npgettext": (0, 1, 2)}
_LITERAL = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(({_LITERAL}(?:,\s*{_LITERAL})*)")
_PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")
_MANY = "nplurals=2; plural=(n != 1);"


@dataclass(frozen=True)
class Words:
    text: str
    plural: str = ""
    context: str | None = None


def everything(root: Path) -> dict[Words, list[str]]:
    """What the code says, and the names of the countries, which come from a table."""
    return gathered(root) | {Words(name): ["common/places.py"] for name in places.english_names().values()}


def gathered(root: Path) -> dict[Words, list[str]]:
    """Each string below `root`, with the files that say it, by file and place in it."""
    found: dict[Words, list[str]] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            said = in_python(path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt", ".xml"} and "templates" in path.relative_to(root).parts:
            said = in_template(path.read_text(encoding="utf-8"))
        else:
            continue
        for words in said:
            said_in = found.setdefault(words, [])
            if name not in said_in:
                said_in.append(name)
    return found


def in_python(source: str) -> Iterator[Words]:
    tree = ast.parse(source)
    names = _names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (called := names.get(ast.unparse(node.func))):
            yield from _words(called, [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args])


def _names(tree: ast.Module) -> dict[str, str]:
    """What this file calls each function of gettext: `from … import gettext_lazy as _`."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation")
    aliases = (alias for node in imports for alias in node.names)
    return {alias.asname or alias.name: plain for alias in aliases if (plain := re.sub("_(lazy|noop)$", "", alias.name)) in _CALLS}


def in_template(source: str) -> Iterator[Words]:
    for match in _IN_TEMPLATE.finditer(templatize(source)):
        yield from _words("gettext" if match[1] == "_" else match[1], list(ast.literal_eval(f"({match[2]},)")))


def _words(called: str, given: list[object]) -> Iterator[Words]:
    def at(place: int | None) -> str | None:
        value = given[place] if place is not None and place < len(given) else None
        return value if isinstance(value, str) else None

    context, text, plural = (at(place) for place in _CALLS[called])
    if text:
        yield Words(text, plural or "", context)


def updated(path: Path, root: Path, plural_forms: str) -> polib.POFile:
    """The catalogue with every string of today: what was translated stays, what nobody says any more is kept at its end."""
    fresh = polib.POFile(wrapwidth=120)
    fresh.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "Plural-Forms": plural_forms}
    for words, said_in in everything(root).items():
        fresh.append(_entry(words, said_in))
    if not path.exists():
        return fresh
    kept = polib.pofile(str(path), wrapwidth=120)
    kept.merge(fresh)
    return kept


def _entry(words: Words, said_in: list[str]) -> polib.POEntry:
    entry = polib.POEntry(msgid=words.text, msgctxt=words.context, occurrences=[(place, "") for place in said_in])
    if words.plural:
        entry.msgid_plural, entry.msgstr_plural = words.plural, {0: "", 1: ""}
    if "%(" in words.text + words.plural:
        entry.flags.append("python-format")
    return entry


def plural_forms(django_catalogue: Path) -> str:
    """The rule of a language as Django's own catalogue has it; that of English where Django does not know the language."""
    return str(polib.pofile(str(django_catalogue)).metadata["Plural-Forms"]) if django_catalogue.exists() else _MANY


def faults(entries: polib.POFile) -> Iterator[str]:
    """Translations that lose a placeholder, or name one that is not there."""
    for entry in entries.translated_entries():
        known = set(_PLACEHOLDERS.findall(entry.msgid + (entry.msgid_plural or "")))
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            if said and (set(_PLACEHOLDERS.findall(said)) - known or (not entry.msgid_plural and set(_PLACEHOLDERS.findall(said)) != known)):
                yield f"line {entry.linenum}: '{entry.msgid[:40]}' needs {', '.join(sorted(known)) or 'no placeholder'}"
