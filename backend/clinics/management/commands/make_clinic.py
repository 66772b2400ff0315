"""manage.py make_clinic "Riverside Nerve Clinic" --country GB --zone Europe/London"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.clinics.services import make_clinic
from backend.common.exceptions import DomainError


class Command(BaseCommand):
    help = "Open a clinic and print the code that patients type to find it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--country", required=True, help="two letters, such as GB")
        parser.add_argument("--zone", required=True, help="such as Europe/London")
        parser.add_argument("--hours", default="", help='such as "Working days, 9 to 5"')
        parser.add_argument("--looks-at", default="", help="who looks at shared diaries and when; patients read it before they share")
        parser.add_argument("--phone", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        own = {"country": options["country"], "time_zone": options["zone"], "opening_hours": options["hours"]}
        try:
            clinic = make_clinic(options["name"], **own, looks_at=options["looks_at"], phone=options["phone"])
        except DomainError as error:
            raise CommandError("\n".join([one.message for one in error.errors] or [error.message])) from error
        self.stdout.write(f"{clinic.name} is open. Its code: {clinic.code}")
        self.stdout.write(f"Invite staff: manage.py invite_staff {clinic.code} name@example.org --role clinician --name 'Dr …'")
