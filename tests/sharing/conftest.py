"""A clinic with its people, and clients of staff who have shown their second factor."""

import time
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client
from rest_framework.test import APIClient

from backend.accounts.models import User
from backend.clinics.models import Clinic, Membership, Role
from tests import factories
from tests.support.append_only import audit_restored, transactional_audit_db

__all__ = ["audit_restored", "transactional_audit_db"]


@pytest.fixture
def riverside(db: Any) -> Clinic:
    return factories.clinic(looks_at="Dr Okafor looks on working days, 9 to 5.")


@pytest.fixture
def okafor(riverside: Clinic) -> Membership:
    return factories.member(riverside)


@pytest.fixture
def lund(db: Any) -> Membership:
    """A clinician of another clinic."""
    return factories.member(factories.clinic("Hillside Clinic"), name="Dr Kari Lund")


@pytest.fixture
def sam(riverside: Clinic) -> Membership:
    return factories.member(riverside, Role.COORDINATOR, "Sam Reed")


def _with_factor(client: Any, user: User) -> Any:
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    return client


@pytest.fixture
def staff_in() -> Any:
    """membership → a client of the pages, signed in with a second factor."""
    return lambda membership: _with_factor(Client(), membership.user)


@pytest.fixture
def staff_api() -> Any:
    return lambda membership: _with_factor(APIClient(), membership.user)
