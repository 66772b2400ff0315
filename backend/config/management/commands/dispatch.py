"""`manage.py dispatch --loop`: claims, sends and heals reminders without Celery. As many as you like may run, beside workers too."""

import logging
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections, connection

from backend.config import heartbeat, memory
from backend.reminders import services
from backend.reminders.services import Deadline

log = logging.getLogger(__name__)
SWEEP_EVERY_S = 30.0
SEND_S = 35.0


class Command(BaseCommand):
    help = "Send the reminders that are due. --loop goes on until it is told to stop."
    requires_system_checks = ()  # they would load every page into the dispatcher; `migrate` and the web server make them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until SIGTERM or Ctrl-C.")
        parser.add_argument("--every", type=float, default=2.0, help="Seconds between two rounds.")
        parser.add_argument("--sweep-every", type=float, default=SWEEP_EVERY_S, help="Seconds between two sweeps.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stop = threading.Event()
        self.swept = -float("inf")
        if not options["loop"]:
            self.round(options["sweep_every"])
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        memory.settle()
        while not self.stop.is_set():
            try:
                self.round(options["sweep_every"])
            except Error as error:  # the database is away: rows wait there, so nothing is lost
                log.error("the database is away: %s", type(error).__name__)
                connection.close()
            self.stop.wait(options["every"])

    def round(self, sweep_every: float) -> None:
        close_old_connections()
        services.tick(self.carry)
        if time.monotonic() - self.swept >= sweep_every:
            services.sweep(services.database_now(), self.carry)
            self.swept = time.monotonic()
        heartbeat.leave("reminders")

    def carry(self, ids: list[int]) -> None:
        """What is being sent when the stop comes is finished; what was not begun waits for the next dispatcher."""
        services.deliver(ids, deadline=Deadline(SEND_S / settings.REMINDERS_FASTER, self.stop.is_set))
