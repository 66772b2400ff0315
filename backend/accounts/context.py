"""What pages may ask about the signed-in person. Each is a function, so a page that does not ask opens no session."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from backend.accounts import factor


def person(request: HttpRequest) -> dict[str, Any]:
    """`works_here`: has a clinic; `keeps_diary`: is a patient; `no_factor_asked`: the demo's staff, and the page says so."""

    def ask(question: Callable[[Any], bool]) -> Callable[[], bool]:
        return lambda: hasattr(request, "user") and request.user.is_authenticated and question(request.user)

    return {
        "works_here": ask(factor.is_staff),
        "keeps_diary": ask(factor.has_diary),
        "no_factor_asked": ask(factor.is_demo),
    }
