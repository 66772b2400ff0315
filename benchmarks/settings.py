"""Stride's own settings, and the peers beside it: what is compared is served by the same server, middleware and sign-in."""

from backend.config.settings import *  # noqa: F403
from backend.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.peers"]
ROOT_URLCONF = "benchmarks.peers.urls"
CALLS_PER_MINUTE = {"api": 10**9, "sync": 10**9}  # counted as in real life, and never too many
