"""A change of a plan as a program says it, `{"do": "go_on", "next_on": …}`, read strictly. Pure. The pages have a button or a form for each."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError, FieldError
from backend.common.ids import read_uuid
from backend.common.localtime import parse_date

Verbs = Mapping[str, tuple[str, ...]]
OF_MEDICINE: Verbs = {
    "hold": (),
    "go_on": ("next_on",),
    "step_back": ("step",),
    "undo": (),
    "confirm": ("step", "confirmed"),
    "pause": ("reason",),
    "unpause": (),
    "end": ("ended_on",),
}
"""What may be done, and what it names."""
OF_ALL: Verbs = {"pause": ("reason",), "unpause": ()}
OF_EXERCISES: Verbs = {"pause": (), "resume": (), "end": ()}


@dataclass(frozen=True, slots=True)
class Change:
    """Only what its verb names is said."""

    do: str
    day: dt.date = dt.date.max
    step: uuid.UUID | None = None
    word: str = ""


def read(data: Any, verbs: Verbs) -> Change:
    """The change, or DomainError with everything that is wrong."""
    if not isinstance(data, Mapping):
        raise _refused([FieldError("", "invalid", _("Send an object."))])
    do, errors = data.get("do"), []
    if not isinstance(do, str) or do not in verbs:
        raise _refused([FieldError("do", "required" if do in (None, "") else "unknown", _("Send one of: %s.") % ", ".join(verbs))])
    errors += [FieldError(str(name)[:64], "unknown_field", _("This field is not known.")) for name in data if name not in ("do", *verbs[do])][:20]
    said: dict[str, Any] = {"do": do}
    for name in verbs[do]:
        if name == "step":
            said["step"] = read_uuid(data.get(name), name, errors)
        elif name in ("next_on", "ended_on"):
            said["day"] = _day(data.get(name), name, errors)
        else:
            said["word"] = _word(data.get(name), name, errors)
    if errors:
        raise _refused(errors)
    return Change(**said)


def _refused(errors: list[FieldError]) -> DomainError:
    return DomainError("invalid", _("Check what you sent."), errors)


def _day(value: Any, name: str, errors: list[FieldError]) -> dt.date | None:
    try:
        return parse_date(value)
    except ValueError:
        errors.append(FieldError(name, "required" if value in (None, "") else "invalid", _("Choose a day.")))
        return None


def _word(value: Any, name: str, errors: list[FieldError]) -> str:
    """Which words there are, the service says."""
    if value is None or isinstance(value, str):
        return value or ""
    errors.append(FieldError(name, "invalid", _("Send words.")))
    return ""
