"""The mother of the tests' processes: it loads Stride once and forks dispatchers, workers and beats, each killed by its own number.

It reads lines: `dispatch FAIL_AT`, `worker FAIL_AT`, `beat` (answered with the number), `wait NUMBER` (answered with the exit code).
With a word after its name it is that process itself: so a clock of its own can be put under it.
"""

import datetime as dt
import os
import signal
import sys

FASTER = int(os.environ["STRIDE_REMINDERS_FASTER"])  # the settings divide waiting times by it; what ticks does the same here


def dispatch(fail_at: str = "") -> None:
    from django.conf import settings
    from django.core.management import call_command

    settings.REMINDERS_FAIL_AT = fail_at
    call_command("dispatch", "--loop", "--every", str(5 / FASTER), "--sweep-every", str(30 / FASTER))


def worker(fail_at: str = "") -> None:
    from django.conf import settings

    from backend.config import worker as own

    settings.REMINDERS_FAIL_AT = fail_at
    own.main()


def beat() -> None:
    from backend.config import beat as own
    from backend.config.celery import app

    app.conf.beat_max_loop_interval = 0.2
    app.conf.beat_schedule = {
        "tick": {"task": "reminders.tick", "schedule": 5 / FASTER},
        "sweep": {"task": "reminders.sweep", "schedule": 30 / FASTER},
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
        os.dup2(2, 1)  # what it prints is no answer of the mother
        VERBS[verb](*words)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


def main() -> None:
    import django

    django.setup()
    from backend.common import hooks
    from backend.common.hooks import ReminderKind

    hooks.reminder_kinds.register("fault", ReminderKind(dt.timedelta(hours=1), obeys_quiet_hours=False, still_wanted=set))
    if sys.argv[1:]:
        return VERBS[sys.argv[1]](*sys.argv[2:])
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
