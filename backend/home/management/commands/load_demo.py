"""manage.py load_demo: the demo's people and days."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.home import demo_people


class Command(BaseCommand):
    help = "Load the demo's made-up people into an empty database (STRIDE_DEMO=1 only)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Say nothing when people are there already.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = demo_people.load()
        except RuntimeError as error:
            raise CommandError(str(error)) from error
        if loaded:
            self.stdout.write("The demo's people are there.")
        elif not options["if_empty"]:
            raise CommandError("Somebody has an account already. Start with an empty database (STRIDE_DATA_DIR=another folder).")
