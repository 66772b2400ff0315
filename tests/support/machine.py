"""What the tests need from the machine: PostgreSQL and Chromium. Nothing is skipped because one of them is missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support import services


def chromium() -> str | None:
    """The path of a Chromium or Chrome."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def chromium_shell() -> str | None:
    """Chromium's engine without the windows of a browser: a quarter quicker, but it shows no notification. Without it the tests use the other."""
    return shutil.which("chromium-headless-shell")


def faketime() -> Path | None:
    """The library that gives a process a clock of its own. The tests of wrong clocks fail without it, and say so."""
    return next(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"), None)


NEEDS: dict[str, Callable[[], object]] = {"postgresql": services.postgres_folder, "chromium": chromium}


WISHES: dict[str, Callable[[], object]] = {"chromium-headless-shell": chromium_shell, "faketime": faketime}


def missing() -> list[str]:
    """The Debian packages that would bring what is needed and not here."""
    return [package for package, find in NEEDS.items() if find() is None]


def install_what_is_missing() -> None:
    """As root on Debian and its kin; elsewhere refuse_what_is_missing() tells what to do."""
    apt_install([*missing(), *(package for package, find in WISHES.items() if find() is None)])


def apt_install(packages: list[str]) -> None:
    """By apt, as root on Debian and its kin; elsewhere nothing happens."""
    if not packages or os.getuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"== Installing {', '.join(packages)} (apt-get)", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    one_by_one = ([*apt, "install", "--no-install-recommends", package] for package in packages)  # one that is not to be had keeps no other away
    for command in ([*apt, "update"], *one_by_one):
        subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def refuse_what_is_missing() -> None:
    if packages := missing():
        names = " ".join(packages)
        sys.exit(
            f"The tests cannot run: {' and '.join(packages)} not found on this machine. "
            f"Debian and Ubuntu: run `make test` as root, or `sudo apt-get install {names}`. Elsewhere: install them and put initdb and chromium on PATH."
        )
