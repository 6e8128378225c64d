"""Documents and photos for those who may open them; "not there" and "not yours" are the same answer."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import F
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from profiles import permissions
from profiles.documents.storage import Attachment, is_storage_key
from profiles.history.access import record_access
from profiles.models import Blob, DocumentVersion, Event, Profile, RecordKind
from profiles.models.documents import DocumentVersionQuerySet

from .answers import (
    disposition_of,
    etag_of,
    link_answer,
    nginx_sends,
    not_satisfiable,
    photo_answer,
    released_photo,
    released_version,
    version_answer,
    with_photo_headers,
)
from .ranges import ByteRange, Unsatisfiable, parse_range

logger = logging.getLogger(__name__)

VERSION_NUMBER_MAX = 2**31 - 1

#: A download that goes on with further ranges within this time is the one already recorded.
ONE_DOWNLOAD = timedelta(minutes=10)

#: Of the versions that share their bytes, at most this many are asked about.
_SHARED_MAX = 100


@require_safe
def document(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The current version of a document. Raises Http404 when there is none that the account may open."""
    return _give(request, _versions().filter(document__public_id=public_id, document__current=F("pk"))[:1])


@require_safe
def document_version(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponseBase:
    """One version of a document. Raises Http404 when there is none that the account may open."""
    if number > VERSION_NUMBER_MAX:
        raise Http404
    return _give(request, _versions().filter(document__public_id=public_id, number=number)[:1])


@require_safe
def media(request: HttpRequest, key: str) -> HttpResponseBase:
    """The bytes under a storage key, as a version that the account may open. Raises Http404 otherwise."""
    blob = Blob.objects.filter(storage_key=key).first() if is_storage_key(key) else None
    if blob is None:
        raise Http404
    sharing = _versions().filter(blob=blob).order_by("-pk")
    return _give(request, [*sharing.visible_to(request.user)[:_SHARED_MAX], *sharing[:1]])


@require_safe
def photo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """A person's photo, for every colleague. Raises Http404 when there is none or nobody is signed in."""
    shown = Profile.objects.filter(public_id=public_id).select_related("user", "photo").first()
    if shown is None or shown.photo is None or not permissions.can_see_photo(request.user, shown.user):
        raise Http404
    unchanged = get_conditional_response(request, etag=etag_of(shown.photo))
    if unchanged is not None:
        return with_photo_headers(unchanged, shown.photo)
    if nginx_sends():
        if not _is_whole(shown.photo):
            raise Http404
        return with_photo_headers(released_photo(shown.photo), shown.photo)
    file = _opened(shown.photo)
    if file is None:
        raise Http404
    return with_photo_headers(photo_answer(request, shown.photo, file), shown.photo)


def _versions() -> DocumentVersionQuerySet:
    return DocumentVersion.objects.select_related("blob", "document__type", "document__person")


def _give(request: HttpRequest, candidates: Sequence[DocumentVersion] | DocumentVersionQuerySet) -> HttpResponseBase:
    """The first version that the account may open; a refusal is recorded where there was something to refuse."""
    if not request.user.is_authenticated:
        raise Http404
    versions = list(candidates)
    allowed = next((version for version in versions if permissions.can_open(request.user, version)), None)
    if allowed is None:
        if versions:
            _record(versions[0], Event.Outcome.REFUSED)
        raise Http404
    return _download(request, allowed)


def _download(request: HttpRequest, version: DocumentVersion) -> HttpResponseBase:
    """The bytes by the way that is set: streamed from here, by nginx, or by a link to the store."""
    try:
        wanted = _wanted_range(request, version.blob)
    except Unsatisfiable:
        return not_satisfiable(version)
    link = _link(request, version)
    if link is None and not nginx_sends():
        return _streamed(request, version, wanted)
    if not _is_whole(version.blob):
        return _missing(request, version)
    _record_download(request, version, wanted)
    return released_version(version) if link is None else link_answer(link)


def _streamed(request: HttpRequest, version: DocumentVersion, wanted: ByteRange | None) -> HttpResponseBase:
    file = _opened(version.blob)
    if file is None:
        return _missing(request, version)
    try:
        _record_download(request, version, wanted)
    except BaseException:
        file.close()
        raise
    return version_answer(request, version, file, wanted)


def _missing(request: HttpRequest, version: DocumentVersion) -> HttpResponseBase:
    context = {"version": version, "request_id": getattr(request, "request_id", "")}
    return render(request, "profiles/files/missing.html", context, status=404)


def _link(request: HttpRequest, version: DocumentVersion) -> str | None:
    """A link of the store for this download alone; None when the bytes come from here. Raises StorageAway."""
    seconds: int = settings.PRESIGNED_SECONDS
    if not seconds or request.method != "GET":
        return None
    attachment = Attachment(disposition_of(version), version.blob.media_type)
    link: str | None = default_storage.link(version.blob.storage_key, seconds, attachment)  # type: ignore[attr-defined]
    return link


def _is_whole(blob: Blob) -> bool:
    """Whether the stored bytes are there and as long as they were. Raises StorageAway."""
    try:
        size = default_storage.size(blob.storage_key)
    except FileNotFoundError:
        logger.error("A stored file is missing: blob %s", blob.pk)
        return False
    if size != blob.size_bytes:
        logger.error("A stored file has another size than it had: blob %s", blob.pk)
    return size == blob.size_bytes


def _opened(blob: Blob) -> File[Any] | None:
    """The stored bytes, or None when they are missing or not as long as they were. Raises StorageAway."""
    try:
        file = default_storage.open(blob.storage_key)
    except FileNotFoundError:
        logger.error("A stored file is missing: blob %s", blob.pk)
        return None
    if file.size != blob.size_bytes:
        logger.error("A stored file has another size than it had: blob %s", blob.pk)
        file.close()
        return None
    return file


def _wanted_range(request: HttpRequest, blob: Blob) -> ByteRange | None:
    """The range to send; None for all of it, as for HEAD and when ``If-Range`` speaks of other bytes."""
    header = request.headers.get("Range", "")
    if not header or request.method != "GET" or request.headers.get("If-Range", etag_of(blob)) != etag_of(blob):
        return None
    return parse_range(header, blob.size_bytes)


def _record_download(request: HttpRequest, version: DocumentVersion, wanted: ByteRange | None) -> None:
    """One line for one download, before its first byte; looking at the headers alone is none."""
    if request.method == "GET" and not _goes_on(request, version, wanted):
        _record(version, Event.Outcome.DONE)


def _goes_on(request: HttpRequest, version: DocumentVersion, wanted: ByteRange | None) -> bool:
    """Whether this is a further part of a download that the ledger already knows."""
    if wanted is None or wanted.first == 0:
        return False
    return Event.objects.filter(
        kind=RecordKind.VERSION,
        object_id=version.pk,
        actor_id=request.user.pk,
        action=Event.Action.DOWNLOAD,
        outcome=Event.Outcome.DONE,
        at__gte=timezone.now() - ONE_DOWNLOAD,
    ).exists()


def _record(version: DocumentVersion, outcome: Event.Outcome) -> None:
    record_access(
        Event.Action.DOWNLOAD,
        subject=version.document.person,
        kind=RecordKind.VERSION,
        object_id=version.pk,
        outcome=outcome,
    )
