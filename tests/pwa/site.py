"""The whole site as its own process, from a copy of the tree that a test may change: that is a deploy."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from django.contrib.auth.hashers import make_password

from tests.journeys.phone import ZONE
from tests.support.services import free_port

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "stride-demo"
PAIRS = 40  # of people, so that every test has a pair with an empty diary
# Files that are not of our pages: collecting them only takes time.
OTHERS = [word for name in ("admin", "drf_spectacular_sidecar", "rest_framework", "account", "mfa") for word in ("--ignore", name)]
SEED = """
from allauth.account.models import EmailAddress
from django.utils import timezone
from backend.accounts.models import User
from backend.patients.models import Patient
def add(email, **more):
    user = User.objects.create(email=email, password={password!r})
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    now = timezone.now()
    Patient.objects.create(user=user, time_zone="{zone}", country="GB", consented_at=now, adult_confirmed_at=now, **more)
for number in range({pairs}):
    add(f"amina{{number}}@example.org", left_affected=True, right_affected=True, numb_at_start="yes", name="Amina")
    add(f"boris{{number}}@example.org", left_affected=True, right_affected=False, numb_at_start="no", name="Boris")
"""


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        for name in ("backend", "frontend_static", "docs/content"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "manage.py", folder)
        data = folder / "data"
        data.mkdir()
        own = {"STRIDE_DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data}/stride.sqlite3", "PUBLIC_URL": self.address}
        self.env = {**os.environ, **own, "STRIDE_DEMO": "1", "PYTHONPATH": str(folder)}
        self.env.pop("STRIDE_TEST", None)

    def manage(self, *words: str, text: str = "") -> None:
        subprocess.run([sys.executable, "manage.py", *words], cwd=self.folder, env=self.env, input=text.encode(), check=True, stdout=subprocess.DEVNULL)

    def deploy(self) -> None:
        """What a release does: migrate, collect, start anew."""
        self.stop()
        self.manage("migrate", "-v", "0")
        self.manage("collectstatic", "--noinput", "-v", "0", *OTHERS)
        self.start()

    def start(self) -> None:
        options = ["-c", "/dev/null", "--no-control-socket", "-k", "gthread", "--threads", "8", "-b", f"127.0.0.1:{self.port}"]
        command = [sys.executable, "-m", "gunicorn", *options, "backend.config.wsgi:application"]
        self.process = subprocess.Popen(command, cwd=self.folder, env=self.env, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.address}/livez")
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the site did not start")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
            self.process = None

    def seed(self) -> None:
        self.manage("shell", "-v", "0", "-c", SEED.format(password=make_password(PASSWORD), pairs=PAIRS, zone=ZONE))
