"""What every template may use. Touches neither session nor CSRF, so that public pages stay cacheable."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def stride(request: HttpRequest) -> dict[str, Any]:
    return {
        "demo": settings.STRIDE_DEMO,
        "csrf_cookie_name": settings.CSRF_COOKIE_NAME,
        "public_url": settings.PUBLIC_URL,
        "contact_email": settings.CONTACT_EMAIL,
    }
