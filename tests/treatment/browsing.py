"""The pages of the plan as tests open them, without JavaScript."""

import re
import uuid
from typing import Any

from django.test import Client

from backend.treatment.models import Medicine


def words(response: Any) -> str:
    """Without what only scripts show."""
    return " ".join(re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL).split())


def page(her: Client, medicine: Medicine) -> str:
    return f"/plan/medicines/{medicine.pk}/"


def take(her: Client, medicine: Medicine, **more: Any) -> Any:
    """One tap on the button "I took it"."""
    return her.post(page(her, medicine), {"do": "took", "dose": str(uuid.uuid4()), "envelope": str(uuid.uuid4())} | more, follow=True)
