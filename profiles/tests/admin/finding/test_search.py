"""The search over everything: what is found, by whom, in what order, and that it leaves no trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.documents.uploads import add_document
from profiles.models import Department, Document, DocumentType, Event
from profiles.tests.conftest import SignIn
from profiles.tests.factories import make_department, make_location, make_person
from profiles.tests.samples import upload

pytestmark = pytest.mark.django_db
PAGE, QUICK = "/admin/search/", "/admin/search/quick/"
MARKUP = re.compile(r"<[^>]+>")


def ask(client: Client, text: str, address: str = PAGE) -> str:
    answer = client.get(address, {"q": text})
    assert answer.status_code == 200
    return answer.content.decode()


def groups(client: Client, text: str, address: str = PAGE) -> dict[str, list[str]]:
    """The labels of what is found, by kind."""
    found = client.get(address, {"q": text}).context["groups"]
    return {group.code: [hit.label for hit in group.hits] for group in found}


@pytest.fixture
def paper(emil: User) -> Document:
    type = DocumentType.objects.get(code="contract")
    type.formats = []
    DocumentType.objects.update(auditor_opens=False)
    file = upload("vertrag.txt", b"A garnishment of <b>wages</b> is agreed.")
    return add_document(emil, file, type=type, by=None, title="Emil's agreement")


@pytest.fixture
def hr(hana: User, as_user: SignIn) -> Client:
    return as_user(hana)


@pytest.mark.parametrize("address", [PAGE, QUICK])
def test_every_kind_is_found_by_one_search(address: str, hr: Client, paper: Document) -> None:
    make_person("Agnes Agreeable")
    make_department("Agreements")
    make_location("Agreville")

    assert groups(hr, "agre", address) == {
        "people": ["Agnes Agreeable"],
        "documents": ["Emil's agreement"],
        "departments": ["Agreements"],
        "locations": ["Agreville"],
    }


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("add person", "acts", "Add a person"),
        ("excel", "acts", "Import people"),
        ("verify", "acts", "Documents to verify"),
        ("audit", "pages", "Audit log"),
        ("time zone", "pages", "Language and time zone"),
        ("organisation", "pages", "Organisation"),
    ],
)
def test_acts_and_pages_are_found_by_what_people_call_them(text: str, kind: str, label: str, hr: Client) -> None:
    assert label in groups(hr, text)[kind]


def test_acts_and_pages_are_those_of_the_role(aya: User, sven: User, sami: User, as_user: SignIn) -> None:
    assert groups(as_user(aya), "add") == groups(as_user(aya), "import") == {}
    assert "Add a department" not in groups(as_user(sven), "add")["acts"]
    assert "Add a department" in groups(as_user(sami), "add")["acts"]


def test_every_place_that_is_found_opens(
    hana: User, sven: User, aya: User, sami: User, as_user: SignIn, paper: Document
) -> None:
    for user in (hana, sven, aya, sami):
        client = as_user(user)
        for text in ("a", "e", "d", "i", "m", "s", "", "emil"):
            for group in client.get(QUICK, {"q": text}).context["groups"]:
                for hit in group.hits:
                    assert client.get(hit.url).status_code == 200, (user, hit)


def test_nobody_finds_what_they_may_not_know(
    hr: Client, sven: User, aya: User, emil: User, olga: User, sales: Department, as_user: SignIn, paper: Document
) -> None:
    scoped, auditor = as_user(sven), as_user(aya)

    assert groups(hr, "garnishment") == {"documents": ["Emil's agreement"]}
    assert groups(scoped, "garnishment") == groups(scoped, "emil") == groups(scoped, "vertrag") == {}
    assert groups(scoped, "calibration") == {}
    assert groups(scoped, "sales") == {"people": ["Olga Lind"], "departments": ["Sales"]}
    assert groups(auditor, "garnishment") == {}
    assert groups(auditor, "vertrag") == {"documents": ["Emil's agreement"]}
    assert [as_user(emil).get(address, {"q": "emil"}).status_code for address in (PAGE, QUICK)] == [404, 404]


def test_what_is_not_theirs_and_what_is_not_there_look_the_same(sven: User, as_user: SignIn, paper: Document) -> None:
    def told(text: str) -> str:
        page = ask(as_user(sven), text).replace(text, "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)

    assert told("garnishment") == told("nothinglikeit")


def test_a_document_is_shown_with_its_words_marked_and_escaped(hr: Client, paper: Document) -> None:
    page = ask(hr, "GARNISH agreem")

    assert "A <mark>garnishment</mark> of &lt;b&gt;wages&lt;/b&gt; is agreed." in page
    assert "Emil&#x27;s <mark>agreement</mark>" in page
    assert f'href="/documents/{paper.public_id}/view/"' in page


def test_an_auditor_gets_no_words_of_a_file_that_they_may_not_open(aya: User, as_user: SignIn, paper: Document) -> None:
    page = ask(as_user(aya), "agreement")

    assert "Emil&#x27;s <mark>agreement</mark>" in page
    assert "wages" not in page
    assert "/view/" not in page


def test_long_lists_are_cut_counted_and_lead_to_all(hr: Client) -> None:
    for number in range(12):
        make_person(f"Quill Number {number:02}")

    page = MARKUP.sub(" ", ask(hr, "quill"))

    assert len(groups(hr, "quill")["people"]) == 10
    assert re.search(r"People\s+12\s+List them all", page)
    assert 'href="/admin/auth/user/?q=quill"' in ask(hr, "quill")
    assert hr.get("/admin/auth/user/?q=quill").context["cl"].result_count == 12


def test_the_list_of_documents_is_searched_in_the_same_way(
    hr: Client, aya: User, as_user: SignIn, paper: Document
) -> None:
    def listed(client: Client, text: str) -> int:
        count: int = client.get("/admin/profiles/document/", {"q": text}).context["cl"].result_count
        return count

    found = [listed(hr, text) for text in ("garnishment emil", "VERTRAG", "00412", "nowhere", "", "@")]
    assert found == [1, 1, 1, 0, 1, 0]
    assert (listed(as_user(aya), "garnishment"), listed(as_user(aya), "emil agreement")) == (0, 1)


@pytest.mark.parametrize(
    "text",
    ["", " ", "@", "%", '"', "'", "\\", "*", "<script>", "😀", "x" * 5000, "a " * 100, "NOT", "{}", "%s"],
)
@pytest.mark.parametrize("address", [PAGE, QUICK])
def test_odd_words_are_answered_with_a_page(text: str, address: str, hr: Client, emil: User) -> None:
    page = ask(hr, text, address)

    assert "<script>" not in page.replace('<script src="', "")


def test_odd_addresses_and_other_methods_are_answered(hr: Client) -> None:
    assert hr.get(f"{PAGE}?q=a&q=b&p=1").status_code == 200
    assert hr.get(f"{PAGE}?q={quote('Łódź')}").status_code == 200
    assert hr.post(PAGE, {"q": "a"}).status_code == hr.post(QUICK, {"q": "a"}).status_code == 405


def test_the_list_opened_by_its_address_leads_to_the_page(hr: Client) -> None:
    answer = hr.get(QUICK, {"q": "a b"}, headers={"Sec-Fetch-Mode": "navigate"})

    assert answer["Location"] == "/admin/search/?q=a+b"


def test_nothing_found_says_what_to_do(hr: Client) -> None:
    assert "Nothing that you may open has the words “xyzzy”" in ask(hr, "xyzzy")
    assert "Nothing found so far" in ask(hr, "xyzzy", QUICK)
    assert 'href="/admin/search/?q=xy%2Fz%26"' in ask(hr, "xy/z&", QUICK)


def test_a_search_is_no_look_at_anybody(hr: Client, emil: User, paper: Document) -> None:
    before = Event.objects.count()

    ask(hr, "garnishment")
    ask(hr, "emil", QUICK)
    ask(hr, "")

    assert Event.objects.count() == before


def test_whom_the_reader_opened_lately_comes_first(hr: Client, emil: User, olga: User) -> None:
    first, second = make_person("Zoe Olsen"), make_person("Abe Olsen")
    for person in (olga, first):
        hr.get(f"/admin/auth/user/{person.pk}/change/")

    assert groups(hr, "", QUICK)["lately"] == groups(hr, "")["lately"] == ["Zoe Olsen", "Olga Lind"]
    assert groups(hr, "olsen", QUICK)["people"] == ["Zoe Olsen", "Abe Olsen"]
    assert groups(hr, "olsen")["people"] == [second.profile.full_name, first.profile.full_name]


def test_who_is_out_of_reach_by_now_is_not_told_again(sven: User, olga: User, as_user: SignIn) -> None:
    client = as_user(sven)
    client.get(f"/admin/auth/user/{olga.pk}/change/")
    assert groups(client, "")["lately"] == ["Olga Lind"]

    olga.employment.update(department=make_department("Elsewhere"))

    assert "lately" not in groups(as_user(sven), "")


def test_the_top_bar_leads_to_the_search_and_keeps_the_words(hr: Client) -> None:
    home = hr.get("/admin/").content.decode()

    assert 'action="/admin/search/"' in home
    assert 'data-found="/admin/search/quick/"' in home
    assert 'name="q" value="&quot;Łódź&quot;"' in ask(hr, '"Łódź"')


@pytest.fixture
def many(emil: User, sales: Department, olga: User) -> Iterator[None]:
    type = DocumentType.objects.get(code="contract")
    type.formats = []
    for number in range(12):
        person = make_person(f"Quill {number}", department=sales)
        add_document(person, upload("a.txt", f"quill {number}".encode()), type=type, by=None, title=f"Quill {number}")
    make_department("Quill")
    make_location("Quillby")
    yield


@pytest.mark.parametrize("who", ["hana", "sven", "aya", "sami"])
def test_a_search_takes_few_statements(
    who: str,
    many: None,
    as_user: SignIn,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    client = as_user(request.getfixturevalue(who))
    ask(client, "quill")

    for address in (PAGE, QUICK):
        with django_assert_max_num_queries(8):
            assert set(groups(client, "quill", address)) >= {"people", "documents", "departments"} - (
                {"departments"} if who == "sven" else set()
            )
