"""How allauth behaves in Stride: its words, its stages, and one answer to too many tries."""

from io import BytesIO
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from backend.accounts import by_code

TOO_MANY = {"too_many_login_attempts", "rate_limited"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already. Type another one."),
        "email_password_mismatch": _("The e-mail address and the password do not match. Check both, or ask for a code."),
        "email_taken": _("This address cannot be used. Type another one."),
        "enter_current_password": _("This is not your password. Type the one you have now."),
        "incorrect_code": _("This is not the code. Type the 6 numbers from the newest e-mail."),
        "incorrect_password": _("This is not your password. Type it again."),
        "invalid_login": _("Type your e-mail address."),
        "same_as_current": _("This is your address already. Type another one."),
        "rate_limited": _("You asked for many codes. Wait a few minutes, then ask again."),
        "too_many_login_attempts": _("Too many tries. Ask for a new code."),
    }

    def get_login_stages(self) -> list[str]:
        own = "backend.accounts.stages.AuthenticateStage"
        return [own if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in super().get_login_stages()]

    def validation_error(self, code: str, *args: Any) -> Exception:
        """Too many tries are 429 with Retry-After, for pages and programs alike, not a message in a form."""
        if code in TOO_MANY:
            raise ImmediateHttpResponse(respond_429(self.request))
        return super().validation_error(code, *args)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("mfa_index") if self.request.user.is_authenticated else reverse("account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The passkey first: it is the quickest and the strongest."""
        methods = super().get_reauthentication_methods(user)
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use a code from your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("Use your passkey"),
        }
        named = [{**method, "description": words[method["id"]]} for method in methods]
        if user.is_authenticated and by_code.address(user):
            description = gettext("I do not know my password: send me a code") if named else gettext("Send me a code by e-mail")
            named.append({"id": "by_code", "description": description, "url": reverse("accounts:reauthenticate_by_code")})
        return sorted(named, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth counts whoever has nothing to show as confirmed; here they type a code."""
        required = super().is_reauthentication_required(app=app, **kwargs)
        if required:
            by_code.require(self.request)
        return bool(required)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This did not work. Try again."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def _get_site_name(self) -> str:
        """What the phone shows beside the passkey or the code."""
        return "Stride"

    def build_totp_svg(self, url: str) -> str:
        """White behind it: an app cannot read dark squares on a dark page."""
        svg = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(svg)
        return svg.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)s") % {"number": number}
