"""Error pages: our own, with a number to quote, and without what went wrong inside."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from .conftest import LogLines

pytestmark = pytest.mark.urls("profiles.tests.web.urls")

STATUS_OF_FAILURE = {
    "bad-request": 400,
    "suspicious": 400,
    "forbidden": 403,
    "missing": 404,
    "too-big": 413,
    "database-away": 503,
    "connection-closed": 503,
    "disk-full": 503,
    "unstorable": 404,
    "no-number": 404,
    "mistake": 500,
    "no-table": 500,
}


@pytest.mark.parametrize(("failure", "status"), STATUS_OF_FAILURE.items())
def test_each_failure_has_its_page_with_the_number_in_the_log(
    visitor: Client, log_lines: LogLines, failure: str, status: int
) -> None:
    response = visitor.get(f"/failing/{failure}/")
    number = response.headers["X-Request-ID"]
    assert response.status_code == status
    assert number in response.text
    assert "secret detail" not in response.text
    assert {"request_id": number, "status": status}.items() <= log_lines()[-1].items()


@pytest.mark.parametrize(("failure", "status"), STATUS_OF_FAILURE.items())
def test_development_shows_the_same_pages_except_for_mistakes(
    visitor: Client, settings: Settings, failure: str, status: int
) -> None:
    settings.DEBUG = True
    response = visitor.get(f"/failing/{failure}/")
    assert response.status_code == status
    assert ("secret detail" in response.text) == (status == 500)
    assert ("Content-Security-Policy" in response.headers) == (status != 500)


@pytest.mark.parametrize("debug", [False, True])
def test_an_unknown_address_has_our_page(visitor: Client, settings: Settings, debug: bool) -> None:
    settings.DEBUG = debug
    response = visitor.get("/no/such/page/")
    assert response.status_code == 404
    assert response.headers["X-Request-ID"] in response.text


def test_an_unknown_address_is_not_found_by_a_form_either(visitor: Client) -> None:
    assert Client(enforce_csrf_checks=True).post("/no/such/page/").status_code == 404


@pytest.mark.parametrize("path", ["/sign-in", "/profile", "/admin"])
def test_a_missing_slash_is_added(visitor: Client, path: str) -> None:
    response = visitor.get(f"{path}?a=1")
    assert (response.status_code, response.headers["Location"]) == (301, f"{path}/?a=1")


def test_a_missing_slash_leads_nowhere_else(visitor: Client) -> None:
    assert visitor.get("/", PATH_INFO="//evil.example").status_code == 404


def test_a_forged_form_has_our_page(settings: Settings) -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "emil"})
    assert response.status_code == 403
    assert response.headers["X-Request-ID"] in response.text


def test_a_broken_template_still_gives_a_page(visitor: Client, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("{% broken %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    response = visitor.get("/no/such/page/")
    assert response.status_code == 404
    assert response.headers["X-Request-ID"] in response.text


def test_an_outage_says_when_to_come_back(visitor: Client) -> None:
    assert visitor.get("/failing/database-away/").headers["Retry-After"] == "30"


@pytest.mark.parametrize("failure", ["database-away", "mistake", "missing"])
def test_error_pages_ask_no_database(visitor: Client, failure: str) -> None:
    # Without the database fixture, any query fails this test.
    assert visitor.get(f"/failing/{failure}/").status_code == STATUS_OF_FAILURE[failure]
