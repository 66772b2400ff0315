"""What is due, what reaches a person, and what became of it. The rows decide; the broker only carries.

A Reminder is one for the life of its medicine, exercise plan or habit. Its Occurrences are single events, keyed so that
neither a repeated hour, a flight nor an edit makes one twice. A Notice is what reaches a person: all that is due together.
"""

import uuid

from django.db import models
from django.db.models import Q

from backend.patients.models import Patient


class Reminder(models.Model):
    """One rule (schedule.py) of one person. `next_*` says what comes next, or that nothing does."""

    class Travel(models.TextChoices):
        CLOCK = "clock", "The same time on the clock"
        HOME = "home", "The time at home"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="reminders")
    kind = models.CharField(max_length=20, help_text="A name in hooks.reminder_kinds.")
    about = models.UUIDField(null=True, blank=True, help_text="What it is about in the app of its kind: a medicine, a plan. Null: a habit.")
    rule = models.JSONField(help_text="schedule.Rule as JSON: dated steps, each with its words and its slots.")
    time_zone = models.CharField(max_length=64)
    travel = models.CharField(max_length=5, choices=Travel, default=Travel.CLOCK)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True, help_text="UTC. Null: nothing is due (paused, ended, the rule is over).")
    next_date = models.DateField(null=True, blank=True, help_text="Local date of what is due next.")
    next_slot = models.CharField(max_length=36, blank=True)
    next_sequence = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "kind", "about"], name="one_reminder_about_a_thing"),
            models.UniqueConstraint(fields=["patient", "kind"], condition=Q(about=None), name="one_reminder_of_a_habit"),
        ]
        indexes = [models.Index(fields=["next_due_at", "patient"], condition=Q(next_due_at__isnull=False), name="reminders_due")]

    def __str__(self) -> str:
        return str(self.id)


class Notice(models.Model):
    """One message: everything of one person that is due in one minute, by one class of channel."""

    class Channel(models.TextChoices):
        FIRST = "first", "The first way that the person chose"
        FALLBACK = "fallback", "The next way, when the first did not arrive"
        REPEAT = "repeat", "Once more, for a medicine that has no answer"
        TEST = "test", "A test that the person asked for"
        DIGEST = "digest", "About all that could not be sent in time"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        SHOWN = "shown"
        RETRY = "retry"
        TOO_LATE = "too_late"
        DEAD = "dead"
        CANCELLED = "cancelled"
        NO_CHANNEL = "no_channel"

    OPEN = (State.WAITING, State.SENDING, State.RETRY)
    NOT_WANTED = "not wanted"  # the reason of one that was left out: nothing of it was still to be told

    id = models.BigAutoField(primary_key=True)
    notice_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="Public: the tag of the notification and the push Topic.")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="notices")
    due_at = models.DateTimeField(help_text="UTC, whole minute.")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.FIRST)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    send_at = models.DateTimeField(help_text="Not before: the due minute, the end of the quiet hours, or the next try.")
    late_at = models.DateTimeField(help_text="Past this it is too late to send.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="By the database's clock.")
    lease = models.UUIDField(null=True, blank=True, help_text="Who is sending it.")
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True, help_text="Why it is dead, too late, cancelled or has no channel.")
    sent_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "due_at", "channel"], name="one_notice_a_minute_and_channel")]
        indexes = [
            models.Index(fields=["send_at"], condition=Q(state__in=("waiting", "retry")), name="notices_to_send"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="notices_leased"),
        ]

    def __str__(self) -> str:
        return str(self.notice_id)


