"""The service worker's text: one classic script from the same modules that the pages load.

A worker that pages can rely on everywhere is a classic script and cannot import ES modules. Instead of a second
sender for it, its script is put together here: the shared modules without their import and export words, in an
order in which each finds what it needs, then the worker's own code, all inside one function.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language, gettext

from backend.education import emergency, library, search
from backend.education.cards import cards
from backend.education.vocabulary import load_terms
from backend.symptoms import check_form, safety_page
from backend.treatment import traffic_light

CORE = ("store", "crypto", "stamp", "outbox", "profile", "days", "http", "device", "session", "phone", "sync", "notices", "push-save")
KEPT_SUFFIXES = (".js", ".css", ".svg", ".png", ".woff2")
KEPT_FOLDERS = ("js", "css", "icons", "drawings")
TEXTS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
ASSETS = "/assets.json"
SHELL = "/shell/log/"
SAFETY = "/shell/safety/"
CHECK = "/shell/check/"
MOMENTS = "/shell/moments/"
SESSION = "/shell/exercise-session/"
TODAY = "/shell/today/"
PLAN = "/shell/plan/"
QUESTIONS = "/shell/questions/"
TRENDS = "/shell/trends/"
OFFLINE = "/offline/"
WALLET_CARD = "/wallet-card/"
ARTICLES = "/learn/pages.json"
KEPT = ("/learn/get-help-now/", "/learn/search.json", WALLET_CARD)  # kept one by one; help first, before what is large

_IMPORT = re.compile(r'^import [^;]*? from "\./[\w-]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?function |const |class )", re.MULTILINE)
_LEFT_OVER = re.compile(r"^\s*(import|export)\b.*", re.MULTILINE)


def as_classic(source: str) -> str:
    """A module's text as classic script. ValueError for an import or export of a form that is not handled."""
    plain = _EXPORT.sub("", _IMPORT.sub("", source))
    if left := _LEFT_OVER.search(plain):
        raise ValueError(f"The service worker cannot take this line over: {left.group().strip()}")
    return plain


def read_script(name: str) -> str:
    """A script of ours by its plain name, from the source folder or, in a container, from the collected files."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    with open(path, encoding="utf-8") as file:
        return file.read()


def core() -> str:
    return "\n".join(as_classic(read_script(f"js/{name}.js")) for name in CORE)


def _kept_names() -> list[str]:
    collected = getattr(staticfiles_storage, "hashed_files", None)
    names = collected or {name for finder in finders.get_finders() for name, _storage in finder.list([])}
    return sorted(name for name in names if is_kept(name))


def assets() -> list[str]:
    """Addresses (hashed) of every file that the kept pages may need."""
    return [static(name) for name in _kept_names()]


def assets_in_one() -> dict[str, dict[str, str]]:
    """Content type → address → text of every kept file that is text, as it is served: 140 answers of their own would make a phone wait."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in TEXTS.values()}
    for name in _kept_names():
        if kind := TEXTS.get(Path(name).suffix):
            found[kind][static(name)] = _served(name)
    return found


def _served(name: str) -> str:
    """With the hashed addresses that collecting wrote into it, where files are collected."""
    hashed = getattr(staticfiles_storage, "hashed_files", {}).get(name)
    return staticfiles_storage.open(hashed).read().decode() if hashed else read_script(name)


def is_kept(name: str) -> bool:
    """A drawing stands inside its page; only its style sheet is a file that pages ask for."""
    folder, _, rest = name.partition("/")
    suffixes = (".css",) if folder == "drawings" else KEPT_SUFFIXES
    return folder in KEPT_FOLDERS and rest != "" and name.endswith(suffixes)


def reminder_words() -> dict[str, str]:
    """What a notification says when its message cannot be read, or was answered on this phone already: neutral words."""
    return {
        "title": "Stride",
        "body": gettext("You have a reminder. Open it to see which."),
        "recorded": gettext("Already recorded."),
        "icon": static("icons/app-192.png"),
        "lang": get_language() or settings.LANGUAGE_CODE,
    }


def config(assets: Iterable[str], pages: Iterable[str], shells: str) -> dict[str, object]:
    """What the worker is told. `version` changes when any kept file, page list or shell does."""
    told = {
        "assets": list(assets),
        "pages": list(pages),
        "kept": list(KEPT),
        "assetsInOne": ASSETS,
        "articles": ARTICLES,
        "shell": SHELL,
        "safety": SAFETY,
        "check": CHECK,
        "moments": MOMENTS,
        "session": SESSION,
        "today": TODAY,
        "plan": PLAN,
        "questions": QUESTIONS,
        "trends": TRENDS,
        "offline": OFFLINE,
        "csrfCookie": settings.CSRF_COOKIE_NAME,
        "reminder": reminder_words(),
    }
    seed = json.dumps([told, shells])
    return {**told, "version": hashlib.sha256(seed.encode()).hexdigest()[:16]}


def shells() -> str:
    """The text of the neutral pages, and of the articles, so that a change of their words reaches the phones."""
    language = library.current_language()
    words = (library.articles(), load_terms(language), search.synonyms(language), cards(language), emergency.COUNTRIES)
    safety = render_to_string("pwa/safety_shell.html", safety_page.neutral())
    check = render_to_string("pwa/check_shell.html", check_form.form_context())
    return (
        safety
        + check
        + render_to_string("pwa/session_shell.html", traffic_light.as_page())
        + render_to_string("pwa/moments_shell.html")
        + render_to_string("pwa/today_shell.html")
        + render_to_string("pwa/plan_shell.html")
        + render_to_string("pwa/questions_shell.html")
        + render_to_string("pwa/trends_shell.html")
        + render_to_string("pwa/log_shell.html")
        + render_to_string("pwa/offline.html")
        + repr(words)
    )


def bare_page() -> str:
    """What the worker can say when the browser has thrown away everything that it kept: whom to call, by country."""
    named = [emergency.for_country(code) for code, _name in emergency.choices() if code != emergency.SOMEWHERE_ELSE]
    first = [country for country in named if country.code not in emergency.AMBULANCE]
    others = [country for country in named if country.code in emergency.AMBULANCE]
    return render_to_string("pwa/bare.html", {"language": get_language(), "first": first, "others": others})


def script() -> str:
    """The whole worker."""
    bare = bare_page()
    told = json.dumps(config(assets(), [*library.offline_pages(), WALLET_CARD], shells() + bare) | {"bare": bare})
    return f'"use strict";\n(() => {{\nconst CONFIG = {told};\n{core()}\n{read_script("service-worker.js")}\n}})();\n'
