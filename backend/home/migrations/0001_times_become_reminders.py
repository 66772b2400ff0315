"""The times that people chose for their log become reminders.

In home, which has no models: home alone knows both the diary's time and what a reminder of it is called, and it writes the same
row at each save (home/reminding.py). Here by the tables as they stood, so that no later code changes what it does.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations
from django.utils import timezone, translation
from django.utils.translation import gettext

KIND = "daily_log"


def next_due(at, zone, now):
    """(UTC, local date) of the next time on that clock: in a gap the first minute after it, in a repeated hour the first pass."""
    today = now.astimezone(zone).date()
    for day in (today, today + dt.timedelta(days=1), today + dt.timedelta(days=2)):
        local = dt.datetime.combine(day, at)
        while local.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != local:
            local += dt.timedelta(minutes=1)
        due = local.replace(tzinfo=zone).astimezone(dt.UTC)
        if due > now:
            return due, day
    raise AssertionError("every clock strikes within two days")


def make_reminders(apps, schema_editor):
    Patient, Reminder = apps.get_model("patients", "Patient"), apps.get_model("reminders", "Reminder")
    now = timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        name = gettext("Your daily log")
    with_one = set(Reminder.objects.filter(kind=KIND, about=None).values_list("patient_id", flat=True))
    rows = []
    for patient in Patient.objects.exclude(daily_log_time=None).only("pk", "daily_log_time", "time_zone").iterator():
        if patient.pk in with_one:
            continue
        at = patient.daily_log_time.replace(second=0, microsecond=0)
        due, day = next_due(at, ZoneInfo(patient.time_zone), now)
        slot = {"slot": "log", "at": f"{at:%H:%M}", "weekdays": None}
        today = now.astimezone(ZoneInfo(patient.time_zone)).date()
        step = {"id": "log", "starts_on": str(today), "ends_on": None, "words": {"name": name}, "slots": [slot]}
        rule = {"steps": [step], "every": None}
        rows.append(Reminder(patient=patient, kind=KIND, rule=rule, time_zone=patient.time_zone, next_due_at=due, next_date=day, next_slot="log"))
    Reminder.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_questions"), ("reminders", "0001_first")]
    operations = [migrations.RunPython(make_reminders, migrations.RunPython.noop)]
