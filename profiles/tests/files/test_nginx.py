"""Through a real nginx with the sample configuration: it sends what the application releases, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import pytest
import requests
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import reverse

from profiles.documents.uploads import set_photo
from profiles.models import Document
from profiles.tests.factories import make_pdf
from profiles.tests.samples import make_image, upload
from profiles.tests.servers import absent, free_port, running

from .conftest import AddDocument, accesses, client_of

SAMPLE = Path(__file__).parents[3] / "hrsite" / "deploy" / "nginx.conf"
PDF = make_pdf()
Ask = Callable[..., requests.Response]


@pytest.fixture
def application() -> Iterator[WSGIServer]:
    """The application on a port; it answers one request at a time in the test's own thread and transaction."""
    around = (request_started, request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    with make_server("127.0.0.1", 0, get_wsgi_application()) as server:
        server.timeout = 10
        yield server
    for signal in around:
        signal.connect(close_old_connections)


@pytest.fixture
def nginx(application: WSGIServer, own_media: Path, tmp_path: Path) -> Iterator[str]:
    """nginx with the sample configuration, on a port without TLS, before the application."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None:
        absent("nginx (Debian package nginx-light)")
    own_media.mkdir(exist_ok=True)
    port, config = free_port(), tmp_path / "nginx.conf"
    config.write_text(adapted(port, application.server_port, own_media, tmp_path))
    with running([program, "-c", str(config), "-e", str(tmp_path / "error.log")], port, tmp_path / "nginx.log"):
        yield f"http://127.0.0.1:{port}"


def adapted(port: int, upstream: int, media: Path, folder: Path) -> str:
    """The sample with other ports and folders and without TLS: everything else as it is."""
    sample = SAMPLE.read_text()
    sample = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", sample, flags=re.DOTALL)
    sample = re.sub(r"    (listen|ssl_|http2).*\n", "", sample)
    sample = sample.replace("server_name", f"listen 127.0.0.1:{port};\n    server_name")
    sample = sample.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}").replace("/var/lib/hr-records/media", str(media))
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    return f"{user} daemon off; pid {folder}/pid; events {{}} http {{ access_log off; {paths}\n{sample}\n}}"


@pytest.fixture
def ask(nginx: str, application: WSGIServer, settings: Any) -> Ask:
    """Ask nginx as a person; ``passes`` says whether the application is asked in turn."""
    settings.SENDFILE, settings.ALLOWED_HOSTS = "nginx", ["127.0.0.1"]

    def get(who: User, address: str, *, passes: bool = True, method: str = "GET", **headers: str) -> requests.Response:
        cookies = {name: cookie.value for name, cookie in client_of(who).cookies.items()}
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(
                requests.request, method, nginx + address, headers=headers, cookies=cookies, timeout=10
            )
            if passes:
                application.handle_request()
            return coming.result()

    return get


@pytest.fixture
def document(emil: User, add: AddDocument) -> Document:
    """A CV of emil's."""
    return add(emil)


def address_of(document: Document) -> str:
    return reverse("profiles:document", args=[document.public_id])


def test_nginx_sends_the_bytes_with_every_header_of_ours(ask: Ask, emil: User, document: Document) -> None:
    response = ask(emil, address_of(document))
    expected = {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="cv.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Accept-Ranges": "bytes",
        "Content-Length": str(len(PDF)),
        "ETag": f'"{document.current.blob.sha256}"' if document.current else "",
    }

    assert (response.status_code, response.content) == (200, PDF)
    assert {name: response.headers.get(name) for name in expected} == expected
    assert response.headers["X-Request-ID"]
    assert "X-Accel-Redirect" not in response.headers
    assert accesses() == [(emil.pk, emil.pk, 1)]


def test_a_part_is_sent_when_asked_for(ask: Ask, emil: User, document: Document) -> None:
    assert document.current is not None
    part = ask(emil, address_of(document), Range="bytes=10-19")
    same = {"Range": "bytes=-5", "If-Range": f'"{document.current.blob.sha256}"'}
    other = {"Range": "bytes=-5", "If-Range": '"other"'}

    assert (part.status_code, part.content) == (206, PDF[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(PDF)}"
    assert part.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert [ask(emil, address_of(document), **asked).status_code for asked in (same, other)] == [206, 200]


def test_nobody_comes_to_the_files_past_the_application(ask: Ask, emil: User, olga: User, document: Document) -> None:
    assert document.current is not None
    key = document.current.blob.storage_key

    assert ask(emil, f"/protected/{key}", passes=False).status_code == 404
    refused = ask(olga, address_of(document))
    assert (refused.status_code, PDF in refused.content) == (404, False)
    assert ask(olga, f"/media/{key}", method="HEAD").status_code == 404


def test_what_nginx_would_not_find_is_told_by_the_application(
    emil: User, document: Document, own_media: Path, settings: Any
) -> None:
    settings.SENDFILE = "nginx"
    assert document.current is not None
    client = client_of(emil)
    (own_media / document.current.blob.storage_key).unlink()
    missing = client.get(address_of(document))
    own_media.rename(own_media.with_name("away"))

    assert (missing.status_code, b"This file is missing" in missing.content) == (404, True)
    assert client.get(address_of(document)).status_code == 503


def test_a_photo_and_what_head_asks(ask: Ask, emil: User, document: Document) -> None:
    set_photo(emil, upload("me.png", make_image("PNG")), by=emil)
    photo = ask(emil, reverse("profiles:photo", args=[emil.profile.public_id]))
    head = ask(emil, address_of(document), method="HEAD")

    assert (photo.content[8:12], photo.headers["Content-Disposition"]) == (b"WEBP", "inline")
    assert photo.headers["Cache-Control"] == "private, max-age=300"
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(PDF)))


def test_page_images_come_from_nginx_too(ask: Ask, emil: User, document: Document) -> None:
    image = ask(emil, reverse("profiles:preview-page", args=[document.public_id, 1, 1]))
    thumb = ask(emil, reverse("profiles:preview-thumb", args=[document.public_id, 1]))

    for picture in (image, thumb):
        assert (picture.content[8:12], picture.headers["Content-Type"]) == (b"WEBP", "image/webp")
        assert picture.headers["Cache-Control"] == "private, max-age=86400, immutable"
        assert "sandbox" in picture.headers["Content-Security-Policy"]


def test_a_lost_page_image_is_made_again_before_nginx_sends_it(
    ask: Ask, emil: User, document: Document, own_media: Path
) -> None:
    for picture in (own_media / "previews").rglob("*.webp"):
        picture.unlink()

    assert ask(emil, reverse("profiles:preview-page", args=[document.public_id, 1, 1])).status_code == 200
