"""What programs do with accounts."""

import datetime as dt
import time
import uuid
from functools import lru_cache
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from backend.accounts.factor import is_staff
from backend.accounts.models import InstanceValue, User

EPOCH_KEY = "server_epoch"
EPOCH_SECONDS = 5


def server_epoch() -> str:
    """The id of this installation's data. It changes after a restore (`manage.py new_epoch`): phones then send again.

    Every sync says it, so a process asks the database for it only every EPOCH_SECONDS.
    """
    return _epoch_during(int(time.monotonic() // EPOCH_SECONDS))


@lru_cache(maxsize=1)
def _epoch_during(_slice: int) -> str:
    row, _created = InstanceValue.objects.get_or_create(key=EPOCH_KEY, defaults={"value": str(uuid.uuid4())})
    return row.value


def new_epoch() -> str:
    """Operators run this after a restore from backup. Returns the new epoch."""
    row, _created = InstanceValue.objects.update_or_create(key=EPOCH_KEY, defaults={"value": str(uuid.uuid4())})
    _epoch_during.cache_clear()
    return row.value


@transaction.atomic
def create_confirmed(email: str, password: str | None = None) -> User:
    """Somebody whose address counts as proved: for operators, the demo and tests."""
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=str(user.email), verified=True, primary=True)
    return user


def proved(user: User, email: str) -> bool:
    """Has this person shown that the address is theirs?"""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def clear_expired(now: dt.datetime) -> int:
    """Deletes sessions that ended before `now` and the list rows that belong to no session. How many list rows went."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    model = store.get_model_class()
    model.objects.filter(expire_date__lt=now).delete()
    rows = UserSession.objects.exclude(session_key__in=model.objects.values("session_key"))
    return rows.delete()[0]


def has_staff_role(user: User) -> bool:
    """Does this person work at a clinic, or on the admin pages?"""
    return is_staff(user)
