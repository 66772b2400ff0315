"""Medicines as plain forms. They hand over what medicine_input.py reads, and show what it refuses beside the field that is meant."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import clock_words
from backend.treatment.clock_text import parse_times, suggested
from backend.treatment.medicine_input import LENGTHS, MOST_A_DAY, MOST_DAYS, MOST_GAP, MOST_HOURS, MOST_STEPS, MOST_STOCK
from backend.treatment.medicine_words import joined

FORMS = (
    ("times", gettext_lazy("At set times")),
    ("interval", gettext_lazy("Every few hours")),
    ("patch", gettext_lazy("A patch")),
    ("as_needed", gettext_lazy("Only when I need it")),
)
DAYS = tuple((str(number), name) for number, name in sorted(WEEKDAYS.items()))
AT_FIRST = 6
TIME_WORDS = {
    "ambiguous": gettext_lazy("Morning or night? Type 8am or 8pm."),
    "invalid": gettext_lazy("Type times like 8am, 2pm or 20:00."),
}


class DateField(forms.DateField):
    """A day. What a browser without a calendar sends as words is refused with the way to write it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": gettext_lazy("Choose a day."), "required": gettext_lazy("Choose a day.")}


class TimesField(forms.CharField):
    """Times in one line: 8am, 2pm and 10pm.

    The words of a label, "twice a day", are not kept: the form comes back with times in their place, which she checks and sends.
    """

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return []
        try:
            return parse_times(text[:200])
        except ValueError as error:
            if times := self.suggestion(text):
                words = _("You typed “%(typed)s”. Is that %(times)s? Check it, change it if not, and tap the button once more.")
                raise forms.ValidationError(words % {"typed": text[:200], "times": self.prepare_value(times)}, code="suggested") from None
            raise forms.ValidationError(TIME_WORDS[str(error)], code=str(error)) from None

    def suggestion(self, text: str) -> Any:
        return suggested(text[:200])

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What stands in the field when the form comes back: the times that are asked about."""
        text = data.strip() if isinstance(data, str) else ""
        try:
            parse_times(text[:200])
        except ValueError:
            return self.suggestion(text) or data
        return data

    def prepare_value(self, value: Any) -> Any:
        return joined([clock_words(one) for one in value]) if isinstance(value, list) else value


class OneTimeField(TimesField):
    def suggestion(self, text: str) -> Any:
        found = super().suggestion(text)
        return found[0] if found and len(found) == 1 else None

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if len(found) > 1:
            raise forms.ValidationError(_("Type one time."), code="one")
        return found[0] if found else None

    def prepare_value(self, value: Any) -> Any:
        return clock_words(value) if isinstance(value, dt.time) else value


def _words(label: Any, name: str, hint: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "off", "maxlength": LENGTHS[name]}
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LENGTHS[name], widget=forms.TextInput(attrs=attrs))


def _number(label: Any, most: int, hint: Any = "") -> forms.IntegerField:
    attrs = {"inputmode": "numeric", "min": 1, "max": most}
    return forms.IntegerField(label=label, help_text=hint, required=False, widget=forms.NumberInput(attrs=attrs))


class Mapped(forms.Form):
    """A form whose words are read by medicine_input.py: `mend` puts each error beside its field."""

    def field_of(self, path: str) -> str:
        """The field that is meant by a name of medicine_input.py; where no field has it, the error stands above all."""
        return {"min_gap_minutes": "gap_hours"}.get(path, path)

    def was_sent(self) -> bool:
        """Reads what was sent, be it right or not: what can be read goes on to be looked at as a whole."""
        if self.is_bound:
            self.full_clean()
        return self.is_bound

    def mend(self, errors: list[FieldError]) -> None:
        for error in errors:
            found = self.field_of(error.field)
            if found == "gap_hours":  # typed in hours, read in minutes
                error = FieldError(error.field, error.code, _("Type a number of hours, from 0.25 to %(most)s.") % {"most": MOST_GAP // 60})
            name = found if found in self.fields else None
            if name is None or name not in self.errors:
                self.add_error(name, forms.ValidationError(error.message, code=error.code))

    def refuse(self, error: DomainError) -> None:
        """What the service would not do, beside the field that it names, or above all."""
        if error.errors:
            self.mend(error.errors)
        else:
            self.add_error(None, error.message)

    def _at(self, name: str) -> Any:
        """What was typed, or None where it could not be read: that error stands in the form already."""
        return self.cleaned_data.get(name)


def _json_time(at: dt.time, days: list[int] | None, part: str = "", every_days: int | None = None) -> dict[str, Any]:
    return {"at": f"{at:%H:%M}", "weekdays": days, "part": part, "every_days": every_days}


class WhenMixin(Mapped):
    """Dose and times of one step, for each kind of medicine."""

    def when(self, form: str) -> dict[str, Any]:
        day = self._at("starts_on")
        days = [int(one) for one in self._at("weekdays") or []] or None
        step: dict[str, Any] = {"starts_on": day.isoformat() if day else "", "dose_text": self._at("dose_text") or ""}
        if form == "times":
            step["times"] = [_json_time(one, days) for one in self._at("times") or []]
        elif form == "patch":
            between = {"on": self._at("every_days"), "off": None}
            step["times"] = [_json_time(at, days, part, between[part]) for part in between if (at := self._at(f"{part}_at"))]
        elif form == "interval":
            start, end, first = self._at("window_from"), self._at("window_to"), self._at("first_at")
            step["every_hours"] = self._at("every_hours")
            step["window_from"], step["window_to"] = (f"{one:%H:%M}" if one else None for one in (start, end))
            step["times"] = [_json_time(first, None)] if first and not start else []
        return step

    def field_of(self, path: str) -> str:
        path = path.removeprefix("steps.0.")
        if path.endswith("every_days"):
            return "every_days"
        if path.startswith("times"):
            return {"patch": "on_at", "interval": "first_at"}.get(self.form_of(), "times")
        return super().field_of(path)

    def form_of(self) -> str:
        return str(self._at("form") or "")


def when_fields(form: str = "") -> dict[str, forms.Field]:
    """The fields of `WhenMixin`; of one kind alone when it is known."""
    every: dict[str, dict[str, forms.Field]] = {
        "times": {
            "times": TimesField(
                label=gettext_lazy("Times"), required=False, help_text=gettext_lazy("Like: 8am, 2pm and 10pm. Or as on the label: twice a day")
            ),
            "weekdays": forms.MultipleChoiceField(
                label=gettext_lazy("Only on some days?"),
                choices=DAYS,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=gettext_lazy("Leave all empty for each day."),
            ),
        },
        "interval": {
            "every_hours": _number(gettext_lazy("Hours between two"), MOST_HOURS),
            "window_from": OneTimeField(label=gettext_lazy("First time of the day"), required=False, help_text=gettext_lazy("Like 7am. Empty: day and night.")),
            "window_to": OneTimeField(label=gettext_lazy("Not after"), required=False, help_text=gettext_lazy("Like 10pm")),
            "first_at": OneTimeField(
                label=gettext_lazy("Day and night: time of the first dose"), required=False, help_text=gettext_lazy("Only if you take it at night too")
            ),
        },
        "patch": {
            "on_at": OneTimeField(label=gettext_lazy("Goes on at"), required=False, help_text=gettext_lazy("Like 8pm")),
            "off_at": OneTimeField(
                label=gettext_lazy("Comes off at"), required=False, help_text=gettext_lazy("Like 8am. Empty, if it stays on until the next one.")
            ),
            "every_days": _number(
                gettext_lazy("Does it stay on for days? Changed after how many?"), MOST_DAYS, gettext_lazy("Like 3. Counted from the first day that you type.")
            ),
        },
    }
    return {name: field for kind, fields in every.items() if form in ("", kind) for name, field in fields.items()}


class MedicineForm(WhenMixin):
    """A new medicine, as its label says. Nothing is chosen beforehand, and no dose is offered."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = _words(gettext_lazy("Name on the label"), "name", gettext_lazy("Like: Gabapentin capsules"))
    why = _words(gettext_lazy("What is it for?"), "why")
    dose_text = _words(gettext_lazy("How much each time"), "dose_text", gettext_lazy("Copy the words of the label. Like: 1 capsule of 300 mg"))
    instructions = _words(gettext_lazy("Anything else on the label?"), "instructions", gettext_lazy("Like: with food"))
    form = forms.ChoiceField(label=gettext_lazy("When do you take it?"), choices=FORMS, widget=forms.RadioSelect, required=False)
    max_per_day = _number(gettext_lazy("At most how many times in 24 hours?"), MOST_A_DAY, gettext_lazy("From the label"))
    gap_hours = forms.DecimalField(
        label=gettext_lazy("At least how many hours between two?"),
        required=False,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("From the label"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "min": 0, "step": "0.25"}),
    )
    starts_on = DateField(label=gettext_lazy("First day"), required=False)
    ended_on = DateField(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("If you take it for some days only"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= when_fields()

    def given(self) -> dict[str, Any]:
        """As the API takes it."""
        form, data = self.form_of(), self.cleaned_data
        said = {name: data.get(name) for name in ("name", "why", "instructions")} | {"id": str(data["id"]) if data.get("id") else None}
        last = data.get("ended_on")
        said |= {"form": form, "ended_on": last.isoformat() if last else None, "steps": [self.when(form or "as_needed")]}
        return said | (limits_given(data) if form == "as_needed" else {})


def limits_given(data: dict[str, Any]) -> dict[str, Any]:
    gap = data.get("gap_hours")
    return {"max_per_day": data.get("max_per_day"), "min_gap_minutes": None if gap is None else round(gap * 60)}


class ChangeForm(WhenMixin):
    """Another dose or other times, of a medicine with one step at a time."""

    dose_text = _words(gettext_lazy("How much each time"), "dose_text", gettext_lazy("Copy the words of the label."))
    starts_on = DateField(label=gettext_lazy("From which day?"), required=False)

    def __init__(self, form: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = form
        self.fields |= when_fields(form) if form != "as_needed" else {}

    def form_of(self) -> str:
        return self.kind


class StepsForm(Mapped):
    """A titration or a taper: one row a step. An empty line of times takes those of the row above."""

    def __init__(self, rows: int, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(max(rows, 1), MOST_STEPS)
        if named:
            self.fields["id"] = forms.UUIDField(widget=forms.HiddenInput)
            self.fields["name"] = _words(gettext_lazy("Name on the label"), "name")
            self.fields["why"] = _words(gettext_lazy("What is it for?"), "why")
        for number in range(self.count):
            self.fields |= self._row(number)

    @staticmethod
    def _row(number: int) -> dict[str, forms.Field]:
        step = {"number": number + 1}
        return {
            f"day-{number}": DateField(label=_("Step %(number)s: from") % step, required=False),
            f"dose-{number}": _words(_("Step %(number)s: how much each time") % step, "dose_text"),
            f"times-{number}": TimesField(label=_("Step %(number)s: times") % step, required=False),
        }

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"day-{n}"], self[f"dose-{n}"], self[f"times-{n}"]) for n in range(self.count)]

    def used(self) -> list[int]:
        """The rows in which anything was typed."""
        return [n for n in range(self.count) if any(str(self.data.get(f"{name}-{n}", "")).strip() for name in ("day", "dose", "times"))]

    def steps(self) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for n in self.used():
            day, typed = self._at(f"day-{n}"), self._at(f"times-{n}")
            copied = made[-1]["times"] if made and typed == [] else [_json_time(one, None) for one in typed or []]
            made.append({"starts_on": day.isoformat() if day else "", "dose_text": self._at(f"dose-{n}") or "", "times": copied})
        return made

    def mend(self, errors: list[FieldError]) -> None:
        """Lines that take their times from one that could not be read are not wrong themselves."""
        super().mend([error for error in errors if not self._waits(self.field_of(error.field))])

    def _waits(self, name: str) -> bool:
        kind, _dash, row = name.partition("-")
        if kind != "times" or self._at(name) != []:
            return False
        above = next((n for n in range(int(row) - 1, -1, -1) if self._at(f"times-{n}") != []), None)
        return above is not None and f"times-{above}" in self.errors

    def field_of(self, path: str) -> str:
        parts, used = path.split("."), self.used()
        if parts[0] != "steps":
            return path
        row = used[int(parts[1])] if len(parts) > 1 and int(parts[1]) < len(used) else 0
        part = parts[2] if len(parts) > 2 else "starts_on"
        return {"starts_on": "day", "dose_text": "dose"}.get(part, "times") + f"-{row}"


class FactsForm(Mapped):
    """What stands beside the dose: name, why, what else the label says, and her own limits of an as-needed medicine."""

    name = _words(gettext_lazy("Name on the label"), "name")
    why = _words(gettext_lazy("What is it for?"), "why")
    instructions = _words(gettext_lazy("Anything else on the label?"), "instructions")

    def __init__(self, form: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if form == "as_needed":
            self.fields |= {name: MedicineForm.base_fields[name] for name in ("max_per_day", "gap_hours")}

    def given(self) -> dict[str, Any]:
        said = {name: self.cleaned_data.get(name) or "" for name in ("name", "why", "instructions")}
        return said | (limits_given(self.cleaned_data) if "gap_hours" in self.fields else {})


class EarlierForm(forms.Form):
    at = forms.CharField(
        label=gettext_lazy("At what time?"),
        help_text=gettext_lazy("Like 8am. A time that is still to come was yesterday's."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class StockForm(forms.Form):
    stock = forms.DecimalField(
        label=gettext_lazy("How many doses do you have?"),
        required=False,
        min_value=0,
        max_value=MOST_STOCK,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    refill_on = DateField(label=gettext_lazy("When do you get more?"), required=False)


class GoOnForm(forms.Form):
    next_on = DateField(label=gettext_lazy("When does the next step start?"))


class EndForm(forms.Form):
    ended_on = DateField(label=gettext_lazy("Last day that you take it"))


PAUSED_FOR = (
    ("hospital", gettext_lazy("I am in hospital")),
    ("told", gettext_lazy("My prescriber told me to")),
    ("own", gettext_lazy("I decided to")),
)


class PauseForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=PAUSED_FOR,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why."), "invalid_choice": gettext_lazy("Choose why.")},
    )
