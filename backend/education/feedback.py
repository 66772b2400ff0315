"""POST /learn/<slug>/feedback/: "Was this page clear?". No session, no cookie, no person.

Free text is a trap: a line is taken only beside "it is not about something new or getting worse". Who says that it is, is led to
"Get help now", and nothing is kept.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.common import network
from backend.education import library
from backend.education.articles import Article
from backend.education.models import Feedback
from backend.education.search import names_danger

MOST, WINDOW_S = 20, 3600  # of one network: a waiting room is one
UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what comes after them: whoever reads the list would read it wrongly."""


class SeeOther(HttpResponseRedirect):
    status_code = 303


@dataclass
class Said:
    """What came with the form; `faults`: what to do about the answer, the question before a line, the line."""

    clear: str
    new: str
    line: str
    version: int
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def is_danger(self) -> bool:
        """Whatever else was said of the line, "Get help now" stands before the answer to it."""
        return names_danger(self.line)


def read(data: Mapping[str, str], article: Article) -> Said:
    said = Said(data.get("clear", ""), data.get("new", ""), clean(data.get("line", "")), _version(data.get("version", ""), article))
    if said.clear not in Feedback.Clear.values:
        said.clear = ""
        said.faults["answer"] = _("Tap Yes or No.")
    if said.line and said.new != "no":
        said.faults["new"] = _("Say first if it is about something new or getting worse.")
    if len(said.line) > Feedback.LONGEST:
        said.faults["line"] = _("Use 300 characters or fewer.")
    return said


def clean(text: str) -> str:
    """One line: what cannot be seen becomes a space. Letters of every script and emoji stay as they are."""
    seen = "".join(" " if unicodedata.category(letter) in UNSEEN else letter for letter in TURNS.sub("", text))
    return " ".join(seen.split())


def _version(text: str, article: Article) -> int:
    """A page that was kept offline may be older than the article is now."""
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,3}", text, re.ASCII) and int(text) <= article.version else article.version


@csrf_exempt
@require_POST
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        article = library.article(slug)
    except KeyError:
        raise Http404 from None
    if network.is_cross_site(request):
        return _page(request, article, "elsewhere", 403)
    if request.POST.get("new") == "yes":
        return SeeOther(reverse("education:article", args=[library.HELP]))
    said = read(request.POST, article)
    if said.faults:
        return _page(request, article, "again", 400, said)
    if network.is_too_often(request, "feedback", MOST, WINDOW_S):
        response = _page(request, article, "busy", 429, said)
        response["Retry-After"] = str(WINDOW_S)
        return response
    keep(article, said)
    return _page(request, article, "thanks", 200, said)


def keep(article: Article, said: Said) -> None:
    Feedback.objects.create(slug=article.slug, version=said.version, language=article.language, clear=said.clear, line=said.line, date=timezone.now().date())


def _page(request: HttpRequest, article: Article, state: str, status: int, said: Said | None = None) -> HttpResponse:
    return render(request, "education/feedback.html", {"article": article, "state": state, "said": said, "tab": "learn"}, status=status)
