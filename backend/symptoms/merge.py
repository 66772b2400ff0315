"""The fold: from the revisions of one diary day (or one moment) to its values. Pure.

A revision holds only the fields that a person touched. Per field the winner is the greatest
`(rank, stamp_ms, id)`. A maximum does not care about order, repeats or batches: so a retry is
harmless, two phones converge, and a patient's own word (rank 20) outranks a helper's (rank 10)
whenever either was made. A value of None is a word too: it withdraws.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from backend.common.localtime import format_stamp

RANK_PATIENT = 20
RANK_OTHER = 10  # a helper, or a coordinator on a call

Value = int | str | bool | None
Winners = dict[str, "Winner"]


class Touched(Protocol):
    """What the fold needs of a revision. `id` is the envelope's UUID as lowercase text."""

    @property
    def fields(self) -> Mapping[str, Any]: ...
    @property
    def stamp_ms(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def rank(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Revision:
    fields: Mapping[str, Any]
    stamp_ms: int
    id: str
    rank: int = RANK_PATIENT


@dataclass(frozen=True, slots=True)
class Winner:
    value: Value
    stamp_ms: int
    id: str
    rank: int

    @property
    def order(self) -> tuple[int, int, str]:
        return (self.rank, self.stamp_ms, self.id)


def fold(revisions: Iterable[Touched], onto: Mapping[str, Winner] | None = None) -> Winners:
    """The winners of a day, from all its revisions in any order; or from those that came since the winners `onto`."""
    winners: Winners = dict(onto or {})
    for revision in revisions:
        _fold(winners, revision)
    return winners


def fold_into(winners: Mapping[str, Winner], revision: Touched) -> Winners:
    """The winners after one more revision; `winners` stays as it is."""
    return fold([revision], winners)


def _fold(winners: Winners, revision: Touched) -> None:
    for name, value in revision.fields.items():
        challenger = Winner(value, revision.stamp_ms, revision.id, revision.rank)
        holder = winners.get(name)
        if holder is None or challenger.order > holder.order:
            winners[name] = challenger


def values(winners: Mapping[str, Winner]) -> dict[str, Value]:
    """The day as people see it; a withdrawn field is None."""
    return {name: winner.value for name, winner in winners.items()}


def is_withdrawn(winners: Mapping[str, Winner]) -> bool:
    """Something was entered once, and none of it stands."""
    return bool(winners) and all(winner.value is None for winner in winners.values())


def others(revisions: Iterable[Touched]) -> dict[str, list[Winner]]:
    """What did not win and must still be shown ("entered by helper: 8; you: 4").

    Per field the best value of every rank below the winner's, highest rank first. A rank whose
    last word withdrew its value has nothing to show.
    """
    best: dict[tuple[str, int], Winner] = {}
    for revision in revisions:
        for name, winner in fold([revision]).items():
            held = best.get((name, winner.rank))
            if held is None or winner.order > held.order:
                best[name, winner.rank] = winner
    top = {name: max(rank for field, rank in best if field == name) for name, _ in best}
    beaten: dict[str, list[Winner]] = {}
    for (name, rank), winner in sorted(best.items(), key=lambda item: -item[0][1]):
        if rank < top[name] and winner.value is not None:
            beaten.setdefault(name, []).append(winner)
    return beaten


def winners_to_row(winners: Mapping[str, Winner]) -> dict[str, list[Value]]:
    """The form in which winners are stored: `[value, milliseconds, id, rank]`, which is read and written at every fold."""
    return {name: [w.value, w.stamp_ms, w.id, w.rank] for name, w in winners.items()}


def winners_from_row(row: Mapping[str, Any]) -> Winners:
    return {name: Winner(*won) for name, won in row.items()}


def winners_to_json(winners: Mapping[str, Winner]) -> dict[str, dict[str, Any]]:
    """The form in which winners are sent, so that a phone can fold on."""
    return {name: {"value": w.value, "stamp": format_stamp(w.stamp_ms), "id": w.id, "rank": w.rank} for name, w in winners.items()}
