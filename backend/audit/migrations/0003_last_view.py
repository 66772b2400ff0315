"""An index for "since you last looked". Never alter a field here: on SQLite that rebuilds the table and drops its triggers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.AddIndex("auditevent", models.Index(fields=["actor", "object_id", "verb", "at"], name="audit_last_view")),
    ]
