"""What stops a start: one clear sentence for the person at the keyboard, never a traceback."""

import sys


class CannotStart(Exception):
    """Its text says what is wrong and what to do."""


def step(words: str) -> None:
    """One line of progress."""
    print(f"Stride: {words}", flush=True)


def stop(error: CannotStart) -> int:
    """Say the sentence; the exit code for a start that did not happen."""
    print(f"Stride cannot start: {error}", file=sys.stderr, flush=True)
    return 1
