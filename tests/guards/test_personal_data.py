"""Every model with personal data is named by the app that exports and closes it; the export holds each of its rows.

A new model: add it to HELD in its app's account.py, and a row of it to tests/personal.py.
"""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from backend.audit.models import AuditEvent
from backend.common import hooks
from backend.patients.models import Patient
from tests import factories
from tests.personal import EMAIL, full_patient, works

PEOPLE = (get_user_model(), Patient)
TELLING = {"email", "to", "account", "actor", "subject", "user_agent", "ip"}
"""Fields by which a row is about a person without a foreign key."""
NOBODYS = {
    "patients.ClosedDevice": "hashes of ids of phones; no account is named",
    "clinics.Clinic": "a clinic's own address and telephone",
}


def held() -> dict[str, hooks.Held]:
    return {label: entry for _app, models_of_app in hooks.personal_data for label, entry in models_of_app.items()}


def leads_to_a_person(model: type[models.Model], seen: frozenset[Any] = frozenset()) -> bool:
    if model in PEOPLE or TELLING & {field.name for field in model._meta.get_fields() if field.concrete}:
        return True
    onward = {field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation and field.related_model}
    return any(leads_to_a_person(other, seen | {model}) for other in onward - seen - {model})


def personal() -> set[str]:
    every = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return {model._meta.label for model in every if leads_to_a_person(model)}


def test_every_model_about_a_person_is_named_by_an_app_that_exports_and_closes():
    assert personal() - held().keys() - NOBODYS.keys() == set(), "Name it in HELD of its app's account.py."


def test_nothing_is_named_that_does_not_exist():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert held().keys() <= labels


def test_an_app_that_names_models_registers_both_halves():
    named = {app for app, _models in hooks.personal_data}
    assert named == dict(hooks.exporters).keys() == dict(hooks.closers).keys()


def test_a_model_that_nobody_named_is_found():
    assert {"symptoms.DiaryRevision", "sharing.ClinicInvitation", "audit.AuditLink", "mfa.Authenticator", "accounts.User_groups"} <= personal()


def test_what_is_left_out_says_why():
    with pytest.raises(ValueError, match="or say why"):
        hooks.Held()


def rows_about(label: str, patient: Patient) -> int:
    """Counted without the exporters: by the model's own way to the person."""
    model = apps.get_model(label)
    user = patient.user
    if model is AuditEvent:
        return model.objects.filter(Q(actor=user.account) | Q(subject=user.account)).count()
    ways = {"patient": patient, "user": user, "email": EMAIL, "medicine": patient.medicines.all(), "notice": patient.notices.all()}
    names = {field.name for field in model._meta.get_fields()}
    way = {"patients.Patient": {"pk": patient.pk}, "accounts.User": {"pk": user.pk}}.get(label)
    found = way or next({name if name in ("patient", "user", "email") else f"{name}__in": ways[name]} for name in ways if name in names)
    return int(model._default_manager.filter(**found).count())


@pytest.mark.django_db
def test_the_export_holds_every_row_of_every_table_that_is_named():
    clinic = factories.clinic()
    patient = full_patient(clinic)
    works(patient.user, clinic)
    exported = {table: len(list(rows)) for _app, export in hooks.exporters for table, rows in export(patient.user)}
    counted = {entry.table: rows_about(label, patient) for label, entry in held().items() if entry.table}
    assert counted == {table: exported[table] for table in counted}
    assert 0 not in counted.values(), "Give tests/personal.py a row for each table, or this shows nothing."


@pytest.mark.django_db
def test_a_strangers_rows_stay_out():
    full_patient(factories.clinic())
    stranger = factories.patient()
    exported = {table: len(list(rows)) for _app, export in hooks.exporters for table, rows in export(stranger.user)}
    assert {table for table, rows in exported.items() if rows} == {"account", "profile"}
