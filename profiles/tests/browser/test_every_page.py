"""Every page that somebody may open, as they see it: it loads nothing forbidden, fits, and shuts nobody out.

The addresses come from the rules of ``test_every_url_by_every_role``: a new page is looked at without being named here.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from profiles.tests.browser.axe import problems_of, unfold
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse
from profiles.tests.conftest import SignIn
from profiles.tests.full_record import make_full_record
from profiles.tests.test_every_url_by_every_role import CAST, RULES, Record


@pytest.fixture
def record(emil: User) -> Record:
    """emil's record with something in every part of it."""
    return make_full_record(emil)


def pages_for(who: str, client: Client, record: Record) -> list[str]:
    """The addresses that answer this member of the cast with a page."""
    places = [rule.make(record) for rule in RULES.values() if rule.get[CAST.index(who)] == 200]
    return [place for place in places if client.get(place)["Content-Type"].startswith("text/html")]


def problems_at(page: Page, place: str) -> list[str]:
    """What is wrong with the page of this address with everything in it unfolded."""
    answer = page.goto(place)
    assert answer is not None and answer.status == 200, place
    unfold(page)
    return [f"{place} {problem}" for problem in problems_of(page)]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("who", ["nobody", "emil", "hana", "aya", "sami"])
def test_pages_fit_and_are_open_to_all(
    who: str, width: int, browse: Browse, record: Record, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    user = None if who == "nobody" else request.getfixturevalue(who)
    places = pages_for(who, as_user(user) if user else Client(), record)
    page = browse(user, width=width)

    problems = [problem for place in places for problem in problems_at(page, place)]

    assert not problems, "\n".join(problems)
