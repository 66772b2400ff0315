"""`among` finds what `in` finds, on both databases."""

import uuid

import pytest

from backend.patients.models import Patient
from backend.reminders.models import Notice
from tests.reminders.making import at

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def notice(patient: Patient, minute: int) -> Notice:
    when = at(f"2026-11-20 08:{minute:02}")
    return Notice.objects.create(patient=patient, due_at=when, send_at=when, late_at=when)


def test_among_finds_what_in_finds(amina, boris):
    made = [notice(who, minute) for who in (amina, boris) for minute in range(3)]
    some = [made[0].pk, made[4].pk, 0]
    assert {one.pk for one in Notice.objects.filter(pk__among=some)} == {made[0].pk, made[4].pk}
    assert set(Notice.objects.filter(notice_id__among=[made[1].notice_id, uuid.uuid4()])) == {made[1]}
    assert set(Notice.objects.filter(patient__among={boris.pk})) == set(made[3:])
    assert Notice.objects.exclude(pk__among=some).count() == 4
    assert not Notice.objects.filter(pk__among=[]).exists()


def test_a_thousand_values_are_one_parameter(amina, django_assert_num_queries):
    made = notice(amina, 0)
    with django_assert_num_queries(1):
        assert Notice.objects.filter(pk__among=range(made.pk - 40_000, made.pk + 40_000)).update(reason="found") == 1
