"""One content file: front matter in YAML, then a body. Faults name the file, the line and the mend."""

import datetime
import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from backend.education.markup import ContentError, Fault

CONTENT = Path(__file__).parent / "content"
NOT_REVIEWED = "not yet reviewed by a clinician"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_DAYS_TO_NEXT_CHECK = 731


class OnceOnly(yaml.SafeLoader):
    """YAML takes the last of two equal fields in silence; here the second is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: dict[str, int] = {}
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"'{key.value}' stands twice, first on line {seen[key.value]}", problem_mark=key.start_mark)
            seen[key.value if isinstance(key, yaml.ScalarNode) else ""] = key.start_mark.line + 1
        return super().construct_mapping(node, deep)


@dataclass
class SourceFile:
    """A parsed file that gathers its faults while it is read; `finish()` raises them all at once."""

    path: Path
    meta: dict[str, Any]
    body: str
    body_line: int
    key_lines: dict[str, int]
    faults: list[Fault] = field(default_factory=list)

    @property
    def name(self) -> str:
        return display_name(self.path)

    def fault(self, key: str, message: str) -> None:
        self.faults.append(Fault(self.name, self.key_lines.get(key, 1), f"{key}: {message}"))

    def fault_at(self, line: int, message: str) -> None:
        self.faults.append(Fault(self.name, line, message))

    def finish(self) -> None:
        if self.faults:
            raise ContentError(sorted(self.faults, key=lambda fault: fault.line))

    def only(self, allowed: set[str]) -> None:
        for key in self.meta.keys() - allowed:
            self.fault(key, f"is not a known field; known are {', '.join(sorted(allowed))}")

    def text(self, key: str, *, default: str | None = None, most: int | None = None) -> str:
        value = self.meta.get(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            if most is not None and len(value.strip()) > most:
                self.fault(key, f"has {len(value.strip())} letters; {most} at most")
            return value.strip()
        self.fault(key, "is missing" if value is None else "must be words; put quotes around it")
        return ""

    def choice(self, key: str, allowed: set[str], *, default: str | None = None) -> str:
        value = self.text(key, default=default)
        if value and value not in allowed:
            self.fault(key, f"'{value}' is not one of {', '.join(sorted(allowed))}")
        return value

    def choices(self, key: str, allowed: set[str] | None = None, *, least: int = 1, most: int | None = None) -> tuple[str, ...]:
        value = self.meta.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(key, "must be a list of words, like [one, two]")
            return ()
        if len(value) < least:
            self.fault(key, f"needs at least {least}")
        if most is not None and len(value) > most:
            self.fault(key, f"takes at most {most}")
        for item in value:
            if allowed is not None and item not in allowed:
                self.fault(key, f"'{item}' is not one of {', '.join(sorted(allowed))}")
        return tuple(value)

    def whole(self, key: str) -> int:
        value = self.meta.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        self.fault(key, "must be a whole number from 1")
        return 1

    def date(self, key: str) -> datetime.date:
        value = self.meta.get(key)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        self.fault(key, "must be a date like 2026-11-21")
        return datetime.date.min

    def slug(self) -> str:
        value = self.text("slug")
        if value and not SLUG.fullmatch(value):
            self.fault("slug", "may have small letters, digits and single hyphens only")
        elif value and value != self.path.stem:
            self.fault("slug", f"'{value}' must be the file's name, '{self.path.stem}'")
        return value

    def checked(self) -> tuple[datetime.date, datetime.date]:
        """`last_checked` and `next_check`: at most 24 months apart."""
        last, following = self.date("last_checked"), self.date("next_check")
        if not 0 < (following - last).days <= MAX_DAYS_TO_NEXT_CHECK and not self.faults:
            self.fault("next_check", "must be after last_checked, and at most 24 months after it")
        return last, following

    def review(self) -> tuple[str, datetime.date | None]:
        """`reviewer`, and `reviewed_on` once there is one: neither without the other."""
        reviewer = self.text("reviewer")
        if reviewer.casefold() == NOT_REVIEWED and reviewer != NOT_REVIEWED:
            self.fault("reviewer", f"write '{NOT_REVIEWED}' with small letters")
        reviewed_on = self.date("reviewed_on") if self.meta.get("reviewed_on") is not None else None
        if (reviewer == NOT_REVIEWED) != (reviewed_on is None):
            self.fault("reviewed_on", f"a reviewer needs a date, and '{NOT_REVIEWED}' has none")
        return reviewer, reviewed_on


def display_name(path: Path) -> str:
    """The path as writers know it: from the content folder down, never a path of this machine."""
    return path.relative_to(CONTENT).as_posix() if path.is_relative_to(CONTENT) else path.name


def read(path: Path) -> SourceFile:
    """Split and parse one file; ContentError where it has no front matter or YAML cannot read it."""
    raw = _text_of(path)
    handler = YAMLHandler()
    if not raw.startswith("---\n") or raw.count("\n---\n") < 1:
        raise ContentError([Fault(display_name(path), 1, "no front matter: start with '---', end the fields with '---'")])
    head, _body = handler.split(raw)
    try:
        meta = handler.load(head, Loader=OnceOnly)
    except yaml.YAMLError as error:
        raise ContentError([_yaml_fault(path, error)]) from error
    if not isinstance(meta, dict):
        raise ContentError([Fault(display_name(path), 1, "front matter must be lines of 'field: value'")])
    body_line = raw[: raw.index("\n---\n") + 5].count("\n") + 1
    return SourceFile(path, meta, raw[raw.index("\n---\n") + 5 :], body_line, _key_lines(head))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ContentError([Fault(display_name(path), line, "is not text in UTF-8: save it as UTF-8")]) from error


def _yaml_fault(path: Path, error: yaml.YAMLError) -> Fault:
    """The mark counts from 0 and its text begins after the first '---'; where a list or a quote opened says more than its end."""
    mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    return Fault(display_name(path), line, f"front matter cannot be read: {getattr(error, 'problem', error)}")


def _key_lines(head: str) -> dict[str, int]:
    matches = ((number, re.match(r"([a-z_]+):", line)) for number, line in enumerate(head.lstrip("\n").splitlines(), 2))
    return {match[1]: number for number, match in matches if match}
