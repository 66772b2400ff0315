"""`manage.py content check`: every fault of the education content, by file and line; `grades` shows the reading grades."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.education import library
from backend.education.cards import cards
from backend.education.readability import count, grade, without

NAMES = ("lumbosacral plexopathy", "plexopathy", "lumbosacral", "gabapentin", "pregabalin", "amitriptyline", "nortriptyline", "duloxetine", "venlafaxine")


class Command(BaseCommand):
    help = "Check the education content, or show its reading grades."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check", "grades"])

    def handle(self, *args: Any, **options: Any) -> None:
        for language in library.languages():
            self.check_language(language) if options["action"] == "check" else self.show_grades(language)

    def check_language(self, language: str) -> None:
        faults = library.check(language)
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{language}: {len(faults)} faults in the content.")
        today = timezone.now().date()
        for item in library.load_all(language).values():
            if item.is_overdue(today):
                self.stdout.write(f"{language}/{item.slug}: was due to be checked on {item.next_check}")
        self.stdout.write(f"{language}: {len(library.load_all(language))} articles and {len(cards(language))} cards, no faults.")

    def show_grades(self, language: str) -> None:
        texts = {item.slug: item.text for item in library.load_all(language).values()}
        texts |= {f"card {item.slug}": item.text for item in cards(language)}
        for name, text in texts.items():
            self.stdout.write(f"{grade(count(text)):5.1f}  without names {grade(count(without(text, NAMES))):5.1f}  {name}")
