"""Any text that can be sent is stored as it is or refused in words; none breaks a page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from django.contrib.auth.models import User
from django.test import Client

from profiles.history.since import version_of
from profiles.models import Document, EmergencyContact, Profile
from profiles.tests.factories import make_pdf

SignIn = Callable[[User], Client]
EDIT, DOCUMENTS = "/profile/edit/", "/profile/documents/"

ODD: dict[str, bytes] = {
    "surrogate": b"\xed\xa0\x80",
    "surrogate pair": b"\xed\xa0\xbd\xed\xb8\x80",
    "no utf-8": b"\xff\xfe\xfa",
    "cut": b"caf\xc3",
    "nul": b"a\x00b",
    "control": b"a\x01\x1b[31m\x7fb",
    "emoji": "👩‍🔬🏳️‍🌈🫠".encode(),
    "arabic": "محمد الأندلسي".encode(),
    "hebrew with marks": "\u202eשלום\u202c".encode(),
    "override": "abc\u202egpj.exe".encode(),
    "stacked": ("Z" + "\u0351" * 90).encode(),
    "zero width": "a\u200b\u2060b".encode(),
    "noncharacter": "\ufffe\uffff".encode(),
    "template": b"{{ settings.SECRET_KEY }}{% debug %}",
    "html": b"</textarea><script>alert(1)</script>",
    "sql": b"'; DROP TABLE profiles_profile; --",
    "lines": b"a\r\nb\rc\n",
}
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=BoUnD"


def multipart(fields: dict[str, bytes], files: dict[str, tuple[bytes, bytes]] | None = None) -> bytes:
    """A multipart body from raw bytes, which the test client would clean first."""
    parts = [b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (n.encode(), v) for n, v in fields.items()]
    for name, (file_name, content) in (files or {}).items():
        head = b'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: application/pdf\r\n\r\n'
        parts.append(head % (name.encode(), file_name) + content)
    return b"--BoUnD\r\n" + b"\r\n--BoUnD\r\n".join(parts) + b"\r\n--BoUnD--\r\n"


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_field_takes_or_refuses_any_text(as_user: SignIn, emil: User, odd: bytes) -> None:
    client = as_user(emil)
    for name in ("bio", "preferred_name", "website", "mobile", "country", "personal_email"):
        for body, kind in (
            (f"{name}={quote_from_bytes(odd)}&_version={version_of(emil)}", FORM),
            (multipart({name: odd, "_version": version_of(emil).encode()}), MULTIPART),
        ):
            assert client.post(EDIT, body, content_type=kind).status_code in (200, 302, 400)
    for url in ("/profile/", EDIT, DOCUMENTS):
        page = client.get(url)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content


@pytest.mark.parametrize("name", ["emoji", "arabic", "hebrew with marks", "stacked", "zero width", "html", "sql"])
def test_text_of_any_script_is_stored_as_it_was_written(as_user: SignIn, emil: User, name: str) -> None:
    as_user(emil).post(EDIT, {"bio": ODD[name].decode()})
    assert Profile.objects.get(user=emil).bio == ODD[name].decode()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_contact_takes_or_refuses_any_text(as_user: SignIn, emil: User, odd: bytes) -> None:
    fields = {"contacts-TOTAL_FORMS": b"1", "contacts-INITIAL_FORMS": b"0", "contacts-0-priority": b"1"}
    fields |= {"contacts-0-name": odd, "contacts-0-relationship": odd, "contacts-0-phone": b"1"}
    fields |= {"_version": version_of(emil).encode()}
    client = as_user(emil)
    response = client.post(EDIT, multipart(fields), content_type=MULTIPART)
    assert response.status_code == (302 if EmergencyContact.objects.exists() else 200)
    assert client.get("/profile/").status_code == 200


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_document_takes_or_refuses_any_text(as_user: SignIn, emil: User, own_media: object, odd: bytes) -> None:
    client = as_user(emil)
    body = multipart({"type": b"other", "title": odd}, {"file": (odd.replace(b"\r", b"") + b".pdf", make_pdf())})
    response = client.post(DOCUMENTS, body, content_type=MULTIPART)
    assert response.status_code == (302 if Document.objects.exists() else 200)
    for url in ("/profile/", DOCUMENTS):
        assert client.get(url).status_code == 200


def test_a_page_full_of_long_words_in_any_direction_is_shown(as_user: SignIn, emil: User) -> None:
    emil.profile.full_name = "م" * 200
    emil.profile.preferred_name = "W" * 100
    emil.profile.bio = "🫠" * 5000
    emil.profile.save()
    html = as_user(emil).get("/profile/").content.decode()
    assert '<h1 dir="auto">' in html
    assert "🫠" * 5000 in html
