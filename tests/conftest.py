"""Fixtures of the whole suite: the cast, and signed-in clients."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from backend.patients.models import Patient
from tests import factories


@pytest.fixture
def amina(db: Any) -> Patient:
    return factories.patient("amina@example.org")


@pytest.fixture
def boris(db: Any) -> Patient:
    return factories.patient("boris@example.org")


@pytest.fixture
def sign_in() -> Any:
    """user → a client of the pages, signed in."""

    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def api_as() -> Any:
    """user → a client of the API, signed in by a session."""

    def signed_in(user: Any) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return signed_in
