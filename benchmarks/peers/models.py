"""The table of the peers: one row for each entry of a diary, with the keys and the index that Stride's revisions have."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models


def _score() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(10)])


def _choice(*words: str) -> models.CharField:
    return models.CharField(max_length=10, null=True, choices=[(word, word) for word in words])


class Entry(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    client_id = models.UUIDField()
    date = models.DateField()
    stamp = models.DateTimeField()
    tz = models.CharField(max_length=64)
    pain_avg = _score()
    pain_worst = _score()
    sleep = _score()
    activity = _score()
    strength_left = _choice("stronger", "same", "weaker")
    strength_right = _choice("stronger", "same", "weaker")
    numbness = _choice("less", "same", "more")
    new = _choice("nothing", "something", "skipped")
    tripped = _choice("no", "trip", "fall")
    note = models.TextField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "client_id"], name="one_entry_per_client_id")]
        indexes = [models.Index(fields=["user", "date"], name="peer_user_date")]

    def __str__(self) -> str:
        return str(self.client_id)
