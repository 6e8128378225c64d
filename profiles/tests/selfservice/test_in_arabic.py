"""The employees' pages from right to left: every sentence in Arabic, nothing left over in English."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model

from profiles.tests.conftest import SignIn
from profiles.tests.full_record import make_full_record

PAGES = ("/profile/", "/profile/edit/", "/profile/documents/", "/profile/preferences/", "/password/")
#: Names of formats, of the product, of what is data, and languages by their own names.
ITSELF = {"HR", "Records", "Word", "Excel", "OpenDocument", "Deutsch", "English", "Français", "example", "org", "name"}


def latin(text: str) -> set[str]:
    """Words in Latin letters; those all in capitals are names of formats and roles."""
    return {word for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", text) if not word.isupper()}


def words_of(page: str) -> set[str]:
    """The Latin words among the texts of a page, without what inputs hold."""
    page = re.sub(r"(?s)<(script|style|datalist|textarea|title)\b.*?</\1>", " ", page)
    return latin(unescape(re.sub(r"<[^>]+>", " ", page)))


def words_of_data() -> set[str]:
    """Every word that somebody wrote into a record or a setting."""
    tables: list[type[Model]] = [User, *apps.get_app_config("profiles").get_models()]
    rows = (row for table in tables for row in table._base_manager.values_list())
    return {word for row in rows for value in row if isinstance(value, str) for word in latin(value)}


@pytest.mark.parametrize("path", PAGES)
def test_no_english_is_left(as_user: SignIn, emil: User, path: str) -> None:
    make_full_record(emil)
    client = as_user(emil)
    client.post("/profile/preferences/", {"language": "ar", "time_zone": ""})
    client.get(path)
    assert words_of(client.get(path).text) - words_of_data() - ITSELF == set()
