"""Children that die with their parent, also when the parent is killed with -9 and cannot say goodbye."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(parent: int, sig: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send this process `sig` when `parent` ends. Linux only; elsewhere nothing happens.

    The wish is lost at a fork and at a change of user, so each process makes it for itself, last before it starts work.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(sig), 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), sig)


def child_setup(sig: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A preexec_fn for subprocess: the child dies with the process that calls this."""
    parent = os.getpid()
    return lambda: die_with_parent(parent, sig)
