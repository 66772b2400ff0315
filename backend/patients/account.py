"""What the start and "About me" hold about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from backend.common.hooks import Held
from backend.patients.access import patient_or_none
from backend.patients.devices import digest
from backend.patients.models import ArticleDismissed, ClosedDevice, Device, Enrolment, Export, Patient, Question, QuestionRevision

HELD = {
    "patients.Patient": Held("profile"),
    "patients.Enrolment": Held("known_to_clinics"),
    "patients.Device": Held("phones"),
    "patients.Export": Held("downloads"),
    "patients.ArticleDismissed": Held("articles_dismissed"),
    "patients.Question": Held("questions"),
    "patients.QuestionRevision": Held("question_revisions"),
}
PROFILE = (
    *("id", "name", "birth_date", "country", "time_zone", "left_affected", "right_affected", "numb_at_start", "treatment_status"),
    *("treatment_started_on", "daily_log_time", "quiet_until", "adult_confirmed_at", "consent_version", "consented_at", "closing_since", "created_at"),
)
ENROLMENT = ("clinic__name", "clinic_number", "consent_contact", "consent_phone_log", "created_at", "ended_at")
DEVICE = ("device_id", "label", "first_seen_at", "last_seen_at", "unsent", "revoked_at")
DOWNLOAD = ("state", "asked_at", "ready_at", "size")
DISMISSED = ("slug", "day", "times")
QUESTION = ("question_id", "text", "article", "asked", "withdrawn", "created_at")
QUESTION_REVISION = ("question_id", "fields", "stamp", "tz", "rank", "guessed", "received_at")

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows)."""
    patient = patient_or_none(user)
    if patient:
        yield "profile", Patient.objects.filter(pk=patient.pk).values(*PROFILE)
        yield "known_to_clinics", Enrolment.objects.filter(patient=patient).order_by("created_at").values(*ENROLMENT)
        yield "phones", Device.objects.filter(patient=patient).order_by("first_seen_at").values(*DEVICE)
        yield "downloads", Export.objects.filter(patient=patient).order_by("asked_at").values(*DOWNLOAD)
        yield "articles_dismissed", ArticleDismissed.objects.filter(patient=patient).order_by("slug").values(*DISMISSED)
        yield "questions", Question.objects.filter(patient=patient).order_by("created_at", "pk").values(*QUESTION)
        yield "question_revisions", QuestionRevision.objects.filter(patient=patient).order_by("stamp", "pk").values(*QUESTION_REVISION)


def close(user: Any) -> None:
    """The patient and all that hangs on it; each phone is told when it next opens Stride."""
    devices = Device.objects.filter(patient__user=user).values_list("device_id", flat=True)
    gone = [ClosedDevice(digest=digest(device_id), closed_at=timezone.now()) for device_id in devices]
    ClosedDevice.objects.bulk_create(gone, ignore_conflicts=True)
    Patient.objects.filter(user=user).delete()
