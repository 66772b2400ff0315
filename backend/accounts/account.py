"""What signing in holds about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from backend.accounts.factor import is_staff
from backend.accounts.models import DemoMail, User
from backend.common.hooks import Held

HELD = {
    "accounts.User": Held("account"),
    "accounts.DemoMail": Held(why_not="The demo's outbox of e-mails. It exists on one machine, with made-up people."),
    "account.EmailAddress": Held("email_addresses"),
    "account.EmailConfirmation": Held(why_not="Not used: addresses are proved by a code."),
    "mfa.Authenticator": Held("second_factors"),
    "usersessions.UserSession": Held("signed_in"),
    "admin.LogEntry": Held(why_not="What staff did on the technical pages; it tells nothing of a diary."),
    "accounts.User_groups": Held(why_not="Rights on the technical pages."),
    "accounts.User_user_permissions": Held(why_not="Rights on the technical pages."),
}
ACCOUNT = ("account", "email", "is_active", "date_joined", "last_login")

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows). Secrets of factors and keys of sessions stay out: who reads the copy could sign in with them."""
    yield "account", User.objects.filter(pk=user.pk).values(*ACCOUNT)
    yield "email_addresses", EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified", "primary")
    yield "second_factors", Authenticator.objects.filter(user=user).order_by("pk").values("type", "created_at", "last_used_at")
    yield "signed_in", UserSession.objects.filter(user=user).order_by("pk").values("created_at", "last_seen_at", "ip", "user_agent")


def close(user: Any) -> None:
    """Who works at a clinic keeps the work account. Who once did leaves a row without an address or a way in: the name
    under which they opened diaries stands in `clinics`, and those patients may read it. All others are gone."""
    if is_staff(user):
        return
    for session in UserSession.objects.filter(user=user):
        session.end()
    DemoMail.objects.filter(to__iexact=user.email or "-").delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    if user.memberships.exists():
        user.email, user.is_active, user.last_login = None, False, None
        user.set_unusable_password()
        user.save()
    else:
        User.objects.filter(pk=user.pk).delete()
