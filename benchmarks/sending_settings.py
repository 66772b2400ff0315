"""For the processes whose memory is measured: Stride's own settings and the kind of reminder that is sent, without the peers beside it."""

from backend.config.settings import *  # noqa: F403
from backend.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.peers"]