class Occurrence(models.Model):
    """One event of a reminder. The key is (reminder, local date, slot, snooze), or (reminder, sequence, snooze); `due_at` is data.

    `occurrence_id` is uuid5 of that key, so that a phone without a network can answer what the server has not made yet.
    """

    class Answer(models.TextChoices):
        TAKEN = "taken", "Taken"
        SKIPPED = "skipped", "Skipped"
        LATER = "later", "Later"

    id = models.BigAutoField(primary_key=True)
    occurrence_id = models.UUIDField(unique=True)
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="occurrences")
    # Whose it is stands by its reminder, which the database holds to its person: to check it again was a tenth of a claim.
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="occurrences")
    # Made or found in the same transaction, and a notice goes only with its person: to check each was a sixth of a claim.
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.SET_NULL, db_constraint=False, related_name="occurrences")
    kind = models.CharField(max_length=20)
    about = models.UUIDField(null=True, blank=True)
    local_date = models.DateField()
    slot = models.CharField(max_length=36, blank=True, help_text="Stable id of the time row. Empty: counted by sequence.")
    sequence = models.BigIntegerField(null=True, blank=True)
    snooze = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    slot_words = models.CharField(max_length=20, help_text="The time as typed: 8am.")
    words = models.JSONField(default=dict, help_text='As they stood then: {"name": "Gabapentin", "dose": "300 mg"}. Never rewritten.')
    answer = models.CharField(max_length=7, choices=Answer, blank=True, help_text="The fold of its answers; empty: none.")
    reason = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="The stamp of the answer that counts.")
    done_at = models.DateTimeField(null=True, blank=True, help_text="When she took it, as she said; else the stamp.")
    late_note = models.BooleanField(default=False, help_text="Said more than 48 h after it was due.")
    cancelled_at = models.DateTimeField(null=True, blank=True, help_text="Its slot was changed, paused or ended before it was sent.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reminder", "local_date", "slot", "snooze"], condition=Q(sequence=None), name="one_per_date_and_slot"),
            models.UniqueConstraint(fields=["reminder", "sequence", "snooze"], condition=Q(sequence__isnull=False), name="one_per_sequence"),
        ]
        indexes = [models.Index(fields=["patient", "due_at"], name="occurrences_of_patient")]

    def __str__(self) -> str:
        return str(self.occurrence_id)


class Answer(models.Model):
    """What was said about one occurrence: append-only, the latest stamp counts, a person's own word before a helper's."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, db_index=False, related_name="reminder_answers")
    envelope_id = models.UUIDField()
    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=7, choices=Occurrence.Answer, blank=True, help_text="Empty: taken back.")
    reason = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=10, help_text="app, button, link, program.")
    rank = models.PositiveSmallIntegerField(default=20, help_text="20: the patient; 10: somebody who filled it in for her.")
    late_note = models.BooleanField(default=False)
    stamp = models.DateTimeField()
    body_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "envelope_id"], name="one_answer_per_envelope")]

    def __str__(self) -> str:
        return str(self.envelope_id)


class PushSubscription(models.Model):
    """A browser that may be pushed to. One endpoint belongs to one person: saving it for another takes it from the first."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="push_subscriptions")
    device_id = models.UUIDField(null=True, blank=True, help_text="The phone (patients.Device) that saved it.")
    endpoint = models.TextField()
    endpoint_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the endpoint.")
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    first_receipt_at = models.DateTimeField(null=True, blank=True, help_text="Null: it never said that it showed anything.")
    last_receipt_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True, help_text="The push service said that this phone is gone (404, 410).")
    gone_told_at = models.DateTimeField(null=True, blank=True, help_text="The person was told.")
    kept_at = models.DateTimeField(null=True, blank=True, help_text="On a new phone she said that this one keeps its reminders.")

    def __str__(self) -> str:
        return str(self.pk)


class Delivery(models.Model):
    """One try of one notice by one channel, as the ledger shows it. Holds no address and no words."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(PushSubscription, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries")
    transport = models.CharField(max_length=10, help_text="push, email, sms.")
    outcome = models.CharField(max_length=10, help_text="sent, retry, failed, gone.")
    code = models.CharField(max_length=40, blank=True, help_text="HTTP status or a short reason.")
    sent_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Preferences(models.Model):
    """How a person wants to be reminded. No row: the defaults below."""

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="reminder_preferences")
    push = models.BooleanField(default=True)
    email = models.BooleanField(default=False)
    sms = models.BooleanField(default=False)
    phone_number = models.CharField(max_length=20, blank=True, help_text="E.164: +441632960961.")
    sms_medicines_at_night = models.BooleanField(default=False, help_text="An SMS for a medicine may come in the quiet hours.")
    show_words = models.BooleanField(default=False, help_text="The names of medicines may stand on the lock screen.")
    quiet_from = models.TimeField(default="21:00")
    quiet_to = models.TimeField(default="08:00")
    daily_budget = models.PositiveSmallIntegerField(default=4, help_text="Messages a day that are not about medicines.")
    repeat_medicines = models.BooleanField(default=True, help_text="Remind once more when a medicine has no answer (two nudges a dose at most).")
    zone_asked = models.CharField(max_length=64, blank=True, help_text="The zone that the person was last asked about.")

    def __str__(self) -> str:
        return str(self.pk)


class CalendarFeed(models.Model):
    """A secret address that a calendar may read. Only a hash is kept; a new one ends the old."""

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
