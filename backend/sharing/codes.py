"""Clinic codes as people type them. Pure."""

import re

SPACES_AND_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")
UNUSED = frozenset("OI01")


def normalised(code: str) -> str:
    """Upper case, without the spaces and dashes that people put in."""
    return SPACES_AND_DASHES.sub("", code).upper()


def has_unused_sign(code: str) -> bool:
    """Whether it holds a sign that no code has, because it is read wrong."""
    return bool(UNUSED & set(normalised(code)))


def in_threes(code: str) -> str:
    """`K7M 3QP`: as it is read aloud."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))
