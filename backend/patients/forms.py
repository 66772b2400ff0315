"""Forms of the start and of "About me": the same fields, asked in short steps and later all on one page."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from backend.common import places
from backend.patients.models import Patient
from backend.patients.services import is_adult, past_date_error, place_errors


class ProfileForm(forms.Form):
    """A part of the profile. `values()`: what the model is to hold after a valid form."""

    def __init__(self, *args: Any, patient: Patient | None = None, **kwargs: Any) -> None:
        self.patient = patient
        if patient is not None:
            kwargs["initial"] = {**self.start_from(patient), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def start_from(self, patient: Patient) -> dict[str, Any]:
        return {name: getattr(patient, name) for name in self.base_fields if hasattr(patient, name)}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}

    def today(self) -> dt.date:
        assert self.patient is not None  # noqa: S101 - only forms of somebody who has begun ask for dates
        return self.patient.today()


class ZoneSelect(forms.Select):
    """Zones with their country on each, so that the page can match the two without asking the server."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-country"] = places.country_of_zone(str(value)) or places.ELSEWHERE
        return option


class CountrySelect(forms.Select):
    """Countries with the zone where most of their people live on each."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-zone"] = places.zone_of_country(str(value)) or ""
        return option


def _countries() -> list[tuple[str, Any]]:
    by_name = sorted(places.countries().items(), key=lambda pair: str(pair[1]))
    return [*by_name, (places.ELSEWHERE, gettext_lazy("Somewhere else"))]


class PlaceForm(ProfileForm):
    """Country and zone: found by the phone, shown, never empty."""

    country = forms.ChoiceField(
        label=_("Country you live in"),
        help_text=_("It decides which emergency number Stride shows."),
        choices=_countries,
        widget=CountrySelect,
        error_messages={"required": _("Choose your country from the list."), "invalid_choice": _("Choose your country from the list.")},
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("It decides when your day begins."),
        widget=ZoneSelect,
        max_length=64,
        error_messages={"required": _("Choose a time zone from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = str(self["time_zone"].value() or "")
        names = sorted({*places.zones(), *([now] if places.is_zone_of_people(now) else [])})
        self.fields["time_zone"].widget.choices = [(name, name.replace("_", " ")) for name in names]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "country" in data and "time_zone" in data:
            for error in place_errors(data["country"], data["time_zone"]):
                self.add_error(error.field, error.message)
        return data


def _consent() -> str:
    link = format_html('<a href="/privacy/">{}</a>', gettext("privacy notice"))
    return format_html(gettext("Read the {}. You can take it all with you, or close your account, at any time."), link)


class BeginForm(PlaceForm):
    """The first page: where one lives, 18 or over, consent."""

    adult = forms.BooleanField(label=_("I am 18 or over"), error_messages={"required": _("Tick this if you are 18 or over. Stride is not for younger people.")})
    consent = forms.BooleanField(
        label=_("I agree that Stride keeps what I write about my health"),
        help_text=lazy(_consent, str)(),
        error_messages={"required": _("Tick this if you agree. Without it Stride may not keep a diary for you.")},
    )


class LegsForm(ProfileForm):
    """Which legs, and any numbness."""

    legs = forms.ChoiceField(
        label=_("Which leg is affected?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("left", _("My left leg")), ("right", _("My right leg")), ("both", _("Both legs"))],
    )
    numb_at_start = forms.ChoiceField(
        label=_("Do you have any numbness there now?"), required=False, widget=forms.RadioSelect, choices=Patient.Numbness.choices
    )

    def start_from(self, patient: Patient) -> dict[str, Any]:
        sides = {(True, True): "both", (True, False): "left", (False, True): "right"}
        now = (bool(patient.left_affected), bool(patient.right_affected))
        return {**super().start_from(patient), "legs": sides.get(now, "")}

    def values(self) -> dict[str, Any]:
        values = super().values()
        if legs := values.pop("legs"):
            values |= {"left_affected": legs != "right", "right_affected": legs != "left"}
        return values


class TreatmentForm(ProfileForm):
    """When treatment started; not started and not known are answers."""

    treatment_status = forms.ChoiceField(
        label=_("Has your treatment started?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("started", _("Yes, and I know the day")), ("not_started", _("Not started")), ("unknown", _("I don't know"))],
    )
    treatment_started_on = forms.DateField(
        label=_("The day it started"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a day, a month and a year, such as 21/03/2026.")},
    )

    def clean_treatment_started_on(self) -> dt.date | None:
        day = self.cleaned_data["treatment_started_on"]
        born = self.patient.birth_date if self.patient else None
        if day and (error := past_date_error(day, self.today(), born)):
            raise forms.ValidationError(error)
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        status, day = data.get("treatment_status"), data.get("treatment_started_on")
        if day and not status:
            data["treatment_status"] = Patient.Treatment.STARTED
        elif day and status != Patient.Treatment.STARTED:
            self.add_error("treatment_started_on", gettext("Choose “Yes” above, or take the day away."))
        elif status == Patient.Treatment.STARTED and not day and "treatment_started_on" not in self.errors:
            self.add_error("treatment_started_on", gettext("Type the day, or choose “I don't know”."))
        return data


class TimeForm(ProfileForm):
    """A time of the day for the log: a preference."""

    daily_log_time = forms.TimeField(
        label=_("A good time for your log"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Type a time, such as 20:00.")},
    )


class MeForm(TimeForm, TreatmentForm, LegsForm, PlaceForm):
    """Everything about a patient, on one page."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Your clinic sees it when you share."),
        required=False,
        max_length=120,
        error_messages={"max_length": _("Use 120 letters or fewer."), "null_characters_not_allowed": _("Type the name again, with letters.")},
    )
    birth_date = forms.DateField(
        label=_("Your birth date"),
        help_text=_("It helps your clinic to know that the diary is yours."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Type a day, a month and a year, such as 21/03/1954.")},
    )
    field_order = ("name", "birth_date", "legs", "numb_at_start", "treatment_status", "treatment_started_on", "country", "time_zone", "daily_log_time")

    def clean_name(self) -> str:
        return " ".join("".join(letter for letter in self.cleaned_data["name"] if letter.isprintable()).split())

    def clean_birth_date(self) -> dt.date | None:
        born = self.cleaned_data["birth_date"]
        if born is None:
            return None
        if error := past_date_error(born, self.today()):
            raise forms.ValidationError(error)
        if not is_adult(born, self.today()):
            raise forms.ValidationError(gettext("Check the year. Stride is for people of 18 and over."))
        return born

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        born, began = data.get("birth_date"), data.get("treatment_started_on")
        if born and began and began < born and "treatment_started_on" not in self.errors:
            self.add_error("treatment_started_on", past_date_error(began, self.today(), born))
        return data
