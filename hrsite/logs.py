"""Log lines as JSON, one object a line: what happened to which request, and nothing personal.

Neither bodies, query strings, one-time links nor the texts of exceptions are written: any of them may hold
what a person entered. The request id on the line is the one that error pages show.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.utils.functional import LazyObject, empty

#: The request that this thread is answering, for log lines written meanwhile; None outside of requests.
current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)

MESSAGE_MAX_CHARACTERS = 2000
PATH_MAX_CHARACTERS = 500
CAUSES_MAX = 5
FRAMES_MAX = 50

# A reset or invitation link is a password for as long as it lives.
_ONE_TIME_LINK = re.compile(r"/(reset|invitation)/\S+")
# A query behind a path, as servers put it into their own messages.
_QUERY = re.compile(r"(/[^\s?]*)\?\S*")


def shown_path(request: HttpRequest) -> str:
    """The path without the query, cut at 500 characters and without the secret part of one-time links."""
    return _ONE_TIME_LINK.sub(r"/\1/…", request.path)[:PATH_MAX_CHARACTERS]


def user_id_of(request: HttpRequest) -> int | None:
    """The account's id when the request already knows it; never asks the database."""
    user = getattr(request, "user", None)
    if isinstance(user, LazyObject) and user._wrapped is empty:
        return None
    return getattr(user, "pk", None)


class JsonFormatter(logging.Formatter):
    """Formats each record as one line of JSON, in ASCII; never raises."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line; a record that cannot be written is replaced by a line that says so."""
        try:
            line = json.dumps(_facts(record), default=str)
        except Exception as error:  # noqa: BLE001 (a log line must never break what it reports on)
            message = f"unwritable log line: {type(error).__name__}"
            line = json.dumps({"logger": record.name, "message": message})
        return line.replace("\x7f", "\\u007f")


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": _message(record)[:MESSAGE_MAX_CHARACTERS],
    }
    request = _request(record)
    if request is not None:
        facts["request_id"] = getattr(request, "request_id", None)
        facts["user"] = user_id_of(request)
        facts["method"] = request.method
        facts["path"] = shown_path(request)
    for name in ("status", "ms"):
        if hasattr(record, name):
            facts[name] = getattr(record, name)
    if record.exc_info and record.exc_info[1] is not None:
        facts["exception"] = _causes(record.exc_info[1])
    return facts


def _request(record: logging.LogRecord) -> HttpRequest | None:
    # Django passes the request along; its development server passes a socket under the same name.
    given = getattr(record, "request", None)
    return given if isinstance(given, HttpRequest) else current_request.get()


def _message(record: logging.LogRecord) -> str:
    try:
        message = record.getMessage()
    except (TypeError, ValueError, KeyError):
        message = str(record.msg)
    return _QUERY.sub(r"\1", _ONE_TIME_LINK.sub(r"/\1/…", message))


def _causes(error: BaseException) -> list[dict[str, Any]]:
    """The exception and what caused it, outermost first, without their texts."""
    causes: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(causes) < CAUSES_MAX:
        kind = type(current)
        cause = {"type": f"{kind.__module__}.{kind.__qualname__}", "frames": _frames(current.__traceback__)}
        state = getattr(current, "sqlstate", None)
        causes.append({**cause, "sqlstate": state} if state else cause)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return causes


def _frames(tail: TracebackType | None) -> list[str]:
    # The last frames are where it broke. Source lines are left out: they can quote data.
    steps = [(step.f_code, number) for step, number in traceback.walk_tb(tail)][-FRAMES_MAX:]
    return [f"{code.co_filename}:{number} {code.co_name}" for code, number in steps]
