"""The diary: append-only revisions, and the days and moments that are their fold (merge.py)."""

from django.conf import settings
from django.db import models

from backend.patients.models import Patient


class Provenance(models.TextChoices):
    """How a value came into the diary; derived by the server, per revision (provenance.py)."""

    LIVE = "live"
    BACKFILLED = "backfilled"
    COPIED = "copied"
    HELPER = "helper"
    PHONE = "phone"


class DiaryRevision(models.Model):
    """What one envelope said: only the fields that were touched. Never changed, never deleted while the account lives.

    `envelope_id` is made on the phone and unique per patient, so that a retry is harmless and a stranger's id is unknown.
    """

    class Kind(models.TextChoices):
        DIARY = "diary"
        MOMENT = "moment"
        QUESTIONNAIRE = "questionnaire"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="revisions")
    envelope_id = models.UUIDField()
    kind = models.CharField(max_length=13, choices=Kind)
    date = models.DateField()
    moment_id = models.UUIDField(null=True, help_text="The moment, or the questionnaire response, that this is about.")
    guessed = models.BooleanField(default=False, help_text="A helper's guess: she did not tell them the value.")
    fields = models.JSONField()
    stamp = models.DateTimeField(help_text="Made once on the phone, UTC, milliseconds; never rewritten.")
    tz = models.CharField(max_length=64)
    schema = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(help_text="20: the patient; 10: a helper or a coordinator.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    provenance = models.CharField(max_length=10, choices=Provenance)
    clock_skew_s = models.IntegerField(null=True, help_text="Server clock minus phone clock at sending, when over 5 minutes.")
    body_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "envelope_id"], name="one_revision_per_envelope")]
        indexes = [models.Index(fields=["patient", "date"], name="revision_patient_date")]

    def __str__(self) -> str:
        return str(self.envelope_id)


def _score(**kwargs: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(null=True, **kwargs)  # type: ignore[arg-type]


class DiaryDay(models.Model):
    """The fold of one (patient, local date): columns for reading, `winners` for folding on."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="days")
    date = models.DateField()
    pain_avg = _score(help_text="0 to 10")
    pain_worst = _score(help_text="0 to 10")
    sleep = _score(help_text="0 to 10: how much pain got in the way of sleep")
    activity = _score(help_text="0 to 10: how much the legs got in the way")
    strength_left = models.CharField(max_length=10, null=True)
    strength_right = models.CharField(max_length=10, null=True)
    numbness = models.CharField(max_length=10, null=True)
    numbness_side = models.CharField(max_length=10, null=True)
    any_numbness = models.CharField(max_length=10, null=True)
    new = models.CharField(max_length=10, null=True)
    tripped = models.CharField(max_length=10, null=True)
    note = models.TextField(null=True)
    winners = models.JSONField(default=dict)
    provenance = models.CharField(max_length=10, choices=Provenance, blank=True, help_text="That of the winning pain.")
    complete = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False, help_text="Every field was taken back by its owner.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "date"], name="one_day_per_date"),
            models.CheckConstraint(condition=models.Q(pain_avg=None) | models.Q(pain_avg__lte=10), name="pain_avg_0_to_10"),
            models.CheckConstraint(condition=models.Q(pain_worst=None) | models.Q(pain_worst__lte=10), name="pain_worst_0_to_10"),
            models.CheckConstraint(condition=models.Q(sleep=None) | models.Q(sleep__lte=10), name="sleep_0_to_10"),
            models.CheckConstraint(condition=models.Q(activity=None) | models.Q(activity__lte=10), name="activity_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"day {self.pk}"


class Moment(models.Model):
    """Something that happened at one point: a trip or a fall now, more kinds with the whole-diary issue.

    `kind` is null once it was withdrawn. Falls have one truth: these rows.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="moments")
    moment_id = models.UUIDField()
    date = models.DateField()
    kind = models.CharField(max_length=20, null=True)
    note = models.TextField(null=True)
    winners = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "moment_id"], name="one_moment_per_id")]
        indexes = [models.Index(fields=["patient", "date"], name="moment_patient_date")]

    def __str__(self) -> str:
        return str(self.moment_id)


class QuestionnaireResponse(models.Model):
    """What one person answered to one questionnaire in one period: the fold of its revisions, saved item by item.

    `response_id` is made from person, instrument and week (instruments.py), so that two phones fill in the same one.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="responses")
    response_id = models.UUIDField()
    instrument = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    date = models.DateField(help_text="The day of the newest answer.")
    winners = models.JSONField(default=dict)
    complete = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "response_id"], name="one_response_per_id")]
        indexes = [models.Index(fields=["patient", "instrument", "date"], name="response_patient_date")]

    def __str__(self) -> str:
        return str(self.response_id)


class SafetyAnswer(models.Model):
    """One answer of the safety screens. Never folded, never changed: "yes 02:04, changed to no 02:05" are two rows."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="safety_answers")
    envelope_id = models.UUIDField()
    date = models.DateField()
    item = models.CharField(max_length=30)
    answer = models.CharField(max_length=10)
    tier = models.CharField(max_length=10, blank=True, help_text="Where it led when it was given: emergency, same-day, soon or nowhere.")
    card = models.CharField(max_length=40, blank=True)
    table_version = models.PositiveSmallIntegerField(help_text="The version of the table on the phone.")
    stamp = models.DateTimeField(help_text="Made once on the phone, UTC, milliseconds; never rewritten.")
    tz = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=11, default="self", help_text="self, helper or coordinator")
    guessed = models.BooleanField(default=False, help_text="A helper's guess: she did not tell them the answer.")
    body_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "envelope_id"], name="one_safety_answer_per_envelope")]
        indexes = [models.Index(fields=["patient", "stamp"], name="safety_patient_stamp")]

    def __str__(self) -> str:
        return str(self.envelope_id)
