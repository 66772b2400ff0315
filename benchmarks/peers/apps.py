import datetime as dt

from django.apps import AppConfig

from backend.common import hooks
from backend.common.hooks import ReminderKind

KIND = "bench"


class PeersConfig(AppConfig):
    name = "benchmarks.peers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A kind of reminder that asks nobody: what is measured is the sending."""
        hooks.reminder_kinds.register(KIND, ReminderKind(dt.timedelta(hours=1), obeys_quiet_hours=False, still_wanted=set))
