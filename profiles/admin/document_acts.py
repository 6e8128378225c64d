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
from profiles.documents.uploads import archive_document
from profiles.models import Document
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
    number = request.POST.get("number", "")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise ValidationError(_("Choose one of the versions."))
    restore_version(document, int(number), by=by)
    return _("The older version of “%(title)s” is the current one again.")


ACTS: dict[str, Act] = {
    "verify": _verify,
    "reject": _reject,
    "archive": _archive,
    "reopen": _reopen,
    "restore": _restore,
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
        sentence = ACTS[act](request, document, account_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except UploadRejected as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, sentence % {"title": document.title})
    return HttpResponseRedirect(_way_back(request, document))


def _way_back(request: HttpRequest, document: Document) -> str:
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=request.is_secure()):
        return wanted
    return reverse("admin:auth_user_change", args=[document.person_id]) + "#documents-part"
