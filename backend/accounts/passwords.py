"""A rule for passwords beside Django's own (length, common ones, likeness to the address)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

OWN_WORDS = ("stride", "clinic", "patient", "diary", "plexus", "password")


class ContextWords:
    """Refuses a password that is little more than words everybody connects with Stride."""

    least_rest = 6

    def validate(self, password: str, user: object | None = None) -> None:
        rest = re.sub("|".join(OWN_WORDS), "", password.lower())
        if rest != password.lower() and len(rest) < self.least_rest:
            raise ValidationError(gettext("This is easy to guess. Add other words."), code="password_too_guessable")

    def get_help_text(self) -> str:
        return gettext("Not only words such as “stride” or “clinic”.")
