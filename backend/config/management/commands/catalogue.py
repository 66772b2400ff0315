"""`manage.py catalogue <language>`: write or renew the file in which a translator puts the words of the interface."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.config import extraction, languages


class Command(BaseCommand):
    help = "Write every string of the interface into the catalogue of a language; what is translated stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", help="its code: de, fr, pt-br")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["language"]
        path = languages.catalogue(settings.BASE_DIR / "backend" / "locale", code)
        django_has = languages.catalogue(Path(django.__file__).parent / "conf" / "locale", code)
        entries = extraction.updated(path, settings.BASE_DIR / "backend", extraction.plural_forms(django_has))
        path.parent.mkdir(parents=True, exist_ok=True)
        entries.save(str(path))
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {len(entries.translated_entries())} of {len(entries)} strings translated.")
        if wrong := list(extraction.faults(entries)):
            raise CommandError("\n".join(wrong))
