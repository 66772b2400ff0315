"""manage.py new_epoch: run it once after a restore from backup, so that phones send again what they still hold."""

from typing import Any

from django.core.management.base import BaseCommand

from backend.accounts.services import new_epoch


class Command(BaseCommand):
    help = "Change the server epoch after a restore from backup: phones then send their last 14 days again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"The new epoch is {new_epoch()}. Phones send again at their next contact.")
