"""The pages of the plan as tests open them, without JavaScript."""

import re
import uuid
from typing import Any

from django.test import Client

from backend.treatment.models import Medicine
from tests.treatment.medicines import TODAY

ADD, STEPS = "/plan/medicines/add/", "/plan/medicines/add/steps/"


def words(response: Any) -> str:
    """Without what only scripts show."""
    return " ".join(re.sub(r"<template.*?</template>", "", response.content.decode(), flags=re.DOTALL).split())


def page(her: Client, medicine: Medicine) -> str:
    return f"/plan/medicines/{medicine.pk}/"


def take(her: Client, medicine: Medicine, **more: Any) -> Any:
    """One tap on the button "I took it"."""
    return her.post(page(her, medicine), {"do": "took", "dose": str(uuid.uuid4()), "envelope": str(uuid.uuid4())} | more, follow=True)


def typed(**more: Any) -> dict[str, Any]:
    """The form of a new medicine."""
    return {
        "id": str(uuid.uuid4()),
        "name": "Gabapentin",
        "dose_text": "300 mg",
        "form": "times",
        "times": "8am and 8pm",
        "starts_on": TODAY.isoformat(),
    } | more


def rows(*steps: tuple[str, str, str], do: str = "look", **more: Any) -> dict[str, Any]:
    """The lines of a titration as they were typed: (day, dose, times)."""
    lines = {f"{name}-{number}": value for number, step in enumerate(steps) for name, value in zip(("day", "dose", "times"), step, strict=True)}
    return {"id": str(uuid.uuid4()), "name": "Gabapentin", "rows": str(len(steps)), "do": do} | lines | more
