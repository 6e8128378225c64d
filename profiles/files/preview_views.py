"""Looking at a document without downloading it: the preview page, the same as a part for the dialog, page images."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import F
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles import permissions
from profiles.documents.previews import open_page_image
from profiles.history.access import record_access
from profiles.models import DocumentVersion, Event, PreviewPage, RecordKind
from profiles.models.documents import DocumentVersionQuerySet

from .answers import image_answer
from .preview_page import preview_context
from .views import VERSION_NUMBER_MAX

#: Images that follow within this time belong to the opening that the ledger has; browsers keep them as long.
ONE_OPENING = timedelta(days=1)

_SHOWN = (
    "blob__rendering",
    "uploaded_by__profile",
    "document__type",
    "document__person__profile",
    "document__verified_by__profile",
)


@require_safe
def preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """One version of a document with what is known of it; ``?v=`` names the version, else it is the current one.

    ``?part=dialog`` gives what a dialog shows. Raises Http404 when there is none that the account may open.
    """
    versions = DocumentVersion.objects.select_related(*_SHOWN).filter(document__public_id=public_id)
    if "v" in request.GET:
        versions = versions.filter(number=_number(request.GET["v"]))
    else:
        versions = versions.filter(document__current=F("pk"))
    reader, version = _reader_and_version(request, versions)
    context = preview_context(reader, version)
    if request.method == "GET":
        _record(version, Event.Outcome.DONE)
    if request.GET.get("part") == "dialog":
        return render(request, "profiles/files/preview_dialog.html", {**context, "in_dialog": True})
    if context["is_own"] or not reader.is_staff:
        return render(request, "profiles/files/preview.html", {**context, "frame": "profiles/own_base.html"})
    frame = {**admin.site.each_context(request), "frame": "admin/base_site.html"}
    return render(request, "profiles/files/preview.html", {**frame, **context})


@require_safe
def page_image(request: HttpRequest, public_id: uuid.UUID, number: int, page: int) -> HttpResponseBase:
    """The image of one page. Raises Http404 when there is none, or none that the account may see."""
    version = _version(request, public_id, number)
    answer = _image(version, page, PreviewPage.Size.FULL)
    if request.method == "GET" and not _was_opened(request, version):
        # Asked for by its address alone, without the preview that it is a part of.
        _record(version, Event.Outcome.DONE)
    return answer


@require_safe
def thumb(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponseBase:
    """The first page for a list. Raises Http404 when there is none, or none that the account may see."""
    return _image(_version(request, public_id, number), 1, PreviewPage.Size.THUMB)


def _number(text: str) -> int:
    """The number of a version. Raises Http404 for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(VERSION_NUMBER_MAX))):
        raise Http404
    number = int(text)
    if number > VERSION_NUMBER_MAX:
        raise Http404
    return number


def _version(request: HttpRequest, public_id: uuid.UUID, number: int) -> DocumentVersion:
    if number > VERSION_NUMBER_MAX:
        raise Http404
    versions = DocumentVersion.objects.select_related("blob", "document__type", "document__person")
    return _reader_and_version(request, versions.filter(document__public_id=public_id, number=number))[1]


def _reader_and_version(request: HttpRequest, versions: DocumentVersionQuerySet) -> tuple[User, DocumentVersion]:
    """The account and the version that it may open; a refusal is recorded where there was something to refuse."""
    reader = request.user
    if not isinstance(reader, User) or not reader.is_authenticated:
        raise Http404
    version = versions.first()
    if version is None:
        raise Http404
    if not permissions.can_open(reader, version):
        _record(version, Event.Outcome.REFUSED)
        raise Http404
    return reader, version


def _image(version: DocumentVersion, page: int, size: str) -> HttpResponseBase:
    found = open_page_image(version.blob, page, size) if 1 <= page <= settings.PREVIEW_PAGES_MAX else None
    if found is None:
        raise Http404
    return image_answer(*found)


def _was_opened(request: HttpRequest, version: DocumentVersion) -> bool:
    """Whether the ledger has this account's opening of the version that the image belongs to."""
    return Event.objects.filter(
        kind=RecordKind.VERSION,
        object_id=version.pk,
        actor_id=request.user.pk,
        action=Event.Action.PREVIEW,
        outcome=Event.Outcome.DONE,
        at__gte=timezone.now() - ONE_OPENING,
    ).exists()


def _record(version: DocumentVersion, outcome: Event.Outcome) -> None:
    record_access(
        Event.Action.PREVIEW,
        subject=version.document.person,
        kind=RecordKind.VERSION,
        object_id=version.pk,
        outcome=outcome,
    )
