"""Medicines as their labels say, exercise plans as the therapist set them, and what was done. Nothing here is worked out for anybody."""

import uuid

from django.conf import settings
from django.db import models

from backend.patients.models import Patient


class Medicine(models.Model):
    """One medicine of one person. Its dose is the words of the label; Stride never works one out."""

    class Form(models.TextChoices):
        TIMES = "times", "At set times"
        INTERVAL = "interval", "Every few hours"
        PATCH = "patch", "A patch, on and off"
        AS_NEEDED = "as_needed", "When needed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="medicines")
    name = models.CharField(max_length=80)
    why = models.CharField(max_length=120, blank=True)
    instructions = models.CharField(max_length=200, blank=True, help_text="With food, whole: as on the label.")
    form = models.CharField(max_length=9, choices=Form)
    max_per_day = models.PositiveSmallIntegerField(null=True, blank=True, help_text="As needed: the most times in 24 hours, from the label.")
    min_gap_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="As needed: the least time between two, from the label.")
    remind = models.BooleanField(default=True)
    stock = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True, help_text="Doses left, as she counted.")
    stock_counted_on = models.DateField(null=True, blank=True)
    refill_on = models.DateField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=12, blank=True, help_text="hospital, told, own.")
    ended_on = models.DateField(null=True, blank=True, help_text="The last day that it is taken.")
    held_from = models.DateField(null=True, blank=True, help_text="A titration that is held: no step starts from this day on.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.id)


class MedicineStep(models.Model):
    """From this day on, this dose at these times. A plain medicine has one; a titration or a taper has many.

    What is past is never rewritten: a change closes the step (`replaced_on`) and adds another.
    """

    class Confirmed(models.TextChoices):
        NOT_ASKED = "", "Planned, not confirmed"
        SAME = "same", "My prescriber has not changed it"
        CHANGED = "changed", "My prescriber has changed it"
        UNSURE = "unsure", "Not sure"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    medicine = models.ForeignKey(Medicine, on_delete=models.CASCADE, related_name="steps")
    starts_on = models.DateField()
    dose_text = models.CharField(max_length=120)
    times = models.JSONField(
        default=list, help_text='Rows {"slot": uuid, "at": "08:00", "weekdays": [0..6] or null, "part": "" | "on" | "off", "every_days": 3 or left out}.'
    )
    every_hours = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Every N hours.")
    window_from = models.TimeField(null=True, blank=True, help_text="Every N hours: the waking window; both null: round the clock.")
    window_to = models.TimeField(null=True, blank=True)
    confirmed = models.CharField(max_length=8, choices=Confirmed, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    replaced_on = models.DateField(null=True, blank=True, help_text="From this day on another step stands in its place; it stays as history.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("starts_on", "created_at")

    def __str__(self) -> str:
        return str(self.id)


class TreatmentChange(models.Model):
    """What a person changed in her plan, and when: append-only, shown as "Changes"."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="treatment_changes")
    about = models.UUIDField(help_text="The medicine, exercise plan or routine.")
    what = models.CharField(max_length=20, help_text="added, changed, held, resumed, stepped_back, paused, ended, confirmed.")
    detail = models.JSONField(default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "about", "at"], name="treatment_changes_of")]

    def __str__(self) -> str:
        return str(self.pk)


class AsNeededDose(models.Model):
    """She took it, at this time. The truth is kept even past her own maximum or gap; what was passed is kept beside it."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="as_needed_doses")
    medicine = models.ForeignKey(Medicine, on_delete=models.CASCADE, related_name="as_needed_doses")
    dose_id = models.UUIDField(help_text="Made on the phone.")
    taken_at = models.DateTimeField()
    name = models.CharField(max_length=80, help_text="As it stood then.")
    dose_text = models.CharField(max_length=120, blank=True)
    past_maximum = models.BooleanField(default=False)
    within_gap = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    envelope_id = models.UUIDField()
    stamp = models.DateTimeField()
    body_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "envelope_id"], name="one_as_needed_per_envelope"),
        ]
        indexes = [models.Index(fields=["patient", "taken_at"], name="as_needed_of_patient")]

    def __str__(self) -> str:
        return str(self.dose_id)


class ExercisePlan(models.Model):
    """The therapist's plan as she typed it. It never moves on by the calendar."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="exercise_plans")
    stage = models.PositiveSmallIntegerField(help_text="1 gentle movement, 2 wake-up, 3 strengthen, 4 balance and walking.")
    therapist = models.CharField(max_length=80, blank=True)
    items = models.JSONField(default=list, help_text='Rows {"exercise": slug, "reps": int, "sets": int, "note": text}.')
    times = models.JSONField(default=list, help_text="Rows as in MedicineStep.times.")
    remind = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    starts_on = models.DateField()
    replaced_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class ExerciseSession(models.Model):
    """One session: the fold of what her phones said about it."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="exercise_sessions")
    session_id = models.UUIDField(help_text="Made on the phone; from a reminder: its occurrence.")
    plan = models.ForeignKey(ExercisePlan, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    date = models.DateField()
    stage = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_before = models.PositiveSmallIntegerField(null=True, blank=True)
    pain_after = models.PositiveSmallIntegerField(null=True, blank=True)
    effort = models.PositiveSmallIntegerField(null=True, blank=True)
    next_day = models.CharField(max_length=3, blank=True, help_text='"Back to your usual?": yes or no; empty: not said.')
    trouble = models.CharField(max_length=12, blank=True, help_text="sharp, dizzy, gave_way, fell, or empty.")
    withdrawn = models.BooleanField(default=False)
    winners = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "session_id"], name="one_session_per_id")]
        indexes = [models.Index(fields=["patient", "date"], name="sessions_of_patient")]

    def __str__(self) -> str:
        return str(self.session_id)


class Routine(models.Model):
    """Heat, TENS, a therapy visit: scheduled and logged, with its caution for numb skin."""

    class Kind(models.TextChoices):
        HEAT = "heat", "Heat"
        TENS = "tens", "TENS"
        THERAPY = "therapy", "Therapy visit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="routines")
    kind = models.CharField(max_length=7, choices=Kind)
    note = models.CharField(max_length=120, blank=True)
    times = models.JSONField(default=list, help_text="Rows as in MedicineStep.times; a therapy visit may have a date instead.")
    on_date = models.DateField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    remind = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True, blank=True, help_text='By "pause all".')
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class PlanRevision(models.Model):
    """What one envelope said about an exercise session: only the fields that were touched. Never changed or deleted while the account lives."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="plan_revisions")
    envelope_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    about = models.UUIDField()
    date = models.DateField()
    fields = models.JSONField()
    stamp = models.DateTimeField()
    tz = models.CharField(max_length=64)
    schema = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    body_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "envelope_id"], name="one_plan_revision_per_envelope")]

    def __str__(self) -> str:
        return str(self.envelope_id)
