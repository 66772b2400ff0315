"""How public pages are served: made once, kept in memory with their gzip, and the same for everyone.

They read neither session nor CSRF and carry no secret, so one copy serves everybody and packing it gives nothing away.
Content changes with a release only, and the date on the page with the day: that is what a kept copy is known by.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]
MAX_AGE = 300  # seconds that anyone may keep a page without asking
MOST_KEPT = 500


@dataclass(frozen=True)
class Kept:
    body: bytes
    packed: bytes
    content_type: str
    etag: str

    def response(self, request: HttpRequest) -> HttpResponseBase:
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(self.packed if packed else self.body, content_type=self.content_type)
        if packed:
            response["Content-Encoding"] = "gzip"
        response["Vary"] = "Accept-Encoding"
        response["ETag"] = self.etag
        patch_cache_control(response, public=True, max_age=MAX_AGE)
        return get_conditional_response(request, etag=self.etag, response=response) or response


def keep(response: HttpResponse) -> Kept:
    digest = hashlib.sha256(response.content).hexdigest()[:24]
    return Kept(response.content, gzip.compress(response.content, 6, mtime=0), response["Content-Type"], f'W/"{digest}"')


_kept: dict[tuple[object, ...], Kept] = {}


def public(view: View) -> Callable[..., HttpResponseBase]:
    """Anyone may keep the page for 5 minutes; after that an ETag tells whether it changed. A search is made anew each time."""

    @csrf_exempt  # it changes nothing: whoever sends is told 405, and not about a token
    @require_safe
    @wraps(view)
    def served(request: HttpRequest, **where: str) -> HttpResponseBase:
        if request.GET:
            return keep(view(request, **where)).response(request)
        key = (view, tuple(sorted(where.items())), get_language(), timezone.now().date(), settings.PUBLIC_URL)
        if key not in _kept:
            made = keep(view(request, **where))
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[key] = made
        return _kept[key].response(request)

    return served
