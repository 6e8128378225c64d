"""The style guide: there in development alone, with every part of the look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db

GUIDE = "/admin/styleguide/"
PARTS = (
    'class="primary"',
    'class="pill quiet ok"',
    'class="card"',
    'class="table"',
    'class="form-row errors"',
    "<dialog",
    'class="messagelist"',
    'class="meter warn"',
    'class="av l av-',
    'class="tl"',
    'class="empty"',
    "var(--accent)",
)


def test_the_guide_is_not_there_outside_development(sami: User, as_user: Callable[[User], Client]) -> None:
    assert as_user(sami).get(GUIDE).status_code == 404


def test_the_guide_shows_every_part(hana: User, as_user: Callable[[User], Client], settings: Settings) -> None:
    settings.DEBUG = True

    page = as_user(hana).get(GUIDE).content.decode()

    assert [part for part in PARTS if part not in page] == []


@pytest.mark.parametrize("page", ["admin:index", "admin:auth_user_changelist", "profiles:own"])
def test_nothing_links_to_the_guide(
    page: str, sami: User, as_user: Callable[[User], Client], settings: Settings
) -> None:
    settings.DEBUG = True

    assert "styleguide" not in as_user(sami).get(reverse(page)).content.decode()
