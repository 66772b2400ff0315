"""The peer of claiming: django-celery-beat with one PeriodicTask for each reminder, a tenth due now and the rest in the next two hours."""

import datetime as dt
import time

from celery import Celery
from django.conf import settings
from django_celery_beat.models import CrontabSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from benchmarks.peer_rows import SPREAD, minute_of

QUEUE = "peer"


class Counting(DatabaseScheduler):  # type: ignore[misc]
    sent = 0

    def apply_async(self, *args: object, **kwargs: object) -> object:
        self.sent += 1
        return super().apply_async(*args, **kwargs)


def load(rows: int, now: dt.datetime) -> None:
    """`now`: a whole minute in UTC. Each row ran a day before it is due."""
    times = {after: now + dt.timedelta(minutes=after) for after in range(SPREAD)}
    crontabs = {after: CrontabSchedule.objects.create(minute=str(at.minute), hour=str(at.hour), timezone="UTC") for after, at in times.items()}
    ran = {after: at - dt.timedelta(days=1) + dt.timedelta(seconds=30) for after, at in times.items()}
    found = ((number, minute_of(number)) for number in range(rows))
    made = (PeriodicTask(name=f"reminder {number}", task="peer.remind", crontab=crontabs[at], last_run_at=ran[at], queue=QUEUE) for number, at in found)
    PeriodicTask.objects.bulk_create(made, batch_size=5000)


class Beat:
    """All its rows are in its memory before it is asked."""

    def __init__(self, rows: int) -> None:
        load(rows, dt.datetime.now(dt.UTC).replace(second=0, microsecond=0))
        app = Celery("peer", broker=settings.BROKER_URL, set_as_current=False)
        app.conf.update(timezone="UTC", beat_max_loop_interval=5)
        self.scheduler = Counting(app=app)
        self.scheduler.tick()
        self.most = rows // 10 - 1  # so many are due at once

    def sends_per_second(self, seconds: float) -> float:
        """What it alone hands to the broker."""
        before, began = self.scheduler.sent, time.perf_counter()
        while self.scheduler.sent < self.most and time.perf_counter() - began < seconds:
            self.scheduler.tick()
        return (self.scheduler.sent - before) / (time.perf_counter() - began)


def forget() -> None:
    PeriodicTask.objects.all()._raw_delete("default")
