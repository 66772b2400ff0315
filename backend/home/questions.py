"""My questions: what to ask at the next review. Plain pages; nobody but their owner sees them."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.education import library, reading
from backend.education.library import Article
from backend.education.search import names_danger
from backend.home import question_form
from backend.home.people import for_patient
from backend.home.question_form import TICKS, OwnWords
from backend.patients.models import Patient, Question
from backend.symptoms import questions as questions_of
from backend.symptoms.questions import id_from_article
from backend.symptoms.safety_address import leads_to

WORSE = ("new", "worse")
NUMBER_DIGITS = 3


@never_cache
@require_safe
@for_patient
def questions(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Open ones first, those asked below. `?removed=` offers to bring one back."""
    found = list(patient.questions.standing())
    context = {
        "patient": patient,
        "open": [_shown(one) for one in found if not one.asked],
        "asked": [_shown(one) for one in found if one.asked],
        "danger": any(names_danger(one.text) for one in found if not one.asked and questions_of.is_own(patient.user.account, one)),
        "removed": _removed(patient, request.GET.get("removed", "")),
        "kept": "kept" in request.GET,
        "today": patient.today(),
        "tab": "menu",
    }
    return render(request, "home/questions.html", context)


def _shown(question: Question) -> dict[str, Any]:
    return {"id": question.question_id, "text": question.text, "article": _article(question.article)}


def _article(slug: str) -> Article | None:
    try:
        return library.article(slug) if slug else None
    except KeyError:
        return None


def _removed(patient: Patient, text: str) -> Question | None:
    try:
        return patient.questions.filter(question_id=uuid.UUID(text), withdrawn=True).exclude(text="").first()
    except ValueError:
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_patient
def add(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Her own words; with `from` and `number` a question of an article. The address never holds anybody's words."""
    if "from" in request.GET:
        return _from_article(request, patient, request.GET["from"], request.GET.get("number", ""))
    form = OwnWords(request.POST if request.method == "POST" else None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        said = {question_form.new_id(request.POST.get("envelope", ""), text): {"text": text}}
        if question_form.keep(patient, said, request.POST, worse=form.is_worse):
            return _after(patient, form)
    if form.is_worse and not request.POST.get("text", "").strip() and question_form.keep(patient, {}, request.POST, worse=True):
        return redirect(leads_to(WORSE, patient.today()))
    return _page(request, patient, form)


def _after(patient: Patient, form: OwnWords) -> HttpResponse:
    """New or worse, and words of danger: to every door of "Get help now", unfolded. Nobody here says which it is."""
    if form.is_worse:
        return redirect(leads_to(WORSE, patient.today(), note=form.data["text"]))
    return redirect(f"{reverse('home:questions')}?kept")


def _page(request: HttpRequest, patient: Patient, form: OwnWords, **more: Any) -> HttpResponse:
    """With errors it holds what was typed, and the way to the safety page for whoever said yes."""
    context = {
        "patient": patient,
        "form": form,
        "worse": form.is_worse,
        "danger": form.is_danger,
        "filled_by": request.POST.get("filled_by", ""),
        "envelope": request.POST.get("envelope") or uuid.uuid4(),
        "tab": "menu",
    }
    return render(request, "home/question.html", context | more)


def _from_article(request: HttpRequest, patient: Patient, slug: str, number: str) -> HttpResponse:
    article, text = _asked_in(slug, number)
    key = id_from_article(patient.user.account, slug, text)
    if request.method == "POST":
        question_form.keep(patient, {key: {"text": text, "article": slug, "asked": False, "withdrawn": False}}, request.POST)
        return redirect(request.get_full_path())
    stands = patient.questions.unasked().filter(question_id=key).exists()
    context = {"article": article, "text": text, "stands": stands, "key": key, "number": number, "tab": "learn"}
    return render(request, "home/question_of_article.html", context)


def _asked_in(slug: str, number: str) -> tuple[Article, str]:
    """The article and the words of that question of it; Http404 where there is none."""
    if not number.isascii() or not number.isdigit() or len(number) > NUMBER_DIGITS:
        raise Http404
    try:
        article = library.article(slug)
        return article, reading.question(article, int(number))
    except LookupError:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_patient
def question(request: HttpRequest, patient: Patient, question_id: uuid.UUID) -> HttpResponse:
    """Tick it, remove it, bring it back, or change its words."""
    found = get_object_or_404(patient.questions.exclude(text=""), question_id=question_id)
    do = request.POST.get("do", "")
    if do in TICKS:
        question_form.keep(patient, {question_id: TICKS[do]}, request.POST)
        return redirect(reverse("home:questions") + (f"?removed={question_id}" if do == "remove" else ""))
    form = OwnWords(request.POST if request.method == "POST" else None, initial={"text": found.text})
    if form.is_valid():
        said = question_form.changed(patient, found, form.cleaned_data["text"])
        if question_form.keep(patient, said, request.POST, worse=form.is_worse):
            return _after(patient, form)
    return _page(request, patient, form, changes=found)
