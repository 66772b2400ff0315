"""The shelves of /learn/, in the order in which they stand there."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    code: str
    name: Promise
    icon: str


ALL = (
    Topic("illness", _("The illness"), "info"),
    Topic("tests", _("Tests"), "search"),
    Topic("treatment", _("Treatment"), "plus"),
    Topic("medicines", _("Medicines"), "pill"),
    Topic("moving", _("Moving and rest"), "walk"),
    Topic("exercises", _("Exercises"), "leg"),
    Topic("living", _("Living with it"), "home"),
    Topic("visits", _("Your visits"), "calendar"),
    Topic("help", _("Help and about"), "book"),
)
TOPICS = {topic.code: topic for topic in ALL}
PHASES = {
    "weeks-0-4": _("First 4 weeks"),
    "weeks-4-12": _("Weeks 4 to 12"),
    "after-week-12": _("After 12 weeks"),
}
ANY_PHASE = "any"
AUDIENCES = {
    "patient": _("I have this condition"),
    "carer": _("I care for someone"),
    "professional": _("I am a health professional"),
}
