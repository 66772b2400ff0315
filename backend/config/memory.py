"""Memory of a process that has read all of its code."""

import gc


def settle() -> None:
    """Take what is there now, hundreds of thousands of modules' objects that live as long as the process, out of garbage collection.

    Else each full collection walks all of it: tens of milliseconds in the middle of a request or of a batch of reminders.
    New objects are looked through after every 5,000 in place of 700: hundreds of messages are in the making at once, and
    none of them is a ring.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000)
