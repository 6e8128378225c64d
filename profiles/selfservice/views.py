"""One's own pages: where to begin, the record, editing it, the documents."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from profiles import policy
from profiles.documents.checks import preview_limits_text
from profiles.documents.errors import STORAGE_AWAY, StorageAway, UploadRejected
from profiles.documents.quota import quota_text
from profiles.documents.received import refused_answer, stored_answer, stored_sentence
from profiles.documents.uploads import add_document
from profiles.history.since import person_with_version, version_of
from profiles.models import Document, EmergencyContact
from profiles.people.completeness import completeness

from .details import OwnDetails, locked, problems_of
from .file_forms import DocumentForm
from .forms import own_fields
from .own_documents import addable_types, own_documents, with_versions
from .own_history import latest_acts
from .own_page import cards, job_of, section_readers

#: Kept in the session: this person was shown what is missing, and may leave it for now.
_WAS_ASKED = "was_asked_for_missing_fields"
_DOCUMENTS_SHOWN = 8
_TOO_LARGE, _AWAY = 413, 503


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, the admin or one's own page; once a session to what is missing in one's record."""
    if not isinstance(request.user, User):
        return redirect("sign-in")
    if request.user.is_staff:
        return redirect("admin:index")
    if not request.session.get(_WAS_ASKED) and completeness(request.user).fields_by_self:
        request.session[_WAS_ASKED] = True
        return redirect("profiles:edit")
    return redirect("profiles:own")


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What is held about the person, who sees it, who changed it and who looked."""
    person = _person(request)
    documents, record = own_documents(person), cards(person)
    context = {
        "person": person,
        "job": job_of(person),
        "mine": [card for card in record if card.is_editable],
        "kept": [card for card in record if not card.is_editable],
        "completeness": completeness(person),
        "contacts": EmergencyContact.objects.filter(person=person),
        "documents": documents[:_DOCUMENTS_SHOWN],
        "documents_total": len(documents),
        "running_out": [line for line in documents if line.is_running_out],
        "acts": latest_acts(person, [line.document for line in documents]),
        "readers": {**_readers(), "job": _(policy.SECTIONS["job"].seen_by)},
    }
    return render(request, "profiles/selfservice/own.html", context)


# Files are opened and stored before the lock is taken: nobody waits for somebody else's upload.
@transaction.non_atomic_requests
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Change one's own details, emergency contacts, photo, CV and certificates."""
    if request.method != "POST":
        return _edit_page(request, OwnDetails(*person_with_version(_person(request).pk)))
    # A person of its own: the forms write into what they check.
    page = OwnDetails(*person_with_version(_person(request).pk), request.POST, request.FILES)
    arrivals = page.take_in(by=_person(request))
    if arrivals is None:
        return _edit_page(request, page)
    with transaction.atomic():
        person = locked(_person(request))
        page = OwnDetails(person, version_of(person), request.POST, request.FILES)
        done = page.store(arrivals, by=_person(request))
    if done is None:
        return _edit_page(request, page)
    if done:
        messages.success(request, " ".join(done))
    else:
        messages.info(request, _("Nothing was different, so nothing was changed."))
    return redirect("profiles:edit")


def _readers() -> dict[str, str]:
    """Who sees each section that people may edit, by the key of the section."""
    keys = {policy.rule("profiles.Profile", name).section for name in own_fields("profiles.Profile")}
    return {
        **{key: section_readers("profiles.Profile", key) for key in keys},
        "contacts": section_readers("profiles.EmergencyContact", "contacts"),
        "documents": section_readers("profiles.Document", "documents"),
    }


def _edit_page(request: HttpRequest, page: OwnDetails) -> HttpResponse:
    context = {
        "page": page,
        "problems": page.problems(),
        "files_were_sent": bool(request.FILES),
        "readers": _readers(),
    }
    return render(request, "profiles/selfservice/edit.html", context)


# The verb opens and stores the file before it takes a lock: nobody waits for somebody else's upload.
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest) -> HttpResponse:
    """One's own documents with their versions, and adding one; answers in JSON when asked for it."""
    wants_json = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if not request.user.is_authenticated:
        if wants_json:
            return _refusal(401, "signed-out", _("You are signed out. Sign in again."))
        return redirect_to_login(request.get_full_path())
    types = list(addable_types())
    if request.method != "POST":
        asked = {name: request.GET.get(name, "") for name in ("type", "title")}
        return _documents_page(request, DocumentForm(types=types, initial=asked))
    form = DocumentForm(request.POST, request.FILES, types=types)
    document, status = _add(form, request.user) if form.is_valid() else (None, 400)
    if wants_json:
        return JsonResponse(stored_answer(document) if document is not None else refused_answer(form), status=status)
    if document is None:
        return _documents_page(request, form)
    messages.success(request, stored_sentence(document))
    return redirect("profiles:own-documents")


def _add(form: DocumentForm, person: User) -> tuple[Document | None, int]:
    """The stored document, or None with the status that says why; the form then knows the reason."""
    facts = form.cleaned_data
    try:
        document = add_document(
            person,
            facts["file"],
            type=facts["type"],
            by=person,
            title=facts["title"],
            issued_on=facts["issued_on"],
            expires_on=facts["expires_on"],
        )
    except UploadRejected as refusal:
        field = refusal.field if refusal.field in form.fields else "file"
        form.add_error(field, ValidationError(refusal.message, code=refusal.code))
        return None, _TOO_LARGE if refusal.code == "too-large" else 400
    except ValidationError as error:
        for name, said in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
            form.add_error(name if name in form.fields else None, said)
        return None, 400
    except StorageAway:
        form.add_error("file", ValidationError(STORAGE_AWAY, code="storage-away"))
        return None, _AWAY
    return document, 201


def _documents_page(request: HttpRequest, form: DocumentForm) -> HttpResponse:
    person = _person(request)
    file = form.fields["file"]
    file.help_text = f"{file.help_text} {preview_limits_text()} {quota_text(person)}"
    context = {
        "form": form,
        "problems": problems_of(form),
        "lines": with_versions(own_documents(person)),
        "readers": section_readers("profiles.Document", "documents"),
    }
    return render(request, "profiles/selfservice/documents.html", context)


def _refusal(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
