"""manage.py verify_audit: is the audit trail as it was sealed?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.audit import services


class Command(BaseCommand):
    help = "Checks every link of the audit trail. Prints the head of the chain; ends with 1 and the faults when there are any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", default="", help="The head that an earlier run printed, kept off this machine: it must still be in the chain.")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = services.verify(options["head"])
        if faults:
            raise CommandError("\n".join(faults), returncode=1)
        self.stdout.write(f"The audit trail is as it was sealed. Head: {services.head()}")
