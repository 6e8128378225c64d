"""What is not known is shown as a dash or left out: no page writes the words of a programming language instead."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.documents.uploads import add_document
from profiles.models import DocumentType, EmploymentRecord
from profiles.templatetags.hr import DASH
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_account, make_department, make_location, pdf_upload
from profiles.tests.test_every_url_by_every_role import CAST, RULES, Record

pytestmark = pytest.mark.django_db

#: Sentences that begin with the English word.
SENTENCES = re.compile(r"\bNone(: an employee| ticked: everything)")
WORDS = re.compile(r"\b(None|null|undefined|NaN|NaT)\b|<[a-z_.]+ object at|\bPromise\b|__proxy__")
SHOWN = {"value", "placeholder", "title", "alt", "aria-label", "href", "src", "datetime", "content"}


class Shown(HTMLParser):
    """Collects what a page shows or says: its text, scripts aside, and what stands in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag in {"script", "style"}
        self.texts += [
            f"{name}={value}" for name, value in attrs if value and (name in SHOWN or name.startswith("data-"))
        ]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if not self._in_script:
            self.texts += filter(None, [data.strip()])


@pytest.fixture
def emil() -> User:
    """An employee of whom next to nothing is known: no number, no department, no manager, no dates."""
    return make_account("Emil Brandt", "emil")


@pytest.fixture
def record(emil: User) -> Record:
    """His record: a document without dates, a job without a name, a place and a department without anything."""
    EmploymentRecord.objects.create(person=emil, effective_from="2024-01-01")
    document = add_document(emil, pdf_upload(), type=DocumentType.objects.get(code="cv"), by=None)
    return Record(emil, document, make_department("Empty"), make_location("Nowhere"))


def words_on(client: Client, place: str) -> list[str]:
    """The texts of the page that hold a word for nothing."""
    answer = client.get(place)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return []
    page = Shown()
    page.feed(answer.content.decode())
    return [f"{place} {text[:120]}" for text in page.texts if WORDS.search(SENTENCES.sub("", text))]


@pytest.mark.parametrize("who", ["emil", "hana", "aya", "sami"])
def test_no_page_writes_a_word_for_nothing(
    who: str, record: Record, as_user: SignIn, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(who))
    places = [rule.make(record) for rule in RULES.values() if rule.get[CAST.index(who)] == 200]
    places += [f"/admin/organisation/?person={record.emil.pk}", "/admin/audit/?person=Emil"]

    assert [line for place in places for line in words_on(client, place)] == []


def test_what_is_not_known_is_a_dash(record: Record, as_user: SignIn, aya: User) -> None:
    page = Shown()
    page.feed(as_user(aya).get(f"/admin/auth/user/{record.emil.pk}/change/").content.decode())

    shown = dict(pairwise(page.texts))
    labels = [
        "Preferred name",
        "Website",
        "Work phone",
        "Employee number",
        "data-label=Job title",
        "data-label=Manager",
    ]
    assert {label: shown.get(label) for label in labels} == dict.fromkeys(labels, DASH)
