"""Pages that exist in the demo only: the e-mails that were not sent, and every piece of the look."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from backend.accounts.models import DemoMail

SHOWN = 30


def _demo_only() -> None:
    if not settings.STRIDE_DEMO:
        raise Http404


def mail(request: HttpRequest) -> HttpResponse:
    """The newest e-mails, with their codes, and the way back to the page that asks for one."""
    _demo_only()
    asked = request.GET.get("next", "")
    back = asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"
    return render(request, "home/demo_mail.html", {"mails": DemoMail.objects.all()[:SHOWN], "back": back})


def pieces(request: HttpRequest) -> HttpResponse:
    """The style guide: every component in each of its states."""
    _demo_only()
    return render(request, "styleguide.html", {"today": timezone.localdate()})
