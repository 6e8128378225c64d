"""A server whose database is away: it says so, keeps answering probes, and loses nothing personal in its log.

Run as a server of its own, with production settings and a database address that nobody listens at.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[3]

ASK = """
import json, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["__Host-session"] = "abcdefghijklmnopqrstuvwxyz012345"
answers = {}
for method, path in [("get", "/healthz"), ("get", "/readyz"), ("get", "/profile/"), ("get", "/admin/"),
                     ("post", "/sign-in/"), ("get", "/no/such/page/"), ("get", "/?q=%00")]:
    response = getattr(client, method)(path, secure=True)
    answers[path] = {"status": response.status_code, "text": response.text, "headers": dict(response.headers)}
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """What the server answers, by path; its log under ``log``."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(PROJECT),
        "DJANGO_SETTINGS_MODULE": "hrsite.settings",
        "DEBUG": "0",
        "SECRET_KEY": "".join(chr(33 + number) for number in range(70)),
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": "postgres://nobody:secret-word@127.0.0.1:1/nothing",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return {**json.loads(done.stdout), "log": done.stderr}


@pytest.mark.parametrize("path", ["/profile/", "/admin/", "/sign-in/", "/readyz"])
def test_what_needs_the_database_is_unavailable(answers: dict[str, Any], path: str) -> None:
    assert answers[path]["status"] == 503


@pytest.mark.parametrize("path", ["/profile/", "/sign-in/"])
def test_people_read_when_to_come_back_and_a_number(answers: dict[str, Any], path: str) -> None:
    headers = answers[path]["headers"]
    assert headers["Retry-After"] == "30"
    assert headers["X-Request-ID"] in answers[path]["text"]
    assert headers["X-Request-ID"] in answers["log"]


def test_the_process_is_alive(answers: dict[str, Any]) -> None:
    assert (answers["/healthz"]["status"], answers["/healthz"]["text"]) == (200, "ok")


def test_readyz_tells_no_details(answers: dict[str, Any]) -> None:
    assert json.loads(answers["/readyz"]["text"]) == {"status": "unavailable"}


def test_what_is_refused_needs_no_database(answers: dict[str, Any]) -> None:
    assert answers["/?q=%00"]["status"] == 400


def test_the_log_is_json_and_keeps_the_password(answers: dict[str, Any]) -> None:
    lines = [json.loads(line) for line in answers["log"].splitlines()]
    assert {"hrsite.access"} <= {line["logger"] for line in lines}
    assert "secret-word" not in answers["log"]


def test_production_headers(answers: dict[str, Any]) -> None:
    assert "max-age=31536000" in answers["/healthz"]["headers"]["Strict-Transport-Security"]
