"""What a lower app needs from a higher one, as eight typed registries. No signals.

Filled in `AppConfig.ready()`, printed by a guard test. An app that holds personal data registers an exporter, a closer,
and the names of its models with personal data: a guard finds models that nobody named.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django.utils.functional import Promise

from backend.common.exceptions import FieldError

T = TypeVar("T")


@dataclass
class Registry(Generic[T]):
    """Named entries, unique, in the order in which they were registered."""

    name: str
    entries: dict[str, T] = field(default_factory=dict)

    def register(self, key: str, entry: T) -> None:
        if key in self.entries:
            raise ValueError(f"{self.name}: {key!r} is registered twice")
        self.entries[key] = entry

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(self.entries.items())


class DayChanged(Protocol):
    """Called inside the transaction that changed a patient's diary days."""

    def __call__(self, patient_id: uuid.UUID, days: Iterable[dt.date]) -> None: ...


class ProfileChanged(Protocol):
    """Called inside the transaction that changed what is known about a patient, with the names of the fields that changed."""

    def __call__(self, patient: Any, changed: Collection[str]) -> None: ...


@dataclass(frozen=True)
class ReminderKind:
    """How one kind of reminder behaves.

    `late_limit`: how long after it was due it may still be sent, as a span, or until the local midnight. `still_wanted`:
    ids of occurrences → those that are still to be sent; asked in one batch just before sending. What is said is not asked
    here: a rule carries its own words, so that an occurrence keeps what it was sent with.
    """

    late_limit: dt.timedelta | None
    """None: until the local midnight."""
    obeys_quiet_hours: bool
    still_wanted: Callable[[Sequence[int]], set[int]]
    repeats: bool = False
    """Without an answer it is told once more (a medicine; never more than two nudges a dose)."""
    page: str = ""
    """The page on which the person does it, "/log/{date}/"; the page of the message leads there, through the sign-in."""
    page_words: str | Promise = ""


@dataclass(frozen=True)
class Said:
    """One clean envelope of a kind that another app takes. `rank`: 20 her own word, 10 a helper's."""

    id: uuid.UUID
    kind: str
    stamp: dt.datetime
    tz: str
    schema: int
    date: dt.date
    body: dict[str, Any]
    rank: int
    body_hash: str


@dataclass(frozen=True)
class EnvelopeKind:
    """A kind of envelope on `POST /api/v1/sync/` that an app beside or above the diary keeps.

    `read` gives the clean body and what is wrong with it; `known` the hashes of those stored already; `refused` says which of
    the new ones cannot be taken from this person (an answer to somebody else's reminder); `record` stores the others inside
    the transaction of the write, with the patient's row held. `keys`: of the body, beside date and helper.
    """

    keys: frozenset[str]
    read: Callable[[Mapping[str, Any], dt.datetime], tuple[dict[str, Any], list[FieldError]]]
    known: Callable[[Any, Iterable[uuid.UUID]], dict[uuid.UUID, str]]
    record: Callable[[Any, Any, Sequence[Said]], None]
    refused: Callable[[Any, Sequence[Said]], dict[uuid.UUID, list[FieldError]]] | None = None


Exporter = Callable[[Any], Iterable[tuple[str, Iterable[dict[str, Any]]]]]
"""user → (table name, rows as JSON) pairs: everything that the app holds about this person."""

Closer = Callable[[Any], None]
"""user → None: deletes what the app holds about this person, inside the caller's transaction."""


@dataclass(frozen=True)
class Held:
    """One model with personal data: the table of the export that holds its rows, or why no table does."""

    table: str = ""
    why_not: str = ""

    def __post_init__(self) -> None:
        if bool(self.table) == bool(self.why_not):
            raise ValueError("Name the table of the export, or say why there is none.")


PersonalData = Mapping[str, Held]
"""Model label (`symptoms.DiaryDay`) → where its rows are in the export. Each of its rows about a person is one row there."""

DoseChanges = Callable[[Any, dt.date], list[dt.date]]
"""(patient, today) → the days near today on which the dose of a medicine changes or a new one begins."""

exporters: Registry[Exporter] = Registry("exporters")
closers: Registry[Closer] = Registry("closers")
personal_data: Registry[PersonalData] = Registry("personal_data")
day_changed: Registry[DayChanged] = Registry("day_changed")
profile_changed: Registry[ProfileChanged] = Registry("profile_changed")
dose_changes: Registry[DoseChanges] = Registry("dose_changes")
reminder_kinds: Registry[ReminderKind] = Registry("reminder_kinds")
envelope_kinds: Registry[EnvelopeKind] = Registry("envelope_kinds")
