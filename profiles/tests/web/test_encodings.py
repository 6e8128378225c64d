"""Encodings that a request may name: UTF-8 or none. Asked of the whole server, as Django decodes very early."""

from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from hrsite.encodings import REFUSED, checked_content_type
from hrsite.wsgi import application

pytestmark = pytest.mark.django_db  # a whole request looks after its connection

ODD = ["zlib", "rot13", "utf-16", "unicode_escape", "utf-7", "no-such", "latin-1", "x" * 900, "a\x00b", '"', "..", ""]


def status_of(content_type: str, query: str = "next=/", method: str = "GET") -> int:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/sign-in/",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "HTTP_HOST": "testserver",
    }
    setup_testing_defaults(environ)
    answered: list[str] = []
    response = application(environ, lambda status, headers, exc_info=None: answered.append(status))  # type: ignore[arg-type]
    b"".join(response)
    response.close()  # type: ignore[attr-defined]
    return int(answered[0].split()[0])


@pytest.mark.parametrize("charset", ODD)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_other_encodings_are_bad_requests(kind: str, charset: str) -> None:
    assert status_of(f"{kind}; charset={charset}") == 400


@pytest.mark.parametrize("parameter", ["charset*=utf-8''zlib", "charset*0=zl; charset*1=ib", "x*=no-such''y"])
def test_encodings_named_in_a_roundabout_way_are_bad_requests(parameter: str) -> None:
    assert status_of(f"text/plain; {parameter}") == 400


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF-8", '; charset="utf8"'])
def test_utf8_passes(charset: str) -> None:
    assert status_of(f"text/plain{charset}") == 200


def test_many_parameters_are_a_bad_request_also_with_an_encoding() -> None:
    assert status_of("text/plain; charset=utf-8", query="&".join(["p=1"] * 3000)) == 400


def test_the_boundary_of_a_form_is_kept() -> None:
    assert checked_content_type('multipart/form-data; charset=utf-8; boundary="a b"') == (
        'multipart/form-data; boundary="a b"'
    )
    assert checked_content_type("multipart/form-data; boundary=b; charset=utf-16") == REFUSED
