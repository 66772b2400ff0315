"""What changes between the claim and the sending, and the same answer many times at once."""

import threading

from django.db import connection

from backend.patients.models import Patient
from backend.reminders import services
from backend.reminders.models import Answer, Occurrence, Reminder
from tests.faults.programs import sends, states, wait_until_healed
from tests.reminders.making import reply


def test_what_is_taken_back_between_the_claim_and_the_sending_is_not_sent(burst, programs, service):
    paths = burst(5)
    assert programs.wait(programs.dispatcher(fail_at="after_claim")) == 9
    ended, paused, answered, closing, _stays = Patient.objects.order_by("push_subscriptions__pk")
    now = services.database_now()
    for reminder in Reminder.objects.filter(patient=ended):
        services.end(reminder, now)
    for reminder in Reminder.objects.filter(patient=paused):
        services.pause(reminder, now)
    for row in Occurrence.objects.filter(patient=answered):
        services.record_answers(answered, [reply(row.occurrence_id, "taken", now)], now=now)
    Patient.objects.filter(pk=closing.pk).update(closing_since=now)
    programs.dispatcher()
    wait_until_healed()
    assert (set(sends(service)), states()) == ({paths[4]}, {"sent": 1, "cancelled": 4})


def test_the_same_answer_twenty_times_at_once_is_one(burst):
    burst(1)
    now = services.database_now()
    services.claim_all(now, lambda ids: None)
    row = Occurrence.objects.select_related("patient").first()
    said, wrong = reply(row.occurrence_id, "taken", now), []

    def say():
        try:
            services.record_answers(row.patient, [said], now=now)
        except Exception as error:  # noqa: BLE001 - told in the test's own thread
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=say) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    row.refresh_from_db()
    assert (wrong, row.answer, Answer.objects.count()) == ([], "taken", 1)
