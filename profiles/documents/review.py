"""What HR decides about a document: verified, rejected with a reason, brought back, an older version again."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles import permissions
from profiles.history.context import give_reason
from profiles.models import Document, DocumentVersion


def verify_document(document: Document, *, by: User, reason: str = "") -> Document:
    """Say that the current version is what it should be. Raises PermissionDenied, ValidationError."""
    return _judge(document, by, Document.State.VERIFIED, reason, rejected_reason="")


def reject_document(document: Document, *, by: User, rejected_reason: str, reason: str = "") -> Document:
    """Say what is wrong with the current version, in words that the person reads.

    Raises PermissionDenied, and ValidationError without a reason.
    """
    if not rejected_reason.strip():
        raise ValidationError(_("Say what is wrong, so that the person can send a better one."))
    return _judge(document, by, Document.State.REJECTED, reason, rejected_reason=rejected_reason.strip())


def reopen_document(document: Document, *, by: User, reason: str = "") -> Document:
    """Bring an archived document back into the lists; it waits to be verified again. Raises PermissionDenied."""
    return _judge(document, by, Document.State.SUBMITTED, reason, rejected_reason="", archived_too=True)


@transaction.atomic
def restore_version(document: Document, number: int, *, by: User, reason: str = "") -> Document:
    """Make an earlier version the current one again: a new version with the same bytes.

    Raises PermissionDenied for all but HR, ValidationError when it is the current one, the document is archived or
    there is no such version.
    """
    fresh = _locked(document, by, reason)
    if fresh.state == Document.State.ARCHIVED:
        raise ValidationError(_("This document is archived. Bring it back first."))
    old = DocumentVersion.objects.filter(document=fresh, number=number).select_related("blob").first()
    if old is None:
        raise ValidationError(_("There is no version %(n)d of this document.") % {"n": number})
    if fresh.current_id == old.pk:
        raise ValidationError(_("Version %(n)d is the current one already.") % {"n": number})
    newest = DocumentVersion.objects.filter(document=fresh).aggregate(number=Max("number"))["number"]
    fresh.current = DocumentVersion.objects.create(
        document=fresh,
        number=newest + 1,
        blob=old.blob,
        display_name=old.display_name,
        uploaded_by=by,
        note=_("Version %(n)d again") % {"n": number},
    )
    fresh.save()
    return fresh


@transaction.atomic
def _judge(
    document: Document,
    by: User,
    state: Document.State,
    reason: str,
    *,
    rejected_reason: str,
    archived_too: bool = False,
) -> Document:
    fresh = _locked(document, by, reason)
    if by.pk == fresh.person_id and state == Document.State.VERIFIED and not by.is_superuser:
        raise ValidationError(_("Nobody verifies their own document. Ask a colleague."))
    if fresh.state == Document.State.ARCHIVED and not archived_too:
        raise ValidationError(_("This document is archived. Bring it back first."))
    fresh.state, fresh.rejected_reason = state, rejected_reason
    decided = state in (Document.State.VERIFIED, Document.State.REJECTED)
    fresh.verified_by, fresh.verified_at = (by, timezone.now()) if decided else (None, None)
    fresh.save()
    return fresh


def _locked(document: Document, by: User, reason: str) -> Document:
    """The document as stored, for this transaction alone. Raises PermissionDenied for all but HR in scope."""
    if not permissions.can_change(by, document.person):
        raise PermissionDenied("This account does not decide about this document.")
    if reason:
        give_reason(reason)
    return Document.objects.select_for_update(of=("self",)).select_related("person", "type").get(pk=document.pk)
