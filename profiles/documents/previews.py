"""Previews: made by the rendering child at upload or on first view, stored beside the originals, never the original.

``open_upload`` looks at a file that arrives, ``store_images`` and ``store_facts`` keep what was made of it;
``prepare``, ``page_image``, ``open_page_image``, ``text_preview`` and ``table_preview`` serve pages that show it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from profiles.lib.filetypes import Family, FileType, by_media_type
from profiles.models import Blob, Extract, PreviewPage, Rendering

from .preview_words import REFUSED_BECAUSE, refusal_of
from .rendering import Part, Rendered, run_child
from .storage import PREVIEW_FOLDER

#: Changes with everything that changes how a page looks; part of each image's key.
ENGINE = f"1-{version('pypdfium2')}-{version('pillow')}"

TEXT_SHOWN_MAX_BYTES = 64 * 1024
FULL, THUMB = PreviewPage.Size.FULL, PreviewPage.Size.THUMB


@dataclass(frozen=True)
class Opened:
    """What the child made of a file, not stored yet. ``reason`` is empty, or says why ``form`` is "none"."""

    form: str
    reason: str = ""
    page_count: int | None = None
    text: str = ""
    tables: list[Any] = field(default_factory=list)
    images: Sequence[Part] = field(default_factory=list)


@dataclass(frozen=True)
class TextPreview:
    """The beginning of what a file says, as plain text; ``is_cut`` when there is more."""

    text: str
    is_cut: bool


@dataclass(frozen=True)
class Sheet:
    """The first rows and columns of a table, as plain text; ``is_cut`` when there is more. A CSV has no name."""

    name: str
    rows: Sequence[Sequence[str]]
    is_cut: bool


def preview_key(sha256: str, number: int, size: str) -> str:
    """``previews/<engine>/<first two digits>/<sha256>-<page>-<size>.webp``."""
    return f"{PREVIEW_FOLDER}/{ENGINE}/{sha256[:2]}/{sha256}-{number}-{size}.webp"


def open_upload(file: File[Any], kind: FileType) -> Opened:
    """Open a file that arrives: its first page, its text, its tables, all in memory and nothing stored.

    A limit that is reached leaves the file without a preview. Raises UploadRejected for a file that is damaged, is
    locked with a password, or moves.
    """
    opened = _open(file, kind)
    if opened.reason in REFUSED_BECAUSE:
        raise refusal_of(opened.reason)
    return opened


def store_images(sha256: str, images: Iterable[Part]) -> list[PreviewPage]:
    """Store the images of a file and answer their rows, which are not stored yet. Raises StorageAway."""
    rows = []
    for image in images:
        facts = image.facts
        key = preview_key(sha256, facts["number"], facts["size"])
        if not default_storage.exists(key):
            default_storage.save(key, ContentFile(image.content))
        rows.append(
            PreviewPage(
                number=facts["number"],
                size=facts["size"],
                storage_key=key,
                size_bytes=len(image.content),
                width=facts["width"],
                height=facts["height"],
            )
        )
    return rows


def store_facts(blob: Blob, opened: Opened, pages: Iterable[PreviewPage]) -> Rendering:
    """Write down what was made of a blob; what is known already stays as it is."""
    with transaction.atomic():
        rendering, is_new = Rendering.objects.get_or_create(
            blob=blob,
            defaults={
                "form": opened.form,
                "reason": opened.reason,
                "page_count": opened.page_count,
                "has_text": bool(opened.text.strip()),
                "engine": ENGINE,
            },
        )
        if is_new:
            _store_pages(blob, pages)
            if opened.text or opened.tables:
                Extract.objects.update_or_create(blob=blob, defaults={"text": opened.text, "tables": opened.tables})
    return rendering


def prepare(blob: Blob) -> Rendering:
    """How the blob can be shown; made now when nobody has looked yet. Raises StorageAway.

    Of a file that is missing the answer has the reason "missing" and is not stored, as the file may come back.
    """
    known = Rendering.objects.filter(blob=blob).first()
    if known is not None:
        return known
    try:
        with default_storage.open(blob.storage_key) as file:
            kind = by_media_type(blob.media_type)
            opened = _open(file, kind) if kind is not None else Opened(Rendering.Form.NONE, "unreadable")
    except FileNotFoundError:
        return Rendering(blob=blob, form=Rendering.Form.NONE, reason="missing", engine=ENGINE)
    return store_facts(blob, opened, store_images(blob.sha256, opened.images))


def pages_shown(rendering: Rendering) -> int:
    """How many pages can be looked at; of a long document the first ones."""
    return min(rendering.page_count or 0, settings.PREVIEW_PAGES_MAX) if rendering.form == Rendering.Form.PAGES else 0


def page_image(blob: Blob, number: int, size: str) -> PreviewPage | None:
    """The image of a page, made on first view; None when there is no such page to show. Raises StorageAway.

    A page that cannot be shown has a row with an empty ``storage_key`` and the reason. Pages count from 1.
    """
    known = PreviewPage.objects.filter(blob=blob, number=number, size=size).first()
    if known is not None:
        return known
    return _made_page(blob, number, size)


def open_page_image(blob: Blob, number: int, size: str) -> tuple[PreviewPage, File[Any]] | None:
    """The image of a page with its bytes, to be closed by the caller; an image that got lost is made again.

    None when there is nothing to show. Raises StorageAway.
    """
    page = page_image(blob, number, size)
    if page is None or not page.storage_key:
        return None
    try:
        return page, default_storage.open(page.storage_key)
    except FileNotFoundError:
        page = _made_page(blob, number, size)
    if page is None or not page.storage_key:
        return None
    try:
        return page, default_storage.open(page.storage_key)
    except FileNotFoundError:
        return None


def text_preview(blob: Blob) -> TextPreview | None:
    """The beginning of the text, at most TEXT_SHOWN_MAX_BYTES in UTF-8; None when there is none. Raises StorageAway."""
    if not prepare(blob).has_text:
        return None
    text = str(Extract.objects.values_list("text", flat=True).get(blob=blob))
    shown = text.encode()[:TEXT_SHOWN_MAX_BYTES].decode("utf-8", "ignore")
    return TextPreview(shown, is_cut=len(shown) < len(text))


def table_preview(blob: Blob) -> list[Sheet]:
    """The first rows of each sheet; empty for what has no tables. Raises StorageAway."""
    if prepare(blob).form != Rendering.Form.TABLE:
        return []
    return [Sheet(**sheet) for sheet in Extract.objects.values_list("tables", flat=True).get(blob=blob)]


def _open(file: File[Any], kind: FileType) -> Opened:
    rendered = run_child(file, "open", [kind.code])
    images = [part for part in rendered.parts if part.name == "page"]
    text, tables = rendered.first("text"), rendered.first("tables")
    form = _form(kind, rendered)
    facts = rendered.first("facts")
    return Opened(
        form=form,
        reason=(rendered.code if rendered.code != "done" else "unreadable") if form == Rendering.Form.NONE else "",
        page_count=facts.facts.get("page_count") if facts is not None else None,
        text=text.content.decode() if text is not None else "",
        tables=json.loads(tables.content) if tables is not None else [],
        images=images,
    )


def _form(kind: FileType, rendered: Rendered) -> str:
    """In which form a file can be shown, by the parts that came."""
    if rendered.first("page") is not None:
        return Rendering.Form.PAGES
    if rendered.first("tables") is not None:
        return Rendering.Form.TABLE
    is_written = kind.family in (Family.OFFICE, Family.TEXT) and rendered.first("text") is not None
    return Rendering.Form.TEXT if is_written else Rendering.Form.NONE


def _made_page(blob: Blob, number: int, size: str) -> PreviewPage | None:
    """Render a page in both sizes and write it down, or write down why that is not possible."""
    kind = by_media_type(blob.media_type)
    if kind is None or not 1 <= number <= pages_shown(prepare(blob)):
        return None
    try:
        with default_storage.open(blob.storage_key) as file:
            rendered = run_child(file, "pages", [kind.code, str(number)])
    except FileNotFoundError:
        return None
    pages = store_images(blob.sha256, [part for part in rendered.parts if part.name == "page"])
    if {page.size for page in pages} != {FULL, THUMB}:
        # Not tried again with each view: it may have taken all the time there is.
        reason = rendered.code if rendered.code != "done" else "unreadable"
        pages = [PreviewPage(number=number, size=each, reason=reason) for each in (FULL, THUMB)]
    _store_pages(blob, pages)
    return PreviewPage.objects.filter(blob=blob, number=number, size=size).first()


def _store_pages(blob: Blob, pages: Iterable[PreviewPage]) -> None:
    facts = ("storage_key", "size_bytes", "width", "height", "reason")
    with transaction.atomic():
        for page in pages:
            PreviewPage.objects.update_or_create(
                blob=blob,
                number=page.number,
                size=page.size,
                defaults={name: getattr(page, name) for name in facts},
            )
