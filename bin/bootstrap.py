"""Makes the virtual environment, then hands over to the program in it. Must parse on any Python, to say "too old".

bootstrap.py run                  what `make run` does
bootstrap.py test [arguments]     what `make test` and `bin/test` do
bootstrap.py install [--dev]      the virtual environment alone
"""

from __future__ import print_function

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
LEAST = (3, 11)


def say(words):
    print("Stride: " + words)
    sys.stdout.flush()


def refuse(words):
    sys.stdout.flush()
    sys.stderr.write("Stride cannot start: " + words + "\n")
    sys.exit(1)


def check_python():
    if sys.version_info[:2] < LEAST:
        here = "%d.%d" % sys.version_info[:2]
        refuse("it needs Python 3.11 or newer and this is " + here + ". Install one (Debian and Ubuntu: apt install python3 python3-venv) and try again.")


def digest(path):
    with open(path, "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def is_installed(locks):
    """Whether the environment holds exactly what each lock says: its hash was noted after the install."""
    for lock in locks:
        try:
            with open(os.path.join(VENV, "installed-" + lock)) as note:
                if note.read() != digest(os.path.join(ROOT, lock)):
                    return False
        except EnvironmentError:
            return False
    return os.path.exists(VENV_PYTHON)


def works(python):
    try:
        return subprocess.call([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def child():
    """Options for a child that dies with us, so that a kill during the install leaves nothing behind."""
    sys.path.insert(0, ROOT)
    from backend.config.runner.lifeline import child_setup

    return {"cwd": ROOT, "stdin": subprocess.DEVNULL, "preexec_fn": child_setup()}


def succeeds(command):
    return subprocess.call(command, **child()) == 0


def make_with_uv(uv, lock):
    """False when uv cannot do it here (it does not read pip's settings); pip then tries."""
    if not works(VENV_PYTHON) and not succeeds([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]):
        return False
    return succeeds([uv, "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes", "--python", VENV_PYTHON, "-r", lock])


def make_with_pip(lock):
    pip = [VENV_PYTHON, "-m", "pip"]
    usable = works(VENV_PYTHON) and subprocess.call(pip + ["--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    if not usable and not succeeds([sys.executable, "-m", "venv", "--clear", VENV]):
        refuse("Python's venv module does not work here. Debian and Ubuntu: apt install python3-venv, then try again.")
    if not succeeds(pip + ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", lock]):
        refuse("the packages were not installed; the reason is in the lines above. Check the network and the free space, then try again.")


def install(locks):
    """Make or complete the environment, one process at a time, and note the hashes of what is in it."""
    import fcntl
    import shutil

    try:
        os.makedirs(VENV, exist_ok=True)
        with open(os.path.join(VENV, ".writable"), "w"):
            pass
    except EnvironmentError as error:
        refuse("the folder " + VENV + " is not writable (" + str(error.strerror) + "). Make it writable, or clone Stride into a folder of yours.")
    guard = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(guard, fcntl.LOCK_EX)
    if is_installed(locks):
        return
    uv = shutil.which("uv")
    say("installing packages into .venv with " + ("uv" if uv else "pip") + " (once, about a minute)")
    if not (uv and make_with_uv(uv, locks[-1])):
        make_with_pip(locks[-1])
    for lock in locks:
        with open(os.path.join(VENV, "installed-" + lock), "w") as note:
            note.write(digest(os.path.join(ROOT, lock)))


def hand_over(module, arguments):
    os.chdir(ROOT)
    os.execv(VENV_PYTHON, [VENV_PYTHON, "-m", module] + arguments)


def main(verb, arguments):
    check_python()
    if verb == "run":
        sys.path.insert(0, ROOT)
        from backend.config.runner import preflight

        preflight.or_exit()
    locks = ["requirements.txt"]
    if verb == "test" or "--dev" in arguments:
        locks.append("requirements-dev.txt")
    if not is_installed(locks):
        install(locks)
    if verb != "install":
        hand_over("backend.config.runner" if verb == "run" else "tests.support.run", arguments)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
