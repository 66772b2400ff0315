"""The one table of what a diary day and a moment can hold, and the check of what comes in.

A set (pain places, feelings, side effects) is many fields of its own, one per element, such as
`place.pain.left.calf`, so that two phones' ticks both survive the fold. Such rows are added to the
table like any other; a new kind of value is one more line in CHECKS.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Kind = Literal["scale", "choice", "text", "tick", "slug"]
Value = int | str | bool | None
Text = str | Promise

SCHEMAS = frozenset({1})
NOTE_MAX = 2000
QUESTION_MAX = 500
SCALE_MAX = 10
ERRORS_MAX = 20  # one bad body must not earn a long answer
NAME_MAX = 64  # of a field name that is repeated back

# Control characters but newline, lone surrogates (no database stores them), and the characters
# that reorder or isolate text: a note must not change how the words around it read.
UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
SLUG = re.compile("[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\x85|\x0b|\x0c")


class FieldError(TypedDict):
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the table. `counted` answers are counted per week and never averaged."""

    name: str
    kind: Kind
    label: Text
    choices: tuple[tuple[str, Text], ...] = ()
    direction: Literal["lower_is_better", "counted", ""] = ""
    safety: bool = False
    most: int = NOTE_MAX  # characters of a text

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _label in self.choices)

    def word(self, value: Any) -> Text:
        """The word that people read for a stored value."""
        return dict(self.choices).get(value, "" if value is None else str(value))


STRENGTH = (("stronger", _("Stronger")), ("same", _("Same")), ("weaker", _("Weaker")))
LESS_MORE = (("less", _("Less")), ("same", _("Same")), ("more", _("More")))
SIDES = (("left", _("Left")), ("right", _("Right")), ("both", _("Both")))
NO_YES = (("no", _("No")), ("yes", _("Yes")))
NEW = (
    ("nothing", _("Nothing new")),
    ("something", _("Something new or worse")),
    ("skipped", _("Skipped")),
)
TRIPPED = (("no", _("No")), ("trip", _("Trip")), ("fall", _("Fall")))
HAPPENED = (
    *TRIPPED[1:],
    ("flare", _("Flare")),
    ("procedure", _("Procedure")),
    ("hospital", _("Hospital stay")),
    ("therapy", _("Therapy visit")),
    ("treatment_started", _("Treatment started")),
    ("treatment_stopped", _("Treatment stopped")),
    ("second_bout", _("A second bout")),
)


def _scale(name: str, label: Text) -> Field:
    return Field(name, "scale", label, direction="lower_is_better")


def _counted(name: str, label: Text, choices: tuple[tuple[str, Text], ...], **more: Any) -> Field:
    return Field(name, "choice", label, choices, direction="counted", **more)


DIARY = {
    field.name: field
    for field in (
        _scale("pain_avg", _("Pain on average")),
        _counted("strength_left", _("Left leg strength"), STRENGTH),
        _counted("strength_right", _("Right leg strength"), STRENGTH),
        _counted("numbness", _("Numbness"), LESS_MORE),
        Field("numbness_side", "choice", _("Side of the numbness"), SIDES),
        _counted("any_numbness", _("Any numbness"), NO_YES),
        _counted("new", _("Anything new or worse"), NEW, safety=True),
        _scale("pain_worst", _("Worst pain")),
        _scale("sleep", _("Trouble with sleep")),
        _scale("activity", _("Trouble with what you needed to do")),
        _counted("tripped", _("Trip or fall"), TRIPPED),
        Field("note", "text", _("Note")),
    )
}
MOMENT = {
    field.name: field
    for field in (
        _counted("kind", _("What happened"), HAPPENED),
        Field("note", "text", _("Note")),
        # Beside the kind, and in the winners alone: see moments.py.
        Field("rough", "tick", _("Rough day")),
        Field("restart", "tick", _("Counts the treatment from this day")),
    )
}

QUESTION = {
    field.name: field
    for field in (
        Field("text", "text", _("Question"), most=QUESTION_MAX),
        Field("article", "slug", _("The article it is from")),
        Field("asked", "tick", _("Asked")),
        Field("withdrawn", "tick", _("Removed")),
    )
}


def is_known_schema(schema: Any) -> bool:
    """An unknown schema is `upgrade_needed`, asked before `check`."""
    return type(schema) is int and schema in SCHEMAS


