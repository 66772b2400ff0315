"""Draws pages of a copy of Stride in the language that LANGUAGE_CODE names, and prints them as JSON. Run in that copy, with a database of its own."""

import json
import sys
import time
from typing import Any

import django

django.setup()

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from backend.education import checks  # noqa: E402
from backend.pwa import worker  # noqa: E402

PUBLIC = [
    *("/", "/learn/", "/learn/?q=нумбнесс", "/privacy/", "/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
    *("/offline/", "/install/", "/shell/log/", "/shell/today/", "/shell/safety/", "/shell/check/", "/shell/exercise-session/", "/shell/moments/"),
]
OWN = [
    *("/today/", "/log/", "/diary/", "/trends/", "/menu/", "/me/", "/share/", "/safety/", "/check/", "/moments/", "/questions/"),
    *("/plan/", "/plan/week/", "/plan/medicines/add/", "/plan/medicines/add/steps/"),
]
OWN += [f"/plan/{path}" for path in ("", "medicines/add/", "medicines/add/steps/")]
OWN += [f"/plan/{path}/" for path in ("exercises", "exercises/edit", "exercises/session", "routines", "routines/add")]
OWN += [f"/reminders/{path}" for path in ("", "how/", "test/", "sent/", "calendar/", "diary/")]

WRONG: dict[str, dict[str, str]] = {
    "/accounts/login/": {"login": "2@3.4"},
    "/accounts/signup/": {},
    "/accounts/login/code/": {},
    "/me/": {"country": "??"},
    "/share/code/": {"code": "?"},
    "/questions/add/": {},
    "/reminders/how/": {},
    "/reminders/diary/": {"daily_log_time": "?"},
    "/plan/exercises/edit/": {},
    "/plan/exercises/session/": {},
    "/plan/routines/add/": {},
}


def somebody() -> Any:
    from backend.accounts.models import User
    from backend.patients.models import Patient

    user = User.objects.create_user("2@3.45")
    legs = {"left_affected": True, "right_affected": True, "numb_at_start": "yes"}
    return Patient.objects.create(user=user, name="Амина", country="GB", time_zone="Europe/London", **legs)


def staff(patient: Any) -> tuple[list[Client], Any]:
    """A clinician and a coordinator, signed in with a second factor, and what the patient shares with their clinic."""
    from backend.accounts.models import User
    from backend.clinics.models import Clinic, Membership
    from backend.sharing.models import Grant

    clinic = Clinic.objects.create(name="Клиник", country="GB", opening_hours="9–17", code="234567", looks_at="Лоокс")
    clients = []
    for number, role in enumerate(["clinician", "coordinator"], 6):
        user = User.objects.create_user(f"{number}@3.45")
        Membership.objects.create(user=user, clinic=clinic, role=role, display_name="Окафор")
        clients.append(Client(SERVER_NAME="localhost"))
        clients[-1].force_login(user)
        session = clients[-1].session
        session["account_authentication_methods_user"] = str(user.pk)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session.save()
    scopes = ["diary", "safety", "notes", "questionnaires"]
    shared = {"clinician_scopes": scopes, "coordinator_scopes": ["diary"], "from_date": "2020-01-01"}
    return clients, Grant.objects.create(patient=patient, clinic=clinic, **shared)


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


class Pages(dict[str, str]):
    """What was drawn, by address and state."""

    def look(self, client: Client, paths: list[str], state: str = "") -> None:
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            self[path + state] = answer.content.decode()

    def mistake(self, client: Client, path: str, fields: dict[str, str]) -> None:
        answer = client.post(path, fields)
        assert answer.status_code in {200, 400}, path
        self[f"{path} with {fields}"] = answer.content.decode()


def drawn() -> Pages:
    pages, patient = Pages(), somebody()
    stranger, her = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    her.force_login(patient.user)
    pages.look(stranger, PUBLIC)
    pages.look(her, OWN)
    log_a_day(her, str(patient.user.account))
    (clinician, coordinator), grant = staff(patient)
    pages.look(her, [*OWN, f"/diary/{timezone.now().date()}/", "/share/looked/", f"/share/{grant.id}/", "/share/helpers/"], " later")
    pages.look(clinician, ["/clinic/", f"/clinic/patients/{grant.id}/", f"/clinic/patients/{grant.id}/days/"])
    pages.look(coordinator, ["/clinic/enrolled/"])
    for path, fields in WRONG.items():
        pages.mistake(stranger if path in PUBLIC else her, path, fields)
    pages["the worker's own page"] = worker.bare_page()
    return Pages(pages | stranger.get("/learn/pages.json").json())


def main() -> None:
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    faults = [str(fault) for fault in checks.check(settings.LANGUAGE_CODE)]
    json.dump({"pages": drawn(), "faults": faults}, sys.stdout)


main()
