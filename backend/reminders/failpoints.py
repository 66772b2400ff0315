"""Places where a test may kill the process, as a power cut would: STRIDE_FAIL_AT names one. Outside tests the settings refuse it."""

import os

from django.conf import settings


def reached(place: str) -> None:
    if place == settings.REMINDERS_FAIL_AT:
        os._exit(9)
