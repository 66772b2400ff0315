"""The queues and the whole beat table. Beat ticks and nothing else is scheduled in the broker, which may lose everything at any moment.

Tasks live in each app's tasks.py, carry ids only, and are shells around one service that a repeat does not harm.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")

from django.conf import settings

from backend.config import broker, memory

QUEUES = ["default"]

# A message that nobody took before the next one is due is worth nothing, so it expires (seconds) and no backlog builds up. It does
# so by the clock of the worker: what reminders wait for must not hang on two clocks, so beat itself holds it back (config/beat.py).
BEAT = {
    "config.heartbeat": {"task": "config.heartbeat", "schedule": 10, "options": {"expires": 30}},
    "reminders.tick": {"task": "reminders.tick", "schedule": 2},
    "reminders.sweep": {"task": "reminders.sweep", "schedule": 30},
    "audit.seal": {"task": "audit.seal", "schedule": 60, "options": {"expires": 60}},
    "home.make_exports": {"task": "home.make_exports", "schedule": 60, "options": {"expires": 60}},
    "home.close_due": {"task": "home.close_due", "schedule": crontab(minute=7), "options": {"expires": 3600}},
    "home.clear_expired": {"task": "home.clear_expired", "schedule": crontab(minute=47), "options": {"expires": 3600}},
    # Due once a day. Asked every hour, because a machine that sleeps at night would miss the one hour.
    "accounts.clear_expired": {"task": "accounts.clear_expired", "schedule": crontab(minute=17), "options": {"expires": 3600}},
    "clinics.clear_expired": {"task": "clinics.clear_expired", "schedule": crontab(minute=27), "options": {"expires": 3600}},
    "sharing.clear_expired": {"task": "sharing.clear_expired", "schedule": crontab(minute=37), "options": {"expires": 3600}},
}

broker.use()
app = Celery("stride")
app.conf.update(
    broker_url=settings.BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # for ever
    broker_transport_options={
        "visibility_timeout": 120,  # a task that its worker did not finish comes back after two minutes
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 5,
    },
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="default",
    task_create_missing_queues=False,
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,  # the redacting JSON lines of settings.LOGGING stay
    worker_redirect_stdouts=False,
    timezone="UTC",
    beat_schedule=BEAT,
    beat_max_loop_interval=5,
)
app.autodiscover_tasks()


@worker_ready.connect
def settle(**_: object) -> None:
    memory.settle()
