"""Log lines as JSON, one a line, so that no text of a person can forge or hide a line. Tokens are cut out."""

import json
import logging
import re
from typing import Any

_TOKEN = re.compile(r"(/(?:t|r|signed|key|calendar)/)[^/\s\"']{8,}|((?:token|code|key|password|sessionid)=)[^&\s\"']+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[a-z]{2,}", re.IGNORECASE)


def redacted(text: str) -> str:
    """`text` without signed tokens, codes and e-mail addresses."""
    return _EMAIL.sub("[e-mail]", _TOKEN.sub(lambda m: (m.group(1) or m.group(2)) + "[cut]", text))


def without_exception(record: logging.LogRecord) -> str:
    """The message without the text of the exception that came with it: Celery, for one, writes that into the message."""
    if isinstance(record.args, dict) and isinstance(record.args.get("exc"), str):
        record.args = {**record.args, "exc": "[cut]", "traceback": "[cut]", "args": "[cut]", "kwargs": "[cut]"}
    text, error = record.getMessage(), record.exc_info[1] if record.exc_info else None
    for said in filter(None, (repr(error), str(error)) if error else ()):
        text = text.replace(said, "[cut]")
    return text


class Redact(logging.Filter):
    """Formats the message once and cuts out what must not stand in a log. Tracebacks lose their message, keep their lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redacted(without_exception(record)), ()
        return True


class JsonLines(logging.Formatter):
    """Time, level, logger, message; of an exception its type and where it was raised, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"at": self.formatTime(record), "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line)


def _where(traceback: object) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code  # type: ignore[attr-defined]
        places.append(f"{code.co_filename.rsplit('/', 3)[-1]}:{traceback.tb_lineno}")  # type: ignore[attr-defined]
        traceback = traceback.tb_next  # type: ignore[attr-defined]
    return places[-8:]
