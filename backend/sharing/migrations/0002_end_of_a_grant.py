"""A grant knows the instant at which its last day is over; an invitation can be cancelled."""

import datetime as dt

from django.db import migrations, models


def end_existing(apps, schema_editor):
    for grant in apps.get_model("sharing", "Grant").objects.exclude(until=None):
        grant.ends_at = dt.datetime.combine(grant.until + dt.timedelta(days=1), dt.time(), tzinfo=dt.UTC)
        grant.save(update_fields=["ends_at"])


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial")]

    operations = [
        migrations.AddField("clinicinvitation", "cancelled_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "grant",
            "ends_at",
            models.DateTimeField(editable=False, help_text="The instant at which `until` is over for the patient.", null=True),
        ),
        migrations.RunPython(end_existing, migrations.RunPython.noop),
        migrations.AddIndex("clinicinvitation", models.Index(fields=["email"], name="invitation_email")),
    ]
