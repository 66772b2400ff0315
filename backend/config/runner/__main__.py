"""`make run`: the whole of Stride on this machine, with demo data, for one person to look at."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time

from backend.config.runner import preflight
from backend.config.runner.broker import Broker, socket_folder
from backend.config.runner.lifeline import child_setup, die_with_parent
from backend.config.runner.preflight import Plan
from backend.config.runner.sentences import CannotStart, step, stop
from backend.config.runner.shortcut import Shortcut

PEOPLE = {
    "patient": "a patient, 12 weeks of diary",
    "both": "a patient, both legs, one fall",
    "new": "a patient, new",
    "clinician": "a clinician",
    "coordinator": "a care coordinator",
}
UP_SECONDS = 60
GRACEFUL_SECONDS = 3  # less than processes.py waits before it kills: a browser's open connections hold no stop up


def environment(plan: Plan) -> dict[str, str]:
    """What the parts see. The caller's own variables win, but for what keeps the demo on this machine."""
    ours = {
        "STRIDE_DEMO": "1",
        "DEBUG": "0",
        "STRIDE_DATA_DIR": str(plan.data_dir),
        "PUBLIC_URL": plan.address,
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PYTHONUNBUFFERED": "1",
        "WEB_GRACEFUL_SECONDS": str(GRACEFUL_SECONDS),
    }
    return {**ours, **os.environ, "WEB_BIND": ",".join(plan.binds), "STRIDE_DATA_DIR": str(plan.data_dir)}


def prepare(plan: Plan, env: dict[str, str]) -> None:
    """Raises SystemExit with the code of the preparation when it failed; it has said why."""
    shortcut = Shortcut(plan.data_dir, env)
    if shortcut.can_be_taken():
        return
    code = subprocess.call([sys.executable, "-m", "backend.config.runner.prepare"], env=env, preexec_fn=child_setup())
    if code:
        raise SystemExit(code)
    shortcut.remember()


def healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(plan: Plan, *, demo: bool) -> str:
    lines = ["", f"Stride is running at {plan.address}   (Ctrl-C stops it)"]
    if demo:
        rows = [f"  {name}@demo.example".ljust(29) + who for name, who in PEOPLE.items()]
        lines += ["", "Sign in with e-mail; the password is stride-demo:", *rows, "", f"Codes sent by e-mail are shown at {plan.address}/demo/mail/"]
    return "\n".join([*lines, ""])


def announce(plan: Plan, *, demo: bool) -> None:
    """Print the address once every part works."""
    end = time.monotonic() + UP_SECONDS
    while not healthy(plan.port):
        if time.monotonic() > end:
            step(f"not every part has come up after {UP_SECONDS} seconds. {plan.address}/healthz says which; its last lines are above")
            return
        time.sleep(0.1)
    print(welcome(plan, demo=demo), flush=True)


def stop_when_it_ends(broker: Broker) -> None:
    """Without its broker the rest is of no use: stop as for Ctrl-C, with a sentence."""
    if broker.outlived_its_use():
        return
    step(f"the message broker ended, so everything stops. Its last lines are in {broker.log}")
    os.kill(os.getpid(), signal.SIGTERM)


def start_broker(plan: Plan) -> Broker:
    step("starting the message broker")
    broker = Broker(socket_folder(plan.data_dir), plan.data_dir / "broker")
    broker.start()
    return broker


def run(plan: Plan) -> int:
    env = environment(plan)
    broker = None if env.get("REDIS_URL") else start_broker(plan)
    try:
        if broker:
            broker.wait()
            env["REDIS_URL"] = broker.url
        prepare(plan, env)
        step("starting web, worker and beat")
        return run_parts(plan, env, broker)
    finally:
        if broker:
            broker.stop()


def run_parts(plan: Plan, env: dict[str, str], broker: Broker | None) -> int:
    from backend.config.runner.processes import Parts

    def when_started() -> None:
        if broker:
            threading.Thread(target=stop_when_it_ends, args=[broker], daemon=True).start()
        announce(plan, demo=env["STRIDE_DEMO"] not in ("0", ""))

    return Parts(env, when_started).run()


def main() -> int:
    if os.environ.get("MAKELEVEL"):  # `make run`: a killed make takes us along
        die_with_parent(os.getppid(), signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        plan, _lock = preflight.check()
        return run(plan)
    except CannotStart as error:
        return stop(error)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
