"""How the log is written: plain lines for people, or a JSON object a line for machines; no personal data in either."""

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

# A net below what we write ourselves, for the words of libraries: addresses of people, their numbers, what signs in.
PERSONAL = (
    (re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"), "<address>"),
    (re.compile(r"\+\d[\d ().-]{6,}\d"), "<phone>"),
    (re.compile(r"(?<![\w.-])(?=[\w.~=-]*\d)[\w.~=-]{40,}"), "<secret>"),
)

# What an application says it is serving just now.
present_request: Callable[[], str] = str


def name_requests(present: Callable[[], str]) -> None:
    """Write into each line which request it belongs to."""
    global present_request
    present_request = present


def without_people(text: str) -> str:
    """Return the text without addresses, phone numbers and secrets that may stand in it."""
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


class Plain(logging.Formatter):
    """A line for people."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it the trace of an error."""
        return without_people(super().format(record))


class Json(logging.Formatter):
    """A line for machines: time, level, logger, message, request id, and facts where the record has some."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one JSON object."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_people(record.getMessage()),
            "pid": record.process,
        }
        if present := present_request():
            line["request_id"] = present
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["trace"] = without_people(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def settings(style: str, *, level: str) -> dict[str, Any]:
    """Return the configuration of the log: everything on stderr, in one style."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Json if style == "json" else Plain}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Their news are of their own inside.
        "loggers": {"apscheduler": {"level": "ERROR"}, "alembic": {"level": "WARNING"}},
    }
