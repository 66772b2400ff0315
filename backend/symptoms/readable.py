"""The diary as tables that a person can read, in words and whole: for the copy that she downloads. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from backend.symptoms import merge
from backend.symptoms.fields import DIARY, MOMENT
from backend.symptoms.instruments import INSTRUMENTS
from backend.symptoms.provenance import LABELS
from backend.symptoms.safety import ITEMS, lead
from backend.symptoms.sets import FEELINGS, LAYERS, LEFT_RIGHT, REGIONS, SIDE_EFFECTS

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """`name`: of its file. Cells are numbers or text; nothing known is empty."""

    name: str
    title: str
    columns: list[str]
    rows: list[list[Any]]


def without_empty_columns(sheet: Sheet) -> Sheet:
    """For a page: what was never answered takes no room."""
    used = [n for n in range(len(sheet.columns)) if any(row[n] not in ("", None) for row in sheet.rows)]
    rows = [[row[n] for n in used] for row in sheet.rows]
    return Sheet(sheet.name, sheet.title, [sheet.columns[n] for n in used], rows)


def sheets(tables: Mapping[str, Iterable[Row]]) -> list[Sheet]:
    """The export's tables of the diary, in words."""
    return [
        _days(tables.get("diary_days", ())),
        _moments(tables.get("moments", ())),
        _checks(tables.get("questionnaires", ())),
        _answers(tables.get("safety_answers", ())),
        _questions(tables.get("questions", ())),
    ]


def _days(rows: Iterable[Row]) -> Sheet:
    ticks = [_("Pain: where"), _("Numbness: where"), _("Feelings"), _("Side effects")]
    columns = [_("Day"), *(str(field.label) for field in DIARY.values()), *ticks, _("How it was filled in")]
    return Sheet("days", _("Days"), columns, [_day(row) for row in rows])


def _day(row: Row) -> list[Any]:
    fields = [row[f.name] if f.kind in ("scale", "text") else str(f.word(row[f.name])) for f in DIARY.values()]
    ticked = [name for name, value in _values(row).items() if "." in name and value is True]
    sets = [_words(ticked, prefix) for prefix in ("place.pain.", "place.numb.", "feel.", "side_effect.")]
    return [row["date"], *fields, *sets, str(LABELS.get(row["provenance"], ""))]


def _values(row: Row) -> dict[str, Any]:
    return {name: winner.value for name, winner in merge.winners_from_row(row["winners"]).items()}


_PARTS = {**REGIONS, **LAYERS, **FEELINGS, **SIDE_EFFECTS, **LEFT_RIGHT}


def _words(names: Iterable[str], prefix: str) -> str:
    """ "Left calf": what follows the prefix, each part by its word; a name of an older Stride as it is."""
    found = [name.removeprefix(prefix).split(".") for name in sorted(names) if name.startswith(prefix)]
    return ", ".join(" ".join(str(_PARTS.get(part, part)) for part in parts) for parts in found)


def _moments(rows: Iterable[Row]) -> Sheet:
    kind = MOMENT["kind"]
    made = [[row["date"], str(kind.word(row["kind"])) if row["kind"] else _("Taken back"), row["note"]] for row in rows]
    return Sheet("moments", _("Moments"), [_("Day"), _("What happened"), _("Note")], made)


def _checks(rows: Iterable[Row]) -> Sheet:
    made = [line for row in rows for line in _check(row)]
    return Sheet("questionnaires", _("Questionnaires"), [_("Day"), _("Questionnaire"), _("Question"), _("Answer")], made)


def _check(row: Row) -> list[list[Any]]:
    """One line for each answer; a questionnaire that this Stride does not know keeps its codes."""
    known = INSTRUMENTS.get(row["instrument"])
    title = str(known.title) if known else row["instrument"]
    lines = []
    for name, value in sorted(_values(row).items()):
        item = known.items.get(name) if known else None
        side = str(LEFT_RIGHT.get(name.split(".")[0], ""))
        question = f"{side} {item.label}".strip() if item else name
        lines.append([row["date"], title, question, str(item.word(value)) if item else value])
    return lines


LED = {"emergency": gettext_lazy("Emergency"), "same-day": gettext_lazy("Call today"), "soon": gettext_lazy("Tell your team in the next days")}
BY = {"self": gettext_lazy("You"), "helper": gettext_lazy("A helper"), "coordinator": gettext_lazy("Your clinic, on a phone call")}


def _answers(rows: Iterable[Row]) -> Sheet:
    columns = [_("Day"), _("Time (UTC)"), _("Question"), _("Answer"), _("Where it led"), pgettext("who filled it in", "By")]
    return Sheet("safety_answers", _("Safety answers"), columns, [_answer(row) for row in rows])


def _answer(row: Row) -> list[Any]:
    item, given = ITEMS.get(row["item"]), lead(row["item"], row["answer"])
    question, answer = (str(item.label) if item else row["item"]), (str(given.label) if given else row["answer"])
    return [row["date"], f"{row['stamp']:%H:%M}", question, answer, str(LED.get(row["tier"], row["tier"])), str(BY.get(row["by"], row["by"]))]


def _questions(rows: Iterable[Row]) -> Sheet:
    """Those that stand, and those that were removed; one whose words were taken back has nothing to show."""
    columns = [_("Day"), _("Question"), _("The article it is from"), _("Asked?"), _("Removed?")]
    yes = {True: _("Yes"), False: ""}
    made = [[row["created_at"].date(), row["text"], row["article"], yes[row["asked"]], yes[row["withdrawn"]]] for row in rows if row["text"]]
    return Sheet("questions", _("My questions"), columns, made)
