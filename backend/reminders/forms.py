"""How a person wants to be reminded, as one form."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.reminders.models import Preferences

BUDGETS = ((2, _("2 a day")), (4, _("4 a day")), (8, _("8 a day")), (20, _("20 a day")))
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_SPACE = str.maketrans("", "", " ().-/\u00a0")


def clean_number(text: str) -> str:
    """A number as machines want it, +441632960961; empty when it is none. Nobody's country is guessed."""
    plain = text.strip().translate(_SPACE)
    plain = "+" + plain[2:] if plain.startswith("00") else plain
    return plain if _E164.fullmatch(plain) else ""


def _time(label: Any, example: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages={"required": example, "invalid": example})


class HowForm(forms.ModelForm):
    """Ways, quiet hours, how many, what may stand on the lock screen."""

    email = forms.BooleanField(label=_("By e-mail"), required=False)
    sms = forms.BooleanField(label=_("By text message (SMS)"), required=False)
    phone_number = forms.CharField(
        label=_("Number for text messages"),
        help_text=_("With + and the country first, such as +44 1632 960961."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    quiet_from = _time(_("Quiet from"), _("Type a time, such as 21:00."))
    quiet_to = _time(_("Quiet until"), _("Type a time, such as 08:00."))
    daily_budget = forms.TypedChoiceField(
        label=_("How many at most"),
        help_text=_("Messages that are not about medicines."),
        choices=BUDGETS,
        coerce=int,
        widget=forms.RadioSelect,
    )
    push = forms.BooleanField(label=_("On my phones, as a notification"), required=False)
    show_words = forms.BooleanField(
        label=_("Show the names of medicines on the locked screen"),
        help_text=_("Without this a message says “Your 8am reminder” and nothing more."),
        required=False,
    )
    repeat_medicines = forms.BooleanField(label=_("Remind me 1 more time when a medicine has no answer"), required=False)
    sms_medicines_at_night = forms.BooleanField(label=_("A text message about a medicine may also come in the quiet hours"), required=False)

    class Meta:
        model = Preferences
        fields = (
            *("push", "email", "sms", "phone_number", "sms_medicines_at_night"),
            *("quiet_from", "quiet_to", "daily_budget", "show_words", "repeat_medicines"),
        )

    def __init__(self, *args: Any, gateway: bool, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict(BUDGETS)
        if self.instance.daily_budget not in known:
            own = (self.instance.daily_budget, _("%d a day") % self.instance.daily_budget)
            self.fields["daily_budget"].choices = [*BUDGETS, own]  # type: ignore[attr-defined]
        if not gateway:
            for name in ("sms", "phone_number", "sms_medicines_at_night"):
                del self.fields[name]
        if address:
            self.fields["email"].help_text = address
        else:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "phone_number" in self.fields:
            typed = data.get("phone_number", "")
            data["phone_number"] = clean_number(typed)
            if typed.strip() and not data["phone_number"]:
                self.add_error("phone_number", _("Type the number with + and the country first, such as +44 1632 960961."))
            elif data.get("sms") and not typed.strip():
                self.add_error("phone_number", _("Type the number that the messages go to, or take the tick away."))
        return data
