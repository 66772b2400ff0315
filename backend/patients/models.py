"""Patients, and the clinics that may contact them."""

import datetime as dt
import uuid
import zoneinfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.clinics.models import Clinic


class Patient(models.Model):
    """Somebody who keeps a diary. Name and birth date are asked before the first share, not at sign-up."""

    class Numbness(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    class Treatment(models.TextChoices):
        STARTED = "started", _("Yes, it has started")
        NOT_STARTED = "not_started", _("Not started")
        UNKNOWN = "unknown", _("I don't know")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="patient")
    name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2, or XX for somewhere else.")
    time_zone = models.CharField(max_length=64, help_text="IANA name: the zone of the diary days.")
    left_affected = models.BooleanField(null=True, help_text="null: not answered; both legs are then asked.")
    right_affected = models.BooleanField(null=True)
    numb_at_start = models.CharField(max_length=3, choices=Numbness, blank=True)
    treatment_status = models.CharField(max_length=12, choices=Treatment, blank=True)
    treatment_started_on = models.DateField(null=True, blank=True)
    helped_here = models.BooleanField(default=False, help_text="Somebody also fills in on this person's own phone: the log asks who.")
    daily_log_time = models.TimeField(null=True, blank=True, help_text="A preference; reminders come with their issue.")
    quiet_until = models.DateTimeField(null=True, blank=True, help_text="A rough day: until then nothing but medicines may remind.")
    adult_confirmed_at = models.DateTimeField(null=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consented_at = models.DateTimeField(null=True)
    closing_since = models.DateTimeField(null=True, editable=False, help_text="She asked to close the account; seven days to change her mind.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now: dt.datetime | None = None) -> dt.date:
        """The patient's own date at `now`."""
        return (now or timezone.now()).astimezone(self.zone).date()

    @property
    def legs(self) -> list[str]:
        """The legs that the log asks about: the affected ones, or both while nothing is known."""
        if not self.left_affected and not self.right_affected:
            return ["left", "right"]
        return [side for side, affected in (("left", self.left_affected), ("right", self.right_affected)) if affected]

    @property
    def display_name(self) -> str:
        """The name once given, else the e-mail before the @."""
        return self.name or self.email_name

    @property
    def email_name(self) -> str:
        """The e-mail before the @; empty for a patient without a sign-in."""
        return (self.user.email or "").split("@")[0]


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> "EnrolmentQuerySet":
        return self.filter(ended_at=None)


class Enrolment(models.Model):
    """A patient is known to a clinic: a consent of its own, apart from any grant to read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="enrolments")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="enrolments")
    clinic_number = models.CharField(max_length=40, blank=True)
    consent_contact = models.BooleanField(default=False, help_text="The clinic may contact this person.")
    consent_phone_log = models.BooleanField(default=False, help_text="The clinic may enter days on the phone.")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "clinic"], condition=models.Q(ended_at=None), name="one_active_enrolment"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class QuestionQuerySet(models.QuerySet["Question"]):
    def standing(self) -> "QuestionQuerySet":
        """Those with words that were not removed: open ones first, each group in the order in which it was made."""
        return self.filter(withdrawn=False).exclude(text="").order_by("asked", "created_at", "pk")

    def unasked(self) -> "QuestionQuerySet":
        return self.standing().filter(asked=False)


class Question(models.Model):
    """What a patient wants to ask at her next review: the fold of its revisions (symptoms/questions.py). Hers alone until a review shows it."""

    TEXT_MAX = 500

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="questions")
    question_id = models.UUIDField(help_text="Made on the phone; from an article: uuid5(account, 'question:<slug>:<words>').")
    text = models.CharField(max_length=TEXT_MAX, blank=True)
    article = models.CharField(max_length=80, blank=True, help_text="The slug of the article it is from; empty for her own words.")
    asked = models.BooleanField(default=False, help_text="She has asked it.")
    withdrawn = models.BooleanField(default=False)
    created_at = models.DateTimeField(help_text="The earliest stamp of all that was said about it.")
    winners = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "question_id"], name="one_question_per_id")]

    def __str__(self) -> str:
        return str(self.question_id)


class QuestionRevision(models.Model):
    """What one envelope said about a question: only the fields that were touched. Never changed, never deleted while the account lives."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="question_revisions")
    envelope_id = models.UUIDField()
    question_id = models.UUIDField()
    fields = models.JSONField()
    stamp = models.DateTimeField(help_text="Made once on the phone, UTC, milliseconds; never rewritten.")
    tz = models.CharField(max_length=64)
    schema = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(help_text="20: the patient; 10: somebody who filled it in for her.")
    guessed = models.BooleanField(default=False, help_text="A helper's guess: she did not tell them the words.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    body_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "envelope_id"], name="one_question_revision_per_envelope")]
        indexes = [models.Index(fields=["patient", "question_id"], name="question_revision_of")]

    def __str__(self) -> str:
        return str(self.envelope_id)


class Device(models.Model):
    """A phone that keeps entries of a patient. Its id is made on the phone, for one person on it, and is no secret."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="devices")
    device_id = models.UUIDField(db_index=True)
    label = models.CharField(max_length=80, help_text="From its User-Agent, in plain words.")
    session_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the key of the session that it last used.")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(help_text="Written at most once an hour.")
    unsent = models.PositiveIntegerField(default=0, help_text="Entries that were not sent yet, as the phone last told.")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "device_id"], name="one_row_per_phone")]

    def __str__(self) -> str:
        return str(self.device_id)


class ClosedDevice(models.Model):
    """A phone of an account that is closed, so that it empties itself when it is next opened. Names nobody: a hash of its id."""

    digest = models.CharField(max_length=64, primary_key=True)
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class Export(models.Model):
    """A copy of everything that Stride holds about one person, as a zip. It goes a day after it is ready."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        READY = "ready"
        FAILED = "failed"

    OPEN = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField(default=0, help_text="Parts that are written.")
    parts = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=models.Q(state__in=("waiting", "running")), name="one_open_export"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ArticleDismissed(models.Model):
    """ "Not now" to an article that Today suggested. What somebody reads is kept nowhere."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="dismissed")
    slug = models.CharField(max_length=60)
    day = models.DateField(help_text="The last time, on her own calendar.")
    times = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "slug"], name="one_row_per_article")]

    def __str__(self) -> str:
        return self.slug
