"""The style guide in the browser: the parts themselves shut nobody out, in either theme, on paper wide or narrow."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from profiles.tests.browser.axe import problems_of, unfold
from profiles.tests.browser.chromium import DESKTOP, PHONE, Browse


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_parts_fit_and_are_open_to_all(width: int, browse: Browse, hana: User, settings: Settings) -> None:
    settings.DEBUG = True
    page = browse(hana, width=width)
    page.goto("/admin/styleguide/")

    unfold(page)

    assert problems_of(page) == []
