"""What a browser with an empty cache asks for and is sent when it opens a page, without the images."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.test import Client

from profiles.lib.bundles import JOINED


class PlainNames(StaticFilesStorage):
    """Pages name their static files as in production, but without digests: nothing was collected."""

    is_joined = True


class _Links(HTMLParser):
    """The addresses of styles, scripts and the icon of a page, each once."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = values.get("src") if tag == "script" else None
        if tag == "link" and values.get("rel") in ("stylesheet", "icon"):
            address = values.get("href")
        if address:
            self.found[address] = None


def transfer(client: Client, path: str) -> dict[str, float]:
    """``requests`` and ``sent_kb`` (kB of 1,000 bytes, compressed) of a page with its styles and scripts."""
    page = client.get(path).content
    links = _Links()
    links.feed(page.decode())
    # The icon is asked for as well, but it is an image.
    sent = [page, *(_bytes_of(address) for address in links.found if not address.endswith(".svg"))]
    return {"requests": 1 + len(links.found), "sent_kb": round(sum(map(_compressed, sent)) / 1000, 1)}


def _compressed(content: bytes) -> int:
    return len(gzip.compress(content, mtime=0))


def _bytes_of(address: str) -> bytes:
    """The content of a static file; nothing for a page of ours, as the texts of the admin's scripts."""
    path = urlsplit(address).path
    if not path.startswith(settings.STATIC_URL):
        return b""
    name = path.removeprefix(settings.STATIC_URL)
    return b"\n".join(_read(JOINED.get(name, (name,))))


def _read(names: Iterable[str]) -> Iterable[bytes]:
    for name in names:
        found = finders.find(name)
        if found is None:
            raise FileNotFoundError(name)
        yield Path(str(found)).read_bytes()
