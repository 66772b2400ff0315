"""What a phone installs: the worker, the manifest, and the neutral pages. All public: no session, no CSRF."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from backend.education import serving
from backend.pwa import worker
from backend.symptoms import check_form, safety_page
from backend.treatment import traffic_light

View = Callable[[HttpRequest], HttpResponse]


def neutral(view: View) -> View:
    """The same for everybody, asked again each time, answered 304 when nothing changed."""
    return require_safe(conditional_page(cache_control(public=True, no_cache=True)(view)))


@lru_cache(maxsize=1)
def _script() -> str:
    return worker.script()


@neutral
def service_worker(request: HttpRequest) -> HttpResponse:
    script = worker.script() if settings.DEBUG else _script()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/"})


@lru_cache(maxsize=1)
def _assets() -> serving.Kept:
    return serving.keep(JsonResponse(worker.assets_in_one()))


@require_safe
def assets(request: HttpRequest) -> HttpResponseBase:
    """Every script, style and icon that a phone keeps, in one answer."""
    kept = serving.keep(JsonResponse(worker.assets_in_one())) if settings.DEBUG else _assets()
    return kept.response(request)


@neutral
def log_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/log_shell.html")


@neutral
def safety_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/safety_shell.html", safety_page.neutral())


@neutral
def check_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/check_shell.html", check_form.form_context())


@neutral
def session_shell(request: HttpRequest) -> HttpResponse:
    """An exercise session."""
    return render(request, "pwa/session_shell.html", traffic_light.as_page())


@neutral
def moments_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/moments_shell.html")


@neutral
def today_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/today_shell.html", {"tab": "today"})


@neutral
def plan_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/plan_shell.html", {"tab": "plan"})


@neutral
def questions_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/questions_shell.html", {"tab": "menu"})


@neutral
def trends_shell(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/trends_shell.html", {"tab": "trends"})


@neutral
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where a phone leads when it hears that it was signed out from another one."""
    return render(request, "pwa/signed_out.html")


@neutral
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "pwa/offline.html")


@neutral
def install(request: HttpRequest) -> HttpResponse:
    """How to put Stride on the home screen, for each kind of phone."""
    return render(request, "pwa/install.html")


def _icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    return {"src": static(f"icons/{name}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _shortcut(name: str, url: str) -> dict[str, object]:
    return {"name": name, "url": url, "icons": [_icon("app", 192)]}


@neutral
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [_icon("app", 192), _icon("app", 512), _icon("app-maskable", 192, "maskable"), _icon("app-maskable", 512, "maskable")]
    told = {
        "id": "/",
        "name": "Stride",
        "short_name": "Stride",
        "description": gettext("Learn, log and share how your legs are doing."),
        "lang": request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else settings.LANGUAGE_CODE,
        "start_url": "/today/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f3ed",
        "theme_color": "#f5f3ed",
        "icons": icons,
        "shortcuts": [_shortcut(gettext("Log today"), "/log/"), _shortcut(gettext("Get help now"), "/learn/get-help-now/")],
    }
    return JsonResponse(told, content_type="application/manifest+json")
