"""Words that people typed, beside figures. Pure."""

import unicodedata

FIRST_STRONG, POP = "\u2068", "\u2069"


def apart(words: str) -> str:
    """As it is, or set apart when it reads from right to left: the words and figures around it then keep their order.

    A name in Arabic before "300 mg" would else be drawn as "300 name mg". In pages that is what <bdi> does.
    """
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)
    return f"{FIRST_STRONG}{words}{POP}" if turns else words
