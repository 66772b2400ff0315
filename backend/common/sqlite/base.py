"""SQLite with a queue in front of its one writer.

SQLite lets one transaction write at a time. The others wait by sleeping, longer each time, up to 100 ms: with 8 phones at
once the unlucky ones slept through many turns, and the writer stood idle meanwhile. Here a transaction first takes a
lock on a file beside the database, asked for every 2 ms. The database's own lock is still what keeps the data right.
"""

import fcntl
import os
import time
from typing import Any

from django.db.backends.sqlite3 import base

ASK_EVERY_S = 0.002


class DatabaseWrapper(base.DatabaseWrapper):
    _turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_for_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _wait_for_turn(self) -> None:
        """Returns with the turn, or without it when the wait was as long as SQLite's own: then SQLite says that it is locked."""
        if self.is_in_memory_db():
            return
        turn = os.open(f"{self.settings_dict['NAME']}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + self.settings_dict["OPTIONS"].get("timeout", 5)
        while not _take(turn):
            if time.monotonic() > until:
                os.close(turn)
                return
            time.sleep(ASK_EVERY_S)
        self._turn = turn

    def _end_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)  # which gives the lock back, as the end of the process does
            self._turn = None


def _take(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
