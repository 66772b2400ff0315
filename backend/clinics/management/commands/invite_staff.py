"""manage.py invite_staff K7QP2M dr@example.org --role clinician --name "Dr Ngozi Okafor" """

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from backend.clinics.models import Clinic, Role
from backend.clinics.services import INVITATION_DAYS, invitation_url, invite_staff


class Command(BaseCommand):
    help = "Invite one person to work at a clinic. They get an e-mail and have 7 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the clinic's code")
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", required=True, help="as patients see it, such as 'Dr Ngozi Okafor'")

    def handle(self, *args: Any, **options: Any) -> None:
        clinic = Clinic.objects.filter(code=options["code"].upper()).first()
        if clinic is None:
            raise CommandError(f"No clinic has the code {options['code']}. manage.py make_clinic prints a clinic's code.")
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(f"{options['email']} is not an e-mail address.") from error
        invitation = invite_staff(clinic, options["email"], role=options["role"], display_name=options["name"])
        self.stdout.write(f"{clinic.name} invites {invitation.email}. The e-mail is on its way; it is good for {INVITATION_DAYS} days.")
        self.stdout.write(f"The page: {invitation_url(invitation)}")
