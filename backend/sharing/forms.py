"""Forms of sharing. They only read what was typed; the rules are in grants.py and identity.py, the same for the API."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.clinics.models import Clinic, Membership
from backend.common.exceptions import DomainError
from backend.patients.models import Enrolment, Patient
from backend.sharing.grants import FIRST_CHOICE, OFFERED, Contact, Terms
from backend.sharing.identity import Identity
from backend.sharing.models import BEGINNING, Grant, Scope

FOUR_WEEKS = dt.timedelta(days=28)
WORDS = {
    Scope.DIARY: _("My diary: pain, strength, numbness, sleep, feelings, side effects, falls and what else happened"),
    Scope.SAFETY: _("My safety answers: what is new or worse"),
    Scope.BODY_MAP: _("My body map: where it hurts or is numb"),
    Scope.QUESTIONNAIRES: _("My weekly leg check and questionnaires"),
    Scope.NOTES: _("My notes"),
}
STARTS = (
    ("weeks", _("From 4 weeks ago")),
    ("start", _("From the start of my diary")),
    ("today", _("From today")),
    ("date", _("From another date")),
)
ENDS = (("never", _("Until I withdraw it")), ("date", _("Until a date")))


def add_errors(form: forms.Form, error: DomainError) -> None:
    """The errors of a service beside the fields that they name; the rest above the form."""
    beside = [one for one in error.errors if one.field in form.fields]
    for one in beside:
        form.add_error(one.field, one.message)
    if not beside:
        form.add_error(None, error.message)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class CodeForm(forms.Form):
    clinic_code = forms.CharField(
        label=_("Clinic code"),
        help_text=_("6 letters and numbers, for example K7M 3QP. Your clinic gives it to you."),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code that your clinic gave you.")},
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the patient"),
        help_text=_("The e-mail names neither you, the clinic nor a condition. It works for 14 days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        max_length=254,
        error_messages={"required": _("Enter an e-mail address."), "invalid": _("Enter an e-mail address, such as name@example.org.")},
    )


class HelperForm(forms.Form):
    """Whom a patient asks to help, and with what."""

    name = forms.CharField(
        label=_("What you call this person"),
        help_text=_("For example: my daughter, or Sam."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter a name, such as “My daughter”.")},
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("The e-mail names neither you nor a condition."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter an e-mail address."), "invalid": _("Enter an e-mail address, such as name@example.org.")},
    )
    may = forms.ChoiceField(
        label=_("What they may do"),
        choices=[("log", _("Fill in my days")), ("read", _("Fill in my days, and read the last 14"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )


class ShareForm(forms.Form):
    """On what terms a patient shares with one clinic. Name and birth date are asked only while they are not known."""

    name = forms.CharField(
        label=_("Your full name"),
        help_text=_("As your clinic knows it."),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    birth_date = forms.DateField(
        label=_("Your birth date"),
        required=False,
        widget=DateInput(autocomplete="bday", min="1900-01-01"),
        error_messages={"invalid": _("Enter a date with day, month and year.")},
    )
    clinic_number = forms.CharField(
        label=_("Your number at the clinic"),
        help_text=_("On letters or your appointment card. You can add it later."),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the clinic sees"),
        required=False,
        choices=[(scope.value, WORDS[scope]) for scope in OFFERED],
        widget=forms.CheckboxSelectMultiple,
    )
    member = forms.ModelChoiceField(label=_("Who can look"), required=False, queryset=Membership.objects.none(), widget=forms.RadioSelect, empty_label=None)
    start = forms.ChoiceField(label=_("From when"), choices=STARTS, widget=forms.RadioSelect)
    from_date = forms.DateField(
        label=_("First day to share"),
        required=False,
        widget=DateInput(),
        error_messages={"invalid": _("Enter a date with day, month and year.")},
    )
    end = forms.ChoiceField(label=_("Until when"), choices=ENDS, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Last day of sharing"),
        required=False,
        widget=DateInput(),
        error_messages={"invalid": _("Enter a date with day, month and year.")},
    )
    consent_contact = forms.BooleanField(
        label=_("The clinic may contact me about my care"),
        help_text=_("You can share without this."),
        required=False,
    )

    def __init__(self, data: Any, *, patient: Patient, clinic: Clinic, clinicians: list[Membership], **known: Any) -> None:
        """`known`: the `grant` that is changed and the `enrolment`, where there are any."""
        self.patient, self.today = patient, patient.today()
        super().__init__(data, initial=_initial(known.get("grant"), known.get("enrolment")))
        self._offer_members(clinic, clinicians)
        if patient.name:
            del self.fields["name"]
        if patient.birth_date:
            del self.fields["birth_date"]

    def _offer_members(self, clinic: Clinic, clinicians: list[Membership]) -> None:
        """With one clinician there is nothing to choose, unless a grant is to that one alone."""
        if len(clinicians) < 2 and not self.initial.get("member"):
            del self.fields["member"]
            return
        member = self.fields["member"]
        assert isinstance(member, forms.ModelChoiceField)  # noqa: S101 - for the type
        member.queryset = Membership.objects.filter(pk__in=[row.pk for row in clinicians])
        everybody = ("", _("Everybody who treats people at %(clinic)s") % {"clinic": clinic.name})
        member.choices = [everybody, *((row.pk, _("Only %(name)s") % {"name": row.display_name}) for row in clinicians)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") == "date" and not data.get("from_date") and "from_date" not in self.errors:
            self.add_error("from_date", _("Enter the first day to share."))
        if data.get("end") == "date" and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Enter the last day of sharing."))
        return data

    def terms(self) -> Terms:
        data = self.cleaned_data
        starts = {"weeks": self.today - FOUR_WEEKS, "start": BEGINNING, "today": self.today, "date": data.get("from_date")}
        until = data["until"] if data["end"] == "date" else None
        return Terms(data["scopes"], starts[data["start"]] or self.today, until, data.get("member"))

    def contact(self) -> Contact:
        data = self.cleaned_data
        who = Identity(data.get("name", ""), data.get("birth_date"))
        return Contact(data["clinic_number"].strip(), data["consent_contact"], who)


def _initial(grant: Grant | None, enrolment: Enrolment | None) -> dict[str, Any]:
    known = {"clinic_number": enrolment.clinic_number, "consent_contact": enrolment.consent_contact} if enrolment else {}
    if grant is None:
        return {**known, "scopes": list(FIRST_CHOICE), "start": "weeks", "end": "never", "member": ""}
    return {
        **known,
        "scopes": grant.clinician_scopes,
        "start": "start" if grant.from_start else "date",
        "from_date": None if grant.from_start else grant.from_date,
        "end": "date" if grant.until else "never",
        "until": grant.until,
        "member": grant.member_id or "",
    }
