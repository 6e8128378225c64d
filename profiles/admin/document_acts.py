"""What HR decides about a document, each act a POST of its own; the page it came from shows what is now true."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from profiles.documents.errors import UploadRejected
from profiles.documents.review import reject_document, reopen_document, restore_version, verify_document
from profiles.documents.seen import SEEN, changed_since, shows_current
from profiles.documents.uploads import archive_document
from profiles.models import Document, DocumentVersion
from profiles.people.employment import wait_for_others
from profiles.permissions import can_change

from .base import account_of
from .reasons import take_reason

if TYPE_CHECKING:
    from .documents import DocumentAdmin

#: Each act: does it, and gives the sentence that is then true (with %(title)s).
Act = Callable[[HttpRequest, Document, User], str]


def _verify(request: HttpRequest, document: Document, by: User) -> str:
    verify_document(document, by=by)
    return _("“%(title)s” is verified.")


def _reject(request: HttpRequest, document: Document, by: User) -> str:
    reject_document(document, by=by, rejected_reason=request.POST.get("rejected_reason", ""))
    return _("“%(title)s” is rejected; the person sees why.")


def _archive(request: HttpRequest, document: Document, by: User) -> str:
    archive_document(document, by=by)
    return _("“%(title)s” is archived. Its versions are kept, and it can be brought back.")


def _reopen(request: HttpRequest, document: Document, by: User) -> str:
    reopen_document(document, by=by)
    return _("“%(title)s” is back and waits to be verified.")


def _restore(request: HttpRequest, document: Document, by: User) -> str:
    restore_version(document, _number(request), by=by)
    return _("The older version of “%(title)s” is the current one again.")


def _number(request: HttpRequest) -> int:
    number = request.POST.get("number", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise ValidationError(_("Choose one of the versions."))
    return int(number)


ACTS: dict[str, Act] = {
    "verify": _verify,
    "reject": _reject,
    "archive": _archive,
    "reopen": _reopen,
    "restore": _restore,
}
#: The state that an act leads to.
_LEADS_TO = {
    "verify": Document.State.VERIFIED,
    "reject": Document.State.REJECTED,
    "archive": Document.State.ARCHIVED,
    "reopen": Document.State.SUBMITTED,
}


def act_page(page: DocumentAdmin, request: HttpRequest, object_id: str, *, act: str) -> HttpResponse:
    """Do one act on a document of the address and go back to where the reader was.

    Raises Http404 outside the scope, PermissionDenied for those who only read.
    """
    document = page.visible_object(request, object_id)
    if not can_change(request.user, document.person):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    # What the person is told of a rejection is its reason.
    take_reason(request, f"_reason-{document.pk}", "rejected_reason")
    try:
        _assert_seen(request, document, act)
        sentence = ACTS[act](request, document, account_of(request))
    except _AlreadyDone:
        messages.success(request, _("“%(title)s” is as you wanted it.") % {"title": document.title})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except UploadRejected as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, sentence % {"title": document.title})
    return HttpResponseRedirect(_way_back(request, document))


class _AlreadyDone(Exception):
    """The same was sent before and has been done."""


def _assert_seen(request: HttpRequest, document: Document, act: str) -> None:
    """Hold the document, and see that it is still what the page showed.

    Raises _AlreadyDone for an act sent twice, ValidationError where somebody was faster.
    """
    wait_for_others(document.person)
    rows = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk)
    fresh = rows.select_related("current__uploaded_by__profile", "verified_by__profile").get()
    seen = request.GET.get(SEEN, "")
    if sentence := changed_since(fresh, seen):
        if seen and _is_done(request, fresh, seen, act):
            raise _AlreadyDone
        raise ValidationError(sentence)


def _is_done(request: HttpRequest, fresh: Document, seen: str, act: str) -> bool:
    """Whether the document is already what the act would make of it, by the same words."""
    if act == "restore":
        if fresh.current is None:
            return False
        same = DocumentVersion.objects.filter(document=fresh, blob_id=fresh.current.blob_id)
        return same.filter(number=_number(request)).exclude(pk=fresh.current.pk).exists()
    if not shows_current(fresh, seen) or fresh.state != _LEADS_TO[act]:
        return False
    return act != "reject" or fresh.rejected_reason == request.POST.get("rejected_reason", "").strip()


def _way_back(request: HttpRequest, document: Document) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure()):
        return wanted
    return reverse("admin:auth_user_change", args=[document.person_id]) + "#documents-part"
