"""allauth's forms in our words: a label for each field, a hint where it helps, and no placeholder."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, tuple[Any, Any]] = {
    "email": (_("Your e-mail address"), ""),
    "login": (_("Your e-mail address"), ""),
    "password": (_("Your password"), ""),
    "oldpassword": (_("The password you have now"), ""),
    "password1": (_("New password"), _("12 characters or more. A few words in a row are easy to keep in mind.")),
    "password2": (_("The new password again"), ""),
    "name": (_("A name for this passkey"), _("So that you know it again, such as “My phone”.")),
}
MOST_TRIES = 3
CODE_WIDGET = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "maxlength": "12"}


class Plain:
    """Puts our words on the fields of an allauth form."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in WORDS:
                field.label, field.help_text = WORDS[name]
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _("Enter an e-mail address, such as name@example.org.")


class LoginForm(Plain, account.LoginForm):
    """The address and a password. allauth drops the password when sign-up asks for none; here it stays, and is needed."""

    def _setup_password_field(self) -> None:
        """allauth would delete the field here."""


class SignupForm(Plain, account.SignupForm):
    pass


class RequestLoginCodeForm(Plain, account.RequestLoginCodeForm):
    pass


class CodeForm(Plain):
    """A code of 6 numbers: the phone offers it from the e-mail, and shows number keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The 6 numbers")
        self.fields["code"].widget.attrs.update(CODE_WIDGET)


def _count_try(code: str) -> int:
    """The number of this try at this code, counted in one step in the shared cache. Raises when the cache is away: no try without a count."""
    key = "code-tries:" + salted_hmac("stride.code-tries", f"{context.request.session.session_key}:{code}", algorithm="sha256").hexdigest()
    cache.add(key, 0, settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    return int(cache.incr(key))


class MailedCodeForm(CodeForm):
    """A code that Stride made and sent. Three tries at it, however they are sent."""

    expected_code: str | None

    def clean_code(self) -> str:
        """allauth counts wrong tries in the session, where tries sent side by side do not see each other."""
        if self.expected_code and _count_try(self.expected_code) > MOST_TRIES:
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()  # type: ignore[misc]


class ConfirmLoginCodeForm(MailedCodeForm, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(MailedCodeForm, account.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(MailedCodeForm, account.ConfirmPasswordResetCodeForm):
    pass


class ChangeEmailForm(Plain, account.ChangeEmailForm):
    pass


class AddEmailForm(Plain, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    pass


class SetPasswordForm(Plain, account.SetPasswordForm):
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    pass


class AppCodeForm(CodeForm):
    """A code of the authenticator app, or a recovery code where one is taken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("6 numbers from your app, or 8 from your list of recovery codes.")


class AuthenticateForm(AppCodeForm, factor.AuthenticateForm):
    pass


class ReauthenticateFactorForm(AppCodeForm, factor.ReauthenticateForm):
    pass


class ActivateTOTPForm(CodeForm, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The 6 numbers that the app shows now")


class AddWebAuthnForm(Plain, webauthn.AddWebAuthnForm):
    """Always a passkey that opens the account by itself: no choice to make."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = "on"


class SignupWebAuthnForm(Plain, webauthn.SignupWebAuthnForm):
    pass


class EditWebAuthnForm(Plain, webauthn.EditWebAuthnForm):
    pass
