"""1,000 reminders due in every minute, sent by `manage.py dispatch --loop`: how late they go out, also while others edit theirs; and memory.

    python -m benchmarks.steady OUT.json [--quick | --full]

The first half of the minutes is quiet; in the second half this process changes reminders of other people as fast as it can, up to
1,000 a second. Lateness is `sent_at - due_at`, both by the database's clock. Last, a worker and a beat of Celery send one more minute's.
"""

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from backend.config.runner import processes  # noqa: E402
from backend.config.runner.lifeline import child_setup  # noqa: E402
from backend.patients.models import Patient  # noqa: E402
from backend.reminders import dispatch_sql, services, tasks  # noqa: E402
from backend.reminders.models import Delivery, Notice  # noqa: E402
from benchmarks import due, facts  # noqa: E402

MINUTE, LEAD = dt.timedelta(minutes=1), dt.timedelta(seconds=10)
PER_MINUTE, EDITS_S = 1000, 1000
MINUTES = {"--quick": 2, "": 4, "--full": 30}
PATIENCE_S, BEATS_S = 120, 10.0
QUIET, STORM = "quiet", "while others edit"


def lateness(seconds: Sequence[float], wanted: int) -> dict[str, float]:
    """Of what was sent; `within_10_s` is the share of all that was due."""
    found = sorted(seconds)
    cuts = statistics.quantiles(found, n=100, method="inclusive") if len(found) > 1 else [0.0] * 99
    within = sum(one <= 10 for one in found) / wanted
    return {"due": wanted, "sent": len(found), "p50_s": cuts[49], "p99_s": cuts[98], "most_s": found[-1] if found else 0.0, "within_10_s": within}


def pss_mb(pid: int) -> float:
    """What a process takes for itself and its share of what it shares. Linux only, else 0."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@contextmanager
def running(*command: str) -> Iterator[int]:
    env = {**os.environ, "STRIDE_PUSH_LOOPBACK": "1", "DJANGO_SETTINGS_MODULE": "benchmarks.sending_settings"}
    process = subprocess.Popen([sys.executable, *command], env=env, preexec_fn=child_setup())
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def edit_until(end: dt.datetime, people: Sequence[Patient]) -> int:
    """How many reminders of others were changed. None of them is due while this runs."""
    reminders = [next(iter(patient.reminders.all())) for patient in people]
    began, done = time.monotonic(), 0
    while (now := dispatch_sql.database_now()) < end:
        one, other = reminders[done % len(reminders)], f"{done % 24:02}:{done % 60:02}"
        rule = {**one.rule, "steps": [{**one.rule["steps"][0], "starts_on": str(now.date() + dt.timedelta(days=2))}]}
        rule["steps"][0]["slots"] = [{**rule["steps"][0]["slots"][0], "at": other}]
        services.save_reminder(people[done % len(people)], one.kind, one.about, rule, zone=one.time_zone, now=now)
        done += 1
        time.sleep(max(began + done / EDITS_S - time.monotonic(), 0))
    return done


def wait_until(moment: dt.datetime) -> None:
    while (left := (moment - dispatch_sql.database_now()).total_seconds()) > 0:
        time.sleep(min(left, 1.0))


def wait_until_sent(count: int) -> None:
    """Or until it has been too long; what is not sent then counts as lost."""
    end = time.monotonic() + PATIENCE_S
    while Notice.objects.filter(sent_at__isnull=False).count() < count and time.monotonic() < end:
        time.sleep(0.5)


def late_of(start: dt.datetime, end: dt.datetime) -> list[float]:
    rows = Notice.objects.filter(due_at__gte=start, due_at__lt=end, sent_at__isnull=False).values_list("sent_at", "due_at")
    return [(sent - at).total_seconds() for sent, at in rows]


def steady(minutes: int, url: str) -> dict[str, Any]:
    patients, others = due.people(PER_MINUTE), due.people(PER_MINUTE)
    due.give_phones([patient.pk for patient in patients], url)
    with running("manage.py", "dispatch", "--loop") as dispatcher:
        warm_up(patients[:1])
        start = minute_of_now() + 2 * MINUTE
        half, end = start + minutes // 2 * MINUTE, start + minutes * MINUTE
        due.remind(patients, [start + number * MINUTE for number in range(minutes)], start)
        due.remind(others, [end + dt.timedelta(days=2)], start)
        wait_until(half - LEAD)
        edits = edit_until(end, others)
        wait_until_sent(minutes * PER_MINUTE + 1)
        memory = pss_mb(dispatcher)
    parts = {QUIET: (start, half), STORM: (half, end)}
    late = {name: lateness(late_of(*part), int((part[1] - part[0]) / MINUTE) * PER_MINUTE) for name, part in parts.items()}
    twice = Delivery.objects.filter(outcome="sent").count() - Notice.objects.filter(sent_at__isnull=False).count()
    return {"late": late, "edits_s": edits / (end - half + LEAD).total_seconds(), "twice": twice, "dispatcher_mb": memory}


def warm_up(one: Sequence[Patient]) -> None:
    """Until the dispatcher has sent a first message: its start is not what is measured."""
    due.remind(one, [minute_of_now()], minute_of_now())
    wait_until_sent(1)


def minute_of_now() -> dt.datetime:
    return dispatch_sql.database_now().replace(second=0, microsecond=0)


def celery_mb(url: str) -> dict[str, float]:
    """A worker of Celery once it has sent one minute's messages, and the beat that tells it to look."""
    due.forget()
    patients = list(Patient.objects.all()[:PER_MINUTE])
    due.give_phones([patient.pk for patient in patients], url)
    due.remind(patients, [minute_of_now()], minute_of_now())
    with running(*processes.PARTS["worker"]) as worker, running(*processes.PARTS["beat"]) as beat:
        services.tick(tasks.enqueue)
        wait_until_sent(PER_MINUTE)
        time.sleep(BEATS_S)
        return {"worker_mb": pss_mb(worker), "beat_mb": pss_mb(beat)}


def main() -> None:
    out, minutes = sys.argv[1], MINUTES[next((name for name in sys.argv[2:] if name in MINUTES), "")]
    call_command("migrate", verbosity=0)
    results: dict[str, Any] = {"minutes": minutes, "per_minute": PER_MINUTE, "load": [facts.load()]}
    with due.sink() as url:
        results |= steady(minutes, url)
        results |= celery_mb(url)
    results["load"].append(facts.load())
    with open(out, "w") as file:
        json.dump(results, file)


if __name__ == "__main__":
    main()
