"""What the tests of the web rules share: the log as it is written, and a client that meets the error pages."""

import io
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from hrsite.logs import JsonFormatter
from profiles import policy
from profiles.people.setup import set_up_installation
from profiles.selfservice.account_forms import MAIL_THREAD_NAME
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_account

LogLines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log_lines() -> Iterator[LogLines]:
    """The log lines written since the test began, read back from their JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.fixture
def visitor() -> Client:
    """A client that sees the 500 page where the usual one would see the exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def mailed_path() -> Callable[[], str]:
    """The path of the link in the one mail that was sent."""

    def read() -> str:
        for thread in threading.enumerate():
            if thread.name == MAIL_THREAD_NAME:
                thread.join(timeout=10)
        (message,) = mail.outbox
        found = re.search(r"https?://[^/\s]+(/\S+)", str(message.body))
        assert found is not None
        return found.group(1)

    return read


@pytest.fixture
def installation(transactional_db: None) -> None:
    """Roles and types, which a test that commits has to bring along."""
    set_up_installation()


@pytest.fixture
def two(installation: None, as_user: SignIn) -> list[Client]:
    """Two members of HR at their desks, in tests that commit."""
    clients = [as_user(make_account(name, name.lower(), roles=(policy.HR,))) for name in ("Hana", "Hugo")]
    for client in clients:
        client.raise_request_exception = False
    return clients
