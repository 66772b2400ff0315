"""What is stored already, read in one statement: on both databases what Django itself would find."""

import uuid

import pytest

from backend.audit import services as audit
from backend.audit.models import AuditEvent
from backend.symptoms import stored
from backend.symptoms.services import record_envelopes
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_days_moments_and_revisions_are_found_by_date_and_by_id(amina, boris):
    today = amina.today()
    item = factories.envelope(today, {"pain_avg": 4, "tripped": "fall", "note": "a 'quoted' \\ word"})
    for patient in (amina, boris):
        record_envelopes(patient, patient.user, [item])
    day, moment, revision = amina.days.get(), amina.moments.get(), amina.revisions.get()
    expected = [
        stored.Row(stored.DAY, day.pk, today, day.winners, day.provenance, day.complete, False, None),
        stored.Row(stored.MOMENT, moment.pk, today, moment.winners, "", False, False, moment.moment_id),
        stored.Row(stored.REVISION, revision.pk, None, {}, revision.body_hash, False, False, revision.envelope_id),
    ]
    found = stored.rows(amina, {today}, set(), {revision.envelope_id, uuid.uuid4()})
    assert sorted(found, key=lambda row: row.what) == expected
    assert stored.rows(amina, set(), {moment.moment_id}, set()) == expected[1:2]
    assert stored.rows(amina, set(), set(), set()) == []


def test_the_audit_row_of_a_write_is_the_one_that_record_makes(amina):
    said = {"subject": amina.user, "detail": {"revisions": 2, "fields": ["note"]}}
    audit.record(amina.user, "diary.recorded", amina, **said)
    audit.write(amina.user, "diary.recorded", amina, **said)
    first, second = (row | {"id": 0, "at": None} for row in AuditEvent.objects.order_by("pk").values())
    assert first == second
    assert all(event.at for event in AuditEvent.objects.all())
