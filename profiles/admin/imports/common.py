"""What every page of imports begins with: who may, and which batch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from profiles.models import ImportBatch

IMPORT = "profiles.import_people"
CREATE_MISSING = "profiles.import_missing"
State = ImportBatch.State
#: A job is at work, or waits for a worker.
BUSY = frozenset({State.READING, State.APPLYING, State.UNDOING})


def assert_may_import(request: HttpRequest) -> None:
    """Raises PermissionDenied for an account that may not import."""
    if not request.user.has_perm(IMPORT):
        raise PermissionDenied


def batch_of(request: HttpRequest, public_id: UUID, *, own: bool = False) -> ImportBatch:
    """The batch of the address; with ``own`` only for the account that uploaded the file.

    Raises PermissionDenied for an account that may not import, Http404 for a batch that it may not know of.
    """
    assert_may_import(request)
    found = ImportBatch.objects.visible_to(request.user).select_related("by__profile").filter(public_id=public_id)
    batch = found.first()
    if batch is None:
        raise Http404(_("There is no such import."))
    if own and not is_own(request, batch):
        # The file is its owner's alone until it is applied: another account sees the result only.
        raise PermissionDenied
    return batch


def is_own(request: HttpRequest, batch: ImportBatch) -> bool:
    """Whether the signed-in account uploaded the file."""
    return batch.by_id is not None and batch.by_id == request.user.pk


def page_number(request: HttpRequest) -> int:
    """The page that the address asks for; the first for anything that is no page."""
    text: Any = request.GET.get("p", "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1
