"""Verbs for documents and photos: add, replace, archive, set, remove. Bytes are stored before any row.

Each takes a file, or an arrival of ``arrivals`` where the caller holds a transaction and has taken the file in before.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles import permissions
from profiles.history.context import give_reason
from profiles.lib.filenames import clean_text
from profiles.models import Document, DocumentType, DocumentVersion, Profile

from . import previews
from .arrivals import Arrival, PhotoArrival, Render, facts_of, take_in, take_in_photo
from .checks import FileFacts
from .errors import UploadRejected
from .intake import blob_row
from .quota import check_quota
from .scanning import record_scan


def add_document(  # noqa: PLR0913 - the facts of a document, all but the first two by name
    person: User,
    file: File[Any] | Arrival,
    *,
    type: DocumentType,
    by: User | None,
    title: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    issuer: str = "",
    reason: str = "",
    render: Render = "now",
) -> Document:
    """Keep a file as a document of the person; of a type with one current document it becomes a new version.

    The title is by default the name of the type. ``by`` is None for commands. Takes no lock while the file is
    opened and stored, unless the caller holds one. Raises PermissionDenied, UploadRejected, ValidationError when a
    detail does not fit, StorageAway.
    """
    if by is not None and not permissions.can_add_document(by, person, type):
        raise PermissionDenied("This account may not add a document of this type.")
    details = _details(title, issued_on, expires_on, issuer)
    known = latest_document(person, type.code) if type.one_current else None
    if known is not None:
        return _replace(known, file, by=by, reason=reason, details=details, render=render)
    facts = facts_of(file, type)
    document = Document(person=person, type=type, **details)
    document.title = document.title or type.name
    _judge(document, by)
    _check(document)
    check_quota(person, by, facts.size_bytes)
    arrival = take_in(file, type, facts, render)
    with transaction.atomic():
        _begin(person, reason)
        _refuse_known(facts, document)
        check_quota(person, by, facts.size_bytes)
        document.save()
        document.current = _new_version(document, arrival, by)
        document.save(update_fields=["current"])
    return document


def replace_document(  # noqa: PLR0913 - the facts of a version, all but the first two by name
    document: Document,
    file: File[Any] | Arrival,
    *,
    by: User | None,
    note: str = "",
    title: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    issuer: str = "",
    reason: str = "",
    render: Render = "now",
) -> Document:
    """Keep a file as the next version of a document and answer the document as it is now; older versions stay.

    Title, dates and issuer change only where given. Raises PermissionDenied, UploadRejected, ValidationError when
    a detail does not fit, StorageAway.
    """
    if by is not None and not (
        permissions.can_see_document(by, document) and permissions.can_add_document(by, document.person, document.type)
    ):
        raise PermissionDenied("This account may not replace this document.")
    details = _details(title, issued_on, expires_on, issuer)
    return _replace(document, file, by=by, note=note, reason=reason, details=details, render=render)


def archive_document(document: Document, *, by: User | None, reason: str = "") -> Document:
    """Take a document out of the lists; its versions stay. Raises PermissionDenied for all but HR."""
    if by is not None and not permissions.can_change(by, document.person):
        raise PermissionDenied("This account may not archive this document.")
    with transaction.atomic():
        _begin(document.person, reason)
        document.refresh_from_db()
        if document.state != Document.State.ARCHIVED:
            document.state = Document.State.ARCHIVED
            document.save()
    return document


def latest_document(person: User, code: str) -> Document | None:
    """The person's newest document of the type with this code that is not archived, or None."""
    return Document.objects.filter(person=person).newest_of_type(code)


def set_photo(person: User, file: File[Any] | PhotoArrival, *, by: User | None) -> Profile:
    """Make a square photo of the picture, without its metadata, and show it on the profile.

    Raises PermissionDenied, UploadRejected with the field ``photo``, StorageAway.
    """
    _assert_may_change_photo(person, by)
    photo = take_in_photo(file)
    with transaction.atomic():
        return _show_photo(person, photo.facts, photo.key)


def remove_photo(person: User, *, by: User | None) -> Profile:
    """Show initials instead of the photo; the picture stays for the record. Raises PermissionDenied."""
    _assert_may_change_photo(person, by)
    with transaction.atomic():
        return _show_photo(person, None, "")


def _details(title: str, issued_on: date | None, expires_on: date | None, issuer: str) -> dict[str, Any]:
    """What is said of the document, cleaned; what is not said is left out."""
    said = {
        "title": clean_text(title),
        "issued_on": issued_on,
        "expires_on": expires_on,
        "issuer": clean_text(issuer),
    }
    return {name: value for name, value in said.items() if value}


