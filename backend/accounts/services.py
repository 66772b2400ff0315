"""The verbs of accounts."""

import secrets

from backend.accounts.models import InstanceValue

EPOCH = "server_epoch"


def server_epoch() -> str:
    """A word that changes when the database was restored: phones then send again what they still keep."""
    return InstanceValue.objects.get_or_create(key=EPOCH, defaults={"value": secrets.token_hex(8)})[0].value


def new_epoch() -> str:
    """After a restore: `manage.py new_epoch`."""
    value = secrets.token_hex(8)
    InstanceValue.objects.update_or_create(key=EPOCH, defaults={"value": value})
    return value
