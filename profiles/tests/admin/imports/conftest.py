"""What the tests of the import pages share: a file of people, and the way to a preview."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from profiles.models import ImportBatch
from profiles.tests.conftest import SignIn

NEW = "/admin/imports/new/"
Bring = Callable[..., str]


def file_of(rows: list[dict[str, str]], name: str = "people.csv") -> SimpleUploadedFile:
    """A CSV file of these rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode(), content_type="text/csv")


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    """A client signed in as HR."""
    return as_user(hana)


@pytest.fixture
def bring(hr: Client) -> Bring:
    """Upload rows as HR; the address of what comes of it."""

    def upload(*rows: dict[str, str], client: Client = hr, **options: Any) -> str:
        answer = client.post(NEW, {"file": file_of(list(rows)), **options})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    return upload


def the_batch() -> ImportBatch:
    """The newest import."""
    return ImportBatch.objects.order_by("-pk")[0]