def _judge(document: Document, by: User | None) -> None:
    """The state of a new file: in order at once when HR adds it or nobody verifies its type.

    Nobody verifies their own document.
    """
    document.rejected_reason = ""
    document.verified_by, document.verified_at = None, None
    document.state = Document.State.SUBMITTED
    if by is not None and by.pk != document.person_id and permissions.can_change(by, document.person):
        document.verified_by, document.verified_at = by, timezone.now()
    if document.verified_by is not None or not document.type.needs_verification:
        document.state = Document.State.VERIFIED


def _check(document: Document) -> None:
    """Raises UploadRejected when the type asks for a day of expiry, ValidationError when a detail does not fit."""
    if document.type.expiry_required and document.expires_on is None:
        raise UploadRejected(
            "expiry-missing",
            _("%(type)s: say until when it is valid.") % {"type": document.type.name},
            field="expires_on",
        )
    document.full_clean(exclude=["person", "type", "verified_by", "current"])


def _begin(person: User, reason: str) -> None:
    """Say why, and let writers to one person's documents wait for each other."""
    if reason:
        give_reason(reason)
    # no_key: rows that point to the account may still be written by others.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _refuse_known(facts: FileFacts, document: Document) -> None:
    """Only among the person's own documents of the type: what others have is nobody's business."""
    same = Document.objects.kept().filter(
        person_id=document.person_id, type_id=document.type_id, current__blob__sha256=facts.sha256
    )
    known = same.first()
    if known is not None:
        raise UploadRejected(
            "duplicate",
            _("This file is already here as “%(title)s”. Upload a different file, or keep the one that is there.")
            % {"title": known.title},
        )


def _replace(
    document: Document,
    file: File[Any] | Arrival,
    *,
    by: User | None,
    note: str = "",
    reason: str,
    details: dict[str, Any],
    render: Render,
) -> Document:
    facts = facts_of(file, document.type)
    _prepared(document.pk, details, by)
    check_quota(document.person, by, facts.size_bytes)
    arrival = take_in(file, document.type, facts, render)
    with transaction.atomic():
        _begin(document.person, reason)
        # Read again: somebody else may have replaced or archived it while the bytes were stored.
        fresh = _prepared(document.pk, details, by)
        _refuse_known(facts, fresh)
        check_quota(document.person, by, facts.size_bytes)
        fresh.current = _new_version(fresh, arrival, by, clean_text(note))
        fresh.save()
    return fresh


def _prepared(pk: int, details: dict[str, Any], by: User | None) -> Document:
    """The document as stored, with what is now said of it, checked and not yet saved."""
    document = Document.objects.select_related("person", "type").get(pk=pk)
    if document.state == Document.State.ARCHIVED:
        raise UploadRejected("archived", _("This document is archived. Add the file as a new document."))
    for name, value in details.items():
        setattr(document, name, value)
    _judge(document, by)
    _check(document)
    return document


def _new_version(document: Document, arrival: Arrival, by: User | None, note: str = "") -> DocumentVersion:
    newest = DocumentVersion.objects.filter(document=document).aggregate(number=Max("number"))["number"]
    blob = blob_row(arrival.facts, arrival.key)
    if arrival.opened is not None:
        previews.store_facts(blob, arrival.opened, arrival.pages)
    version = DocumentVersion.objects.create(
        document=document,
        number=(newest or 0) + 1,
        blob=blob,
        display_name=arrival.facts.display_name,
        uploaded_by=by,
        note=note[:300],
    )
    record_scan(version, was_scanned=arrival.was_scanned)
    return version


def _assert_may_change_photo(person: User, by: User | None) -> None:
    if by is not None and "photo" not in permissions.editable_fields(by, "profiles.Profile", person):
        raise PermissionDenied("This account may not change this photo.")


def _show_photo(person: User, facts: FileFacts | None, key: str) -> Profile:
    stored = Profile.objects.select_for_update(of=("self",)).get(pk=person.profile.pk)
    photo = blob_row(facts, key) if facts is not None else None
    if stored.photo_id != (photo.pk if photo is not None else None):
        stored.photo = photo
        stored.save(update_fields=["photo"])
    # The instance that the caller holds may have changes of its own: only these two move.
    profile: Profile = person.profile
    profile.refresh_from_db(fields=["photo", "version"])
    return profile
