"""The mother of the tests' processes: it loads Stride once and forks dispatchers, workers and beats, each killed by its own number.

It reads lines: `dispatch FAIL_AT`, `worker`, `beat` (answered with the number), `wait NUMBER` (answered with the exit code).
"""

import datetime as dt
import os
import signal
import sys

SLOW = 20  # the settings divide waiting times by it; beat does the same here


def dispatch(fail_at: str = "") -> None:
    from django.conf import settings
    from django.core.management import call_command

    settings.REMINDERS_FAIL_AT = fail_at
    call_command("dispatch", "--loop", "--every", "0.2", "--sweep-every", "0.5")


def worker() -> None:
    from backend.config.celery import app

    app.worker_main(["--quiet", "worker", "--pool", "threads", "--concurrency", "4", "--without-gossip", "--without-mingle", "--loglevel", "ERROR"])


def beat() -> None:
    from backend.config import beat as own
    from backend.config.celery import app

    app.conf.beat_max_loop_interval = 0.2
    app.conf.beat_schedule = {
        "tick": {"task": "reminders.tick", "schedule": 5 / SLOW, "options": {"expires": 5}},
        "sweep": {"task": "reminders.sweep", "schedule": 30 / SLOW, "options": {"expires": 30}},
    }
    own.main()


VERBS = {"dispatch": dispatch, "worker": worker, "beat": beat}


def fork(verb: str, *words: str) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        VERBS[verb](*words)
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    import django

    django.setup()
    from backend.common import hooks
    from backend.common.hooks import ReminderKind

    hooks.reminder_kinds.register("fault", ReminderKind(dt.timedelta(hours=1), obeys_quiet_hours=False, still_wanted=set))
    children = []
    for line in sys.stdin:
        verb, *words = line.split()
        if verb == "wait":
            _pid, status = os.waitpid(int(words[0]), 0)
            children.remove(int(words[0]))
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = fork(verb, *words)
            children.append(answer)
        print(answer, flush=True)
    for child in children:
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
