"""Where an answer that is new or worse leads. js/safety-address.js and js/log-help.js lead phones the same way."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from backend.education.library import HELP
from backend.education.search import names_danger
from backend.symptoms.envelopes import HELPER


def leads_to(asked: Sequence[str], day: dt.date, *, note: str = "", filled_by: str = "") -> str:
    """The safety screens of `asked`, the most urgent first, for that day. Free text that is new or worse and holds words of danger
    leads to every door of "Get help now", unfolded; nobody here says which door it is. A tick that was kept asks again on Today.
    """
    if "new" in asked and names_danger(note):
        return reverse("education:article", args=[HELP])
    helper = f"&filled_by={filled_by}" if filled_by in HELPER else ""
    return f"{reverse('symptoms:safety')}?about={','.join(asked)}&date={day.isoformat()}{helper}"
