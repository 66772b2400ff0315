"""Node for the one benchmark that needs it: found, or installed from Debian's packages; its packages by their lock."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from backend.config.runner.lifeline import child_setup
from tests.support import machine

ROOT = Path(__file__).resolve().parents[1]
LOCK_FOLDER = ROOT / "benchmarks" / "lighthouse"
LOCKED = ("package.json", "package-lock.json", ".npmrc")
INSTALLED = ROOT / ".stride" / "lighthouse"
LEAST = (18, 16)  # what Lighthouse 12 asks for; Debian 12 has 18.20, too old for Lighthouse 13


class NoNode(Exception):
    """Why it is not to be had, in words for whoever runs the benchmark."""


def is_new_enough(said: str) -> bool:
    """`said`: what `node --version` prints, such as v18.20.4."""
    found = re.match(r"v(\d+)\.(\d+)", said.strip())
    return bool(found) and (int(found[1]), int(found[2])) >= LEAST


def find() -> str:
    """The path of a Node that is new enough, with npm beside it; as root on Debian installed first. NoNode otherwise."""
    if not (shutil.which("node") and shutil.which("npm")):
        machine.apt_install(["nodejs", "npm"])
    node = shutil.which("node")
    if not (node and shutil.which("npm")):
        raise NoNode("Node and npm are not on this machine (Debian: sudo apt-get install nodejs npm)")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    if not is_new_enough(said):
        raise NoNode(f"Node is {said.strip() or 'broken'} and has to be {LEAST[0]}.{LEAST[1]} or newer")
    return node


def packages() -> Path:
    """The folder node_modules with what the lock names, installed once for each lock. NoNode when npm cannot."""
    note, wanted = INSTALLED / "lock", lock_digest()
    if not (note.exists() and note.read_text() == wanted):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in LOCKED:
            shutil.copyfile(LOCK_FOLDER / name, INSTALLED / name)
        print("== Installing Lighthouse (npm ci)", flush=True)
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        if subprocess.call(command, cwd=INSTALLED, stdin=subprocess.DEVNULL, preexec_fn=child_setup()):
            raise NoNode("npm did not install Lighthouse; its reason stands above")
        note.write_text(wanted)
    return INSTALLED / "node_modules"


def lock_digest() -> str:
    return hashlib.sha256(b"".join((LOCK_FOLDER / name).read_bytes() for name in LOCKED)).hexdigest()
