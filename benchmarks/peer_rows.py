"""When the rows of the peer of claiming are due."""

SPREAD = 120  # minutes


def minute_of(number: int) -> int:
    """Minutes from now at which row `number` is due: every tenth at once, the others evenly over two hours."""
    return 0 if number % 10 == 0 else 1 + number % (SPREAD - 1)
