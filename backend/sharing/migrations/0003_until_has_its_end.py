"""The database refuses a last day without its instant: such a grant would be read for ever."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_end_of_a_grant")]

    operations = [
        migrations.AddConstraint(
            "grant",
            models.CheckConstraint(condition=models.Q(until=None) | models.Q(ends_at__isnull=False), name="until_has_its_end"),
        ),
    ]
