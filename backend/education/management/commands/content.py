"""`manage.py content check`: every fault of the education content, by file and line; `grades`: how hard each text is to read."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.education import checks, grades, library
from backend.education.cards import cards


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # one of them is on the content: it would stop at the files that cannot be read
    help = "Check the education content, or show how hard it is to read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check", "grades"])
        parser.add_argument("--write", action="store_true", help=f"with grades: put the table into {grades.TABLE.name}")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "check":
            for language in library.languages():
                self.check_language(language)
        elif options["write"]:
            grades.TABLE.write_text(grades.document(), encoding="utf-8")
        else:
            self.stdout.write(grades.table())

    def check_language(self, language: str) -> None:
        today = timezone.now().date()
        faults = [*checks.check(language), *checks.in_future(language, today)]
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{language}: {len(faults)} fault{'s' if faults[1:] else ''} in the content.")
        for late in checks.overdue(language, today):
            self.stdout.write(str(late))
        self.stdout.write(f"{language}: {len(library.load_all(language))} articles and {len(cards(language))} cards, no faults.")
