"""Names as raw bytes over real HTTP: a test client would clean them first. They are only ever something to show."""

from __future__ import annotations

import http.client
import json
import unicodedata
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from profiles.models import DocumentVersion
from profiles.tests.factories import make_pdf

BOUNDARY = b"----------------a-boundary-of-ours"
TOKEN = "t" * 32


def sent(server: LiveServer, person: User, name: bytes, content: bytes) -> tuple[int, dict[str, Any]]:
    """The status and the answer to a file that carries exactly this name."""
    client = Client()
    client.force_login(person)
    kind = b'--%b\r\nContent-Disposition: form-data; name="type"\r\n\r\ncertificate\r\n' % BOUNDARY
    head = b'--%b\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n' % (BOUNDARY, name)
    body = kind + head + b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n--%b--\r\n" % BOUNDARY
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.CSRF_COOKIE_NAME: TOKEN}
    connection = http.client.HTTPConnection(server.thread.host, server.thread.port, timeout=60)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY.decode()}",
        "Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items()),
        "X-CSRFToken": TOKEN,
        "Accept": "application/json",
    }
    connection.request("POST", "/profile/documents/", body, headers)
    answer = connection.getresponse()
    said = answer.status, json.loads(answer.read())
    connection.close()
    return said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "name",
    [
        b"../../../etc/cron.d/cv.pdf",
        b"..\\..\\windows\\cv.pdf",
        b"/etc/passwd.pdf",
        b"cv\x00.exe.pdf",
        b"cv\r\nSet-Cookie: a=b; x.pdf",
        b"cv\r\n\r\n<script>.pdf",
        "\u202efdp.exe.pdf".encode(),
        "a\u0301".encode() * 300 + b".pdf",
        b"<img src=x onerror=alert(1)>.pdf",
        b'cv"; filename="evil.exe.pdf',
        b"CON.pdf",
        b"\xff\xfe\xfa.pdf",
        b".pdf",
        b"-rf $(reboot) `id`.pdf",
    ],
)
def test_a_name_is_cleaned_and_never_a_path(live_server: LiveServer, emil: User, name: bytes) -> None:
    status, answer = sent(live_server, emil, name, make_pdf())

    if status != 201:
        assert (status, answer["message"].endswith(".")) == (400, True)
        return
    version = DocumentVersion.objects.select_related("blob").get()
    shown = version.display_name
    assert len(shown.encode()) <= 180 and shown.endswith(".pdf") and shown == unicodedata.normalize("NFC", shown)
    assert not any(unicodedata.category(sign).startswith("C") or sign in '/\\<>"`$' for sign in shown)
    assert version.blob.storage_key.startswith("certificates/")
    assert version.blob.storage_key.endswith(f"/{version.blob.sha256}.pdf")
