from django.db import migrations, models

CHANNELS = [
    ("first", "The first way that the person chose"),
    ("fallback", "The next way, when the first did not arrive"),
    ("repeat", "Once more, for a medicine that has no answer"),
    ("test", "A test that the person asked for"),
    ("digest", "About all that could not be sent in time"),
]


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_first")]

    operations = [migrations.AlterField("notice", "channel", models.CharField(choices=CHANNELS, default="first", max_length=8))]