def check(fields: Any, table: Mapping[str, Field] = DIARY, *, schema: int = 1) -> tuple[dict[str, Value], list[FieldError]]:
    """The touched fields of `table`, cleaned, and what is wrong with them.

    None is a value: it withdraws. Only rules of a single field are checked here; rules across
    fields (worst below average) warn on the screen and reject nothing. With any error the whole
    revision is refused: a half of what a person said is not what she said.
    """
    if not is_known_schema(schema):
        raise ValueError("ask is_known_schema first")
    if not isinstance(fields, Mapping) or not fields:
        return {}, [_error("fields", "invalid", _("Send at least one field with its value"))]
    clean: dict[str, Value] = {}
    errors: list[FieldError] = []
    for name, given in fields.items():
        clean[name], problem = _check_one(table.get(name), given)
        if problem:
            errors.append(_error(name, *problem))
    return ({}, errors[:ERRORS_MAX]) if errors else (clean, [])


Checked = tuple[Value, tuple[str, Text] | None]


def _check_one(field: Field | None, given: Any) -> Checked:
    if field is None:
        return None, ("unknown_field", _("This field is not part of the diary"))
    if given is None:
        return None, None
    return CHECKS[field.kind](field, given)


def _check_scale(field: Field, given: Any) -> Checked:
    # `True` is an int to Python and 6.0 a whole number: neither is what a tap on the pad sends.
    if type(given) is int and 0 <= given <= SCALE_MAX:
        return given, None
    return None, ("invalid", _("Enter a number from 0 to 10"))


def _check_choice(field: Field, given: Any) -> Checked:
    if isinstance(given, str) and given in field.codes:
        return given, None
    return None, ("invalid", _("Choose one of the answers"))


def _check_text(field: Field, given: Any) -> Checked:
    if not isinstance(given, str):
        return None, ("invalid", _("Enter words"))
    text = clean_text(given)
    if len(text) > field.most:
        return None, ("too_long", _("Use 2,000 characters or fewer") if field.most == NOTE_MAX else _("Use 500 characters or fewer"))
    return text or None, None


def _check_tick(field: Field, given: Any) -> Checked:
    if isinstance(given, bool):
        return given, None
    return None, ("invalid", _("Send true or false"))


def _check_slug(field: Field, given: Any) -> Checked:
    if isinstance(given, str) and (given == "" or SLUG.fullmatch(given)):
        return given or None, None
    return None, ("invalid", _("Send the name of an article, as in its address"))


CHECKS: dict[Kind, Callable[[Field, Any], Checked]] = {
    "scale": _check_scale,
    "choice": _check_choice,
    "text": _check_text,
    "tick": _check_tick,
    "slug": _check_slug,
}


def clean_text(text: str) -> str:
    """Plain text with newlines only; letters of every script and emoji stay as they are."""
    return UNWANTED.sub("", LINE_ENDS.sub("\n", text).replace("\t", " ")).strip()


def _error(name: str, code: str, message: Text) -> FieldError:
    return {"field": clean_text(name)[:NAME_MAX], "code": code, "message": str(message)}


def legs(left_affected: bool, right_affected: bool) -> list[Literal["left", "right"]]:
    """The legs that the log asks about: those affected, or both while she has not said."""
    if not left_affected and not right_affected:
        return ["left", "right"]
    asked = (("left", left_affected), ("right", right_affected))
    return [leg for leg, affected in asked if affected]  # type: ignore[misc]


def required(left_affected: bool, right_affected: bool) -> Iterator[tuple[str, ...]]:
    """What a complete day holds: of each group at least one field touched."""
    yield ("pain_avg",)
    for leg in legs(left_affected, right_affected):
        yield (f"strength_{leg}",)
    yield ("numbness", "any_numbness")
    yield ("new",)


def is_complete(fields: Mapping[str, Any], left_affected: bool, right_affected: bool) -> bool:
    """Pain, strength of each affected leg, numbness and the new question: each touched."""
    return all(any(fields.get(name) is not None for name in group) for group in required(left_affected, right_affected))


def is_counted(fields: Mapping[str, Any]) -> bool:
    """Counted = pain: the day enters the means."""
    return fields.get("pain_avg") is not None
