"""The history of a day: every revision, moment and safety answer about it, in words, newest first. Nothing is left out or folded."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.localtime import stamp_of
from backend.patients.models import Patient
from backend.symptoms import merge, safety
from backend.symptoms.fields import DIARY, MOMENT, Field
from backend.symptoms.instruments import INSTRUMENTS
from backend.symptoms.merge import Revision
from backend.symptoms.models import DiaryRevision, SafetyAnswer
from backend.symptoms.sets import FEELINGS, LAYERS, LEFT_RIGHT, REGIONS, SETS, SIDE_EFFECTS

BY = {
    "you": gettext_lazy("You"),
    "helper_told": gettext_lazy("A helper. You told them"),
    "helper_guess": gettext_lazy("A helper. It is their guess"),
    "phone": gettext_lazy("Your clinic, on a phone call"),
    "helper": gettext_lazy("A helper, from their own phone"),
}
KINDS = {
    "diary": gettext_lazy("Diary"),
    "moment": gettext_lazy("Something happened"),
    "questionnaire": gettext_lazy("Weekly leg check"),
    "safety": gettext_lazy("Safety answer"),
}
PARTS = {**LAYERS, **REGIONS, **FEELINGS, **SIDE_EFFECTS, **LEFT_RIGHT}
ITEMS: dict[str, Field] = {name: item for one in INSTRUMENTS.values() for name, item in one.items.items()}


@dataclass(frozen=True)
class Said:
    """`at`: when it was said, on the clock where it was said. `sent_on`: the day it arrived, when that was a later one."""

    at: dt.datetime
    who: Any
    what: Any
    lines: list[tuple[str, str]]
    sent_on: dt.date | None
    copied: bool = False


@dataclass(frozen=True)
class Beaten:
    """A word that does not count because her own does: "entered by a helper: 8; you: 4"."""

    label: str
    theirs: str
    yours: str
    by: Any


def of_day(patient: Patient, day: dt.date) -> list[Said]:
    about = patient.moments.filter(date=day).values_list("moment_id", flat=True)
    here = Q(date=day) | Q(kind=DiaryRevision.Kind.MOMENT, moment_id__in=list(about))
    revisions = [_of_revision(patient, one) for one in patient.revisions.filter(here)]
    answers = [_of_answer(patient, one) for one in patient.safety_answers.filter(date=day)]
    return [said for _stamp, said in sorted(revisions + answers, key=lambda pair: pair[0], reverse=True)]


def _of_revision(patient: Patient, one: DiaryRevision) -> tuple[dt.datetime, Said]:
    lines = [(label_of(name, one.kind), word_of(name, value, one.kind)) for name, value in one.fields.items()]
    said = Said(_there(one), _who(patient, one), KINDS[one.kind], lines, _sent_on(one), one.provenance == "copied")
    return one.stamp, said


def _of_answer(patient: Patient, one: SafetyAnswer) -> tuple[dt.datetime, Said]:
    """As it was given: a yes that was changed to a no is two answers, each with its time."""
    item, answer = safety.ITEMS.get(one.item), safety.lead(one.item, one.answer)
    line = (str(item.label) if item else one.item, str(answer.label) if answer else one.answer)
    theirs = BY["helper"] if one.author_id != patient.user_id else BY["helper_guess"] if one.guessed else BY["helper_told"]
    who = {"self": BY["you"], "helper": theirs, "coordinator": BY["phone"]}.get(one.by, one.by)
    return one.stamp, Said(_there(one), who, KINDS["safety"], [line], _sent_on(one))


def _there(one: Any) -> dt.datetime:
    return one.stamp.astimezone(zoneinfo.ZoneInfo(one.tz))


def _sent_on(one: Any) -> dt.date | None:
    arrived = one.received_at.astimezone(_there(one).tzinfo).date()
    return arrived if arrived > _there(one).date() else None


def _who(patient: Patient, one: DiaryRevision) -> Any:
    if one.provenance == "phone":
        return BY["phone"]
    if one.provenance != "helper":
        return BY["you"]
    if one.author_id != patient.user_id:
        return BY["helper"]
    return BY["helper_guess"] if one.guessed else BY["helper_told"]


def label_of(name: str, kind: str = "diary") -> str:
    """`Pain: left calf`, `Left leg: Lift the foot`, `Trip or fall`; a name of another Stride as it is."""
    if name in SETS:
        first, *rest = name.split(".")
        if first == "place":
            layer, side, region = rest
            return _("%(layer)s, %(side)s: %(region)s") % {"layer": LAYERS[layer], "side": LEFT_RIGHT[side], "region": REGIONS[region]}
        words = [str(PARTS[part]) for part in rest]
        return _("Side effect: %(what)s") % {"what": words[0]} if first == "side_effect" else ", ".join(words)
    if name in ITEMS:
        side = name.split(".")[0]
        return f"{LEFT_RIGHT[side]}: {ITEMS[name].label}" if side in LEFT_RIGHT else str(ITEMS[name].label)
    if name == "date":
        return _("Day")
    table = MOMENT if kind == "moment" else DIARY
    return str(table[name].label) if name in table else name


def word_of(name: str, value: Any, kind: str = "diary") -> str:
    if value is None:
        return _("Taken back")
    if isinstance(value, bool):
        return _("Ticked") if value else _("Tick removed")
    field = ITEMS.get(name) or (MOMENT if kind == "moment" else DIARY).get(name)
    if field is None:
        return str(value)
    return _("%(value)s of 10") % {"value": value} if field.kind == "scale" else str(field.word(value))


def beaten(patient: Patient, day: dt.date) -> list[Beaten]:
    """What somebody else entered and her own word outranks (merge.others)."""
    held = {str(one.envelope_id): one for one in patient.revisions.filter(date=day, kind=DiaryRevision.Kind.DIARY)}
    revisions = [Revision(one.fields, stamp_of(one.stamp), key, one.rank) for key, one in held.items()]
    yours = merge.values(merge.fold(revisions))
    pairs = [(name, one) for name, losers in merge.others(revisions).items() for one in losers if one.value != yours[name]]
    return [Beaten(label_of(name), word_of(name, one.value), word_of(name, yours[name]), _who(patient, held[one.id])) for name, one in pairs]
