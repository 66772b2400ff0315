"""What the page of the weekly leg check shows: for the server's page, and neutral for every phone. Pure."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.symptoms.instruments import AID, JOBS, LEG_JOBS, job

LEGS = ("left", "right")


def form_context() -> dict[str, Any]:
    """The questions, the same for everybody: the neutral shell shows both legs' until it knows whose check it is."""
    titles = {"left": _("Left leg"), "right": _("Right leg")}
    return {
        "groups": [(leg, titles[leg], [LEG_JOBS.items[job(leg, name)] for name in JOBS]) for leg in LEGS],
        "aid": LEG_JOBS.items[AID],
        "answers_shown": [(f"{titles[leg]}: {str(label).lower()}", job(leg, name)) for leg in LEGS for name, label in JOBS.items()],
    }


def fall_words(count: int) -> str:
    if not count:
        return _("We have no fall this week. Right?")
    return ngettext("We have %(n)s fall this week. Right?", "We have %(n)s falls this week. Right?", count) % {"n": count}
