"""Stride's own settings, and the peers beside it: what is compared is served by the same server, middleware and sign-in."""

from backend.config.settings import *  # noqa: F403
from backend.config.settings import DATA_DIR, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.peers", "django_celery_beat"]
ROOT_URLCONF = "benchmarks.peers.urls"
CALLS_PER_MINUTE = {"api": 10**9, "sync": 10**9}  # counted as in real life, and never too many
if (DATA_DIR / "peer-files").is_dir():
    WHITENOISE_ROOT = DATA_DIR / "peer-files"  # the page on nhsuk-frontend, packed and sent as Stride's own files are
