"""Input that no browser sends: refused in our words, never a 500."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.tests.pages import form_of

FIND = "/admin/autocomplete/?app_label=profiles&model_name=employmentrecord&field_name=manager&term="
HUGE = "9" * 30

ODD_QUERIES = [
    "q=%00",
    "%00=1",
    "q=%ED%A0%80",  # half of a character
    "q=%FF%FE",
    "q=" + "x" * 9000,
    "&".join(f"p{number}=1" for number in range(201)),
    "&".join(["p=1"] * 51),
]
ODD_PATHS = ["/profile/%00/", "/%ED%A0%80/", "/%FF/", "/profile/%0A/", "/a%7Fb/"]


@pytest.mark.parametrize("path", ["/sign-in/", "/no/such/page/", "/static/no.css"])
@pytest.mark.parametrize("query", ODD_QUERIES, ids=range(len(ODD_QUERIES)))
def test_odd_queries_are_bad_requests(visitor: Client, path: str, query: str) -> None:
    response = visitor.get(f"{path}?{query}")
    assert response.status_code == 400
    assert response.headers["X-Request-ID"] in response.text


@pytest.mark.parametrize("path", ODD_PATHS)
def test_odd_paths_are_bad_requests(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["q=100%", "q=%C4%99", "q=a+b&q=c", "q=%F0%9F%98%80", ""])
def test_ordinary_queries_pass(visitor: Client, query: str) -> None:
    assert visitor.get(f"/sign-in/?{query}").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "a b", "test\x00server", "ü", "x" * 5000, "[::1", "h:99999999"])
def test_unknown_hosts_are_bad_requests(visitor: Client, host: str) -> None:
    assert visitor.get("/sign-in/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "PROPFIND"])
def test_odd_methods_are_not_allowed(visitor: Client, method: str) -> None:
    response = visitor.generic(method, "/sign-in/")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("path", [f"/admin/auth/user/{HUGE}/change/", f"/profile/{HUGE}/", f"/documents/{HUGE}/"])
def test_numbers_that_no_database_can_hold_name_nothing(
    as_user: Callable[[User], Client], hana: User, path: str
) -> None:
    assert as_user(hana).get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["p=-1", f"p={HUGE}", "p=x", "page=-1", f"page={HUGE}", f"id__in={HUGE}", f"id={HUGE}", "o=-99.x", "all=", "e=1"],
)
@pytest.mark.parametrize("page", ["/admin/auth/user/", "/profile/", "/profile/documents/"])
def test_odd_pages_and_filters_are_no_server_error(
    as_user: Callable[[User], Client], hana: User, page: str, query: str
) -> None:
    client = as_user(hana)
    client.raise_request_exception = False
    assert client.get(f"{page}?{query}").status_code < 500


@pytest.mark.parametrize("text", ["x", "nul%00byte", HUGE, "-1", "2026-13-45"])
def test_select_boxes_take_odd_values_without_a_server_error(
    as_user: Callable[[User], Client], hana: User, text: str
) -> None:
    client = as_user(hana)
    client.raise_request_exception = False
    assert client.get(f"/admin/auth/user/add/?department={text}").status_code < 500
    assert client.post("/admin/auth/user/add/", {"department": text}).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cookie",
    ["x" * 4000, '"abcdefghijklmnop\\000qrstuvwxyzabcde"', "ü", "a b", "%00", '"', "=", ";;;", "../../etc/passwd"],
)
@pytest.mark.parametrize("name", ["session", "csrf", "django_language"])
def test_odd_cookies_are_those_of_a_stranger(visitor: Client, name: str, cookie: str) -> None:
    response = visitor.get("/password/", headers={"Cookie": f"{name}={cookie}"})
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/password/")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["nul\x00byte", "\ud800", "😀", "\u202eright to left", "x" * 100_000])
@pytest.mark.parametrize("field", ["username", "password", "next"])
def test_odd_text_in_a_form_is_answered_with_the_form(visitor: Client, field: str, text: str) -> None:
    form = {"username": "emil", "password": "guess", "next": "/", field: text}
    body = "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in form.items())
    response = visitor.post("/sign-in/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200


def _form(*parts: bytes) -> bytes:
    return b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


ODD_BODIES = {
    "nul in a name": _form(b'Content-Disposition: form-data; name="a\x00b"\r\n\r\n1'),
    "nul in a file field": _form(b'Content-Disposition: form-data; name="a\x00b"; filename="x"\r\n\r\n1'),
    "no boundary": b"anything",
    "broken base64": _form(
        b'Content-Disposition: form-data; name="f"; filename="x"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!='
    ),
    "unknown encoding of a name": _form(b"Content-Disposition: form-data; name*=nope''x\r\n\r\n1"),
    "no text encoding": _form(b"Content-Disposition: form-data; name=\"f\"; filename*=zlib''%41%42\r\n\r\n1"),
    "half a character": _form(b"Content-Disposition: form-data; name=\"f\"; filename*=utf-7''%2B2AA-\r\n\r\n1"),
    "too many files": _form(*[b'Content-Disposition: form-data; name="f"; filename="x"\r\n\r\n1' for _ in range(101)]),
    "too many fields": _form(*[b'Content-Disposition: form-data; name="f"\r\n\r\n1' for _ in range(1100)]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("case", ODD_BODIES)
def test_odd_bodies_are_no_server_error(visitor: Client, settings: object, case: str, debug: bool) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]
    response = visitor.post("/sign-in/", ODD_BODIES[case], content_type="multipart/form-data; boundary=b")
    assert response.status_code in (200, 400)
    assert b"Traceback" not in response.content


@pytest.mark.parametrize("debug", [False, True])
def test_too_many_fields_are_a_bad_request(visitor: Client, settings: object, debug: bool) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]
    response = visitor.post("/sign-in/", {f"field{number}": "1" for number in range(1100)})
    assert response.status_code == 400
    assert response.headers["X-Request-ID"] in response.text


@pytest.mark.parametrize("debug", [False, True])
def test_too_much_text_gets_its_own_page(visitor: Client, settings: object, debug: bool) -> None:
    settings.DEBUG = debug  # type: ignore[attr-defined]
    response = visitor.post("/sign-in/", {"username": "x" * 3_000_000})
    assert response.status_code == 413
    assert response.headers["X-Request-ID"] in response.text


@pytest.mark.parametrize("field", ["employment-0-last_day", "employment-1-effective_from", "profile-0-hire_date"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_the_calendar_are_no_server_error(
    as_user: Callable[[User], Client], hana: User, emil: User, field: str, day: str
) -> None:
    client, page = as_user(hana), f"/admin/auth/user/{emil.pk}/change/"
    assert client.post(page, {**form_of(client, page), field: day}).status_code in (200, 302)


@pytest.mark.parametrize("prefix", ["profile", "employment", "emergency_contacts", "documents"])
def test_a_form_has_no_more_rows_than_a_browser_can_send(
    as_user: Callable[[User], Client], hana: User, emil: User, prefix: str
) -> None:
    client, page = as_user(hana), f"/admin/auth/user/{emil.pk}/change/"
    sent = {**form_of(client, page), f"{prefix}-TOTAL_FORMS": "100000", "email": "no address"}
    answer = client.post(page, sent)
    shown = {part.formset.prefix: len(part.formset.forms) for part in answer.context["inline_admin_formsets"]}
    assert shown[prefix] <= 200


@pytest.mark.parametrize("page", ["/admin/auth/user/?q=", "/admin/profiles/document/?q=", FIND])
def test_a_thousand_words_are_looked_for_without_a_server_error(
    as_user: Callable[[User], Client], hana: User, page: str
) -> None:
    assert as_user(hana).get(page + "a+" * 1000).status_code == 200


@pytest.mark.parametrize("query", ["id__range=1", "id__isnull=x", "id__regex=(", "profile__birth_date__year=x"])
def test_comparisons_that_an_address_cannot_say_are_bad_requests(
    as_user: Callable[[User], Client], hana: User, query: str
) -> None:
    client = as_user(hana)
    client.raise_request_exception = False
    assert client.get(f"/admin/auth/user/?{query}", follow=True).status_code in (200, 400)
