"""A GET writes nothing but its session and its own line in the ledger, whoever reads and whatever is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from profiles.tests.full_record import make_full_record
from profiles.tests.test_every_url_by_every_role import RULES

#: Statements that change nothing, and those of transactions.
HARMLESS = re.compile(r"\s*\(*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA)\b", re.IGNORECASE)
#: The lock of the ledger comes with the statement.
LOCK = r"WITH first AS MATERIALIZED \(SELECT pg_advisory_xact_lock_shared\(\d+\)\)"
WRITE = re.compile(rf'\s*(?:{LOCK} )?(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
LEDGER = ("profiles_operation", "profiles_event")


class WritesWhileReadingError(Exception):
    """A page that is only read tried to change something."""


@contextmanager
def refusing_writes(own_lines: int = 1) -> Iterator[list[str]]:
    """Refuse what a GET may not write beyond its own lines; yields the refused, seen where refusals are swallowed."""
    refused: list[str] = []
    lines: Counter[str] = Counter()

    def check(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITE.match(sql)
        verb, table = (found[1].upper(), found[2]) if found else ("", "")
        lines[table] += table in LEDGER
        is_own_line = verb == "INSERT INTO" and table in LEDGER and lines[table] <= own_lines
        if not (HARMLESS.match(sql) or table == "django_session" or is_own_line):
            refused.append(sql[:200])
            raise WritesWhileReadingError(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(check):
        yield refused


@pytest.mark.parametrize("who", ["nobody", "hana", "emil", "aya", "sami"])
def test_no_address_writes_when_it_is_read(who: str, emil: User, request: pytest.FixtureRequest) -> None:
    record, client = make_full_record(emil), Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    written = {}

    for name, rule in RULES.items():
        # A streamed log is told when it begins and again when it ends.
        with refusing_writes(2 if name == "admin:audit_export" else 1) as refused:
            answer = client.get(rule.make(record))
            list(getattr(answer, "streaming_content", ()))
        written[name] = refused

    assert {name: refused for name, refused in written.items() if refused} == {}


@pytest.mark.django_db
def test_the_refusal_itself_refuses(emil: User) -> None:
    with refusing_writes() as refused, pytest.raises(WritesWhileReadingError):
        User.objects.filter(pk=emil.pk).values_list("pk").first()
        emil.profile.save()

    assert refused != []
