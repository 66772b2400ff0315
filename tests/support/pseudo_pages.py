"""Draws pages of a copy of Stride in the language that LANGUAGE_CODE names, and prints them as JSON. Run in that copy, with a database of its own."""

import json
import sys
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from backend.education import checks  # noqa: E402

PUBLIC = [
    *("/", "/learn/", "/learn/?q=нумбнесс", "/privacy/", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
    *("/offline/", "/install/", "/shell/log/", "/shell/today/", "/shell/safety/", "/shell/check/", "/shell/moments/"),
]
OWN = ["/today/", "/log/", "/diary/", "/trends/", "/menu/", "/me/", "/share/", "/safety/", "/check/", "/moments/", "/questions/"]

WRONG: dict[str, dict[str, str]] = {
    "/accounts/login/": {"login": "2@3.4"},
    "/accounts/signup/": {},
    "/accounts/login/code/": {},
    "/me/": {"country": "??"},
    "/share/code/": {"code": "?"},
    "/questions/add/": {},
}


def somebody() -> Any:
    from backend.accounts.models import User
    from backend.patients.models import Patient

    user = User.objects.create_user("2@3.45")
    legs = {"left_affected": True, "right_affected": True, "numb_at_start": "yes"}
    return Patient.objects.create(user=user, name="Амина", country="GB", time_zone="Europe/London", **legs).user


def log_a_day(client: Client, account: str) -> None:
    now = timezone.now()
    stamp, day = now.strftime("%Y-%m-%dT%H:%M:%S.000Z"), str(now.date())
    fields = {"pain_avg": 6, "pain_worst": 8, "strength_left": "weaker", "strength_right": "same", "numbness": "more", "new": "nothing"}
    bodies: dict[str, Any] = {
        "diary": {"date": day, "fields": fields},
        "moment": {"moment": "00000000-0000-4000-8000-000000000009", "date": day, "fields": {"kind": "fall"}},
    }
    items = [
        {"id": f"00000000-0000-4000-8000-00000000000{n}", "kind": kind, "stamp": stamp, "tz": "Europe/London", "schema": 1, "body": body}
        for n, (kind, body) in enumerate(bodies.items())
    ]
    answer = client.post("/api/v1/sync/", {"items": items}, content_type="application/json", headers={"X-Stride-Account": account}).json()
    assert {result["code"] for result in answer["results"]} == {"stored"}, answer


def main() -> None:
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    pages: dict[str, str] = {}
    stranger, her = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    user = somebody()
    her.force_login(user)

    def look(client: Client, paths: list[str], state: str = "") -> None:
        for path in paths:
            answer = client.get(path)
            pages[f"{path} {answer.status_code}{state}"] = answer.content.decode()

    look(stranger, PUBLIC)
    look(her, OWN)
    log_a_day(her, str(user.account))
    look(her, ["/today/", "/log/", "/diary/", "/trends/", f"/diary/{timezone.now().date()}/", "/moments/", "/safety/"], " after a day")
    for path, fields in WRONG.items():
        answer = (stranger if path in PUBLIC else her).post(path, fields)
        pages[f"{path} {answer.status_code} with {fields}"] = answer.content.decode()
    for path, html in stranger.get("/learn/pages.json").json().items():
        pages[path] = html
    faults = [str(fault) for fault in checks.check(settings.LANGUAGE_CODE)]
    json.dump({"pages": pages, "faults": faults}, sys.stdout)


main()
