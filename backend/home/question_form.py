"""My questions as plain forms: what they say, as envelopes. js/learn-ask.js writes the same to the outbox.

Her own words are kept only with an answer to "Is this new or getting worse?": free text is where a red flag hides, and nobody reads it.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.localtime import format_stamp, stamp_of
from backend.education.search import names_danger
from backend.patients.models import Patient, Question
from backend.symptoms import safety, services
from backend.symptoms.envelopes import HELPER
from backend.symptoms.fields import QUESTION_MAX, clean_text
from backend.symptoms.log_form import helper
from backend.symptoms.questions import is_own

SETTLED = {"stored", "duplicate", "conflict"}  # conflict: a double tap, whose second stamp differs
TICKS: dict[str, dict[str, bool]] = {
    "asked": {"asked": True},
    "open": {"asked": False},
    "remove": {"withdrawn": True},
    "restore": {"withdrawn": False},
}
YES_NO = (("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes")))


class OwnWords(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your question, in your own words"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": QUESTION_MAX, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type your question.")},
    )
    worse = forms.ChoiceField(
        label=gettext_lazy("Is this new or getting worse?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Tap Yes or No."), "invalid_choice": gettext_lazy("Tap Yes or No.")},
    )

    def clean_text(self) -> str:
        text = clean_text(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("Type your question."))
        if len(text) > QUESTION_MAX:
            raise forms.ValidationError(_("Use 500 characters or fewer."))
        return text

    @property
    def is_worse(self) -> bool:
        """A yes is never silent, whatever else is wrong with the form."""
        return self.is_bound and self.data.get("worse") == "yes"

    @property
    def is_danger(self) -> bool:
        """Words of danger have "Get help now" first, whatever else was said."""
        return self.is_bound and names_danger(self.data.get("text", ""))


def new_id(page: str, text: str) -> uuid.UUID:
    """The question that this page's form makes: sent twice it is one, and other words from the same page are another."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{page}/{text}") if page else uuid.uuid4()


def keep(patient: Patient, said: Mapping[uuid.UUID, Mapping[str, Any]], data: Mapping[str, str], *, worse: bool = False) -> bool:
    """Whether all is stored: the fields of each question, and the safety answer that came with her words. A form sent twice is kept once."""
    filled_by = data.get("filled_by", "")
    by = helper(filled_by if filled_by in HELPER else "")
    items = [_item(patient, "question", {"question": str(key), "fields": dict(fields), **by}, data) for key, fields in said.items()]
    if worse:
        items.append(_item(patient, "safety", {"item": "note", "answer": "yes", "version": safety.VERSION, **by}, data))
    return all(result.code in SETTLED for result in services.record_envelopes(patient, patient.user, items).results)


def _item(patient: Patient, kind: str, body: dict[str, Any], data: Mapping[str, str]) -> dict[str, Any]:
    """Its id is made of the page's own hidden id and of what is said."""
    page = data.get("envelope") or str(uuid.uuid4())
    envelope_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{page}/{json.dumps(body, sort_keys=True)}")
    stamp = format_stamp(stamp_of(timezone.now()))
    return {"id": str(envelope_id), "kind": kind, "stamp": stamp, "tz": patient.time_zone, "schema": 1, "body": body | {"date": str(patient.today())}}


def changed(patient: Patient, question: Question, text: str) -> dict[uuid.UUID, dict[str, Any]]:
    """What new words say. Those of an article stay what they were, so that it can be added again: they make way for hers."""
    if text == question.text:
        return {}
    if is_own(patient.user.account, question):
        return {question.question_id: {"text": text}}
    hers = uuid.uuid5(question.question_id, text)
    return {question.question_id: {"withdrawn": True}, hers: {"text": text, "article": question.article, "asked": question.asked, "withdrawn": False}}
