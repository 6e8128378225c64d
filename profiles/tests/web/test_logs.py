"""Log lines: one JSON object each, nothing personal, never a reason to fail."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hrsite.logs import JsonFormatter

from .conftest import LogLines


def written(message: object, *args: object, **extra: Any) -> dict[str, Any]:
    record = logging.makeLogRecord({"name": "test", "levelname": "INFO", "msg": message, "args": args, **extra})
    line = JsonFormatter().format(record)
    assert line.isascii()
    assert line.isprintable()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_each_request_leaves_one_access_line(
    as_user: Callable[[User], Client], emil: User, log_lines: LogLines
) -> None:
    client = as_user(emil)
    response = client.get("/profile/?q=private")
    (line,) = [line for line in log_lines() if line["logger"] == "hrsite.access"]
    expected = {"method": "GET", "path": "/profile/", "status": 200, "user": emil.pk, "level": "INFO"}
    assert expected.items() <= line.items()
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["ms"] >= 0
    assert "private" not in json.dumps(log_lines())


@pytest.mark.django_db
def test_what_was_typed_is_not_logged(visitor: Client, log_lines: LogLines) -> None:
    visitor.post("/sign-in/", {"username": "private-name", "password": "private-word"})
    assert "private" not in json.dumps(log_lines())


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/reset/MQ/secret-token/", "/invitation/MQ/secret-token/"])
def test_one_time_links_are_not_logged(visitor: Client, log_lines: LogLines, path: str) -> None:
    visitor.get(path)
    visitor.generic("BREW", path)
    assert "secret" not in json.dumps(log_lines())


@pytest.mark.urls("profiles.tests.web.urls")
def test_a_mistake_is_logged_with_its_frames_but_not_its_text(visitor: Client, log_lines: LogLines) -> None:
    response = visitor.get("/failing/mistake/")
    (line,) = [line for line in log_lines() if "exception" in line]
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["exception"][0]["type"] == "builtins.RuntimeError"
    assert line["exception"][0]["frames"][-1].endswith(" failing")
    assert "secret detail" not in json.dumps(log_lines())


@pytest.mark.urls("profiles.tests.web.urls")
def test_lines_written_inside_a_request_carry_its_number(visitor: Client, log_lines: LogLines) -> None:
    response = visitor.get("/failing/missing/")
    (line,) = [line for line in log_lines() if line["message"] == "about to fail"]
    assert line["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "text", ["two\nlines", "\x1b[31mred", "\x7f", "\x00", "\u2028", "\ud800", "zażółć", "x" * 9000]
)
def test_one_record_is_one_printable_line(text: str) -> None:
    assert written(text)["message"] == text[:2000]
    assert written("%s", text)["message"] == text[:2000]


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    "args", [("%d", "text"), ("%s %s", "one"), ("%(a)s", "b"), ("%s", Unprintable()), (Unprintable(),)]
)
def test_a_broken_record_is_still_a_line(args: tuple[object, ...]) -> None:
    assert "message" in written(*args)


def test_odd_extras_do_not_break_a_line() -> None:
    assert written("ok", request=object(), status=object(), ms=float("nan"))["message"] == "ok"


def test_causes_are_listed_outermost_first() -> None:
    try:
        try:
            raise KeyError("private")
        except KeyError as error:
            raise RuntimeError("private") from error
    except RuntimeError:
        line = written("failed", exc_info=sys.exc_info())
    assert [cause["type"] for cause in line["exception"]] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert "private" not in json.dumps(line)
