"""Files sent to a person's record by the page's script, one by one; without a script they come with the page's form."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.documents.errors import StorageAway, UploadRejected
from profiles.documents.received import refused_answer, stored_answer, stored_sentence
from profiles.documents.uploads import add_document
from profiles.models import Document, DocumentType
from profiles.permissions import can_change

from .base import account_of
from .reasons import take_reason

if TYPE_CHECKING:
    from .people import PersonAdmin


class UploadForm(forms.Form):
    """One file with what is said of it; the type by its number or its code."""

    type = forms.CharField(
        error_messages={"required": _("Say what it is: choose one of the types.")},
    )
    title = forms.CharField(max_length=200, required=False)
    issued_on = forms.DateField(required=False)
    expires_on = forms.DateField(required=False)
    issuer = forms.CharField(max_length=150, required=False)
    file = forms.FileField(
        error_messages=dict.fromkeys(("required", "missing", "invalid"), _("Choose a file.")),
        allow_empty_file=True,  # refused with the others, in the same words
    )

    def clean_type(self) -> DocumentType:
        """The type in use; raises ValidationError for any other."""
        wanted = self.cleaned_data["type"]
        for kind in DocumentType.objects.filter(is_active=True):
            if wanted in (kind.code, str(kind.pk)):
                return kind
        raise ValidationError(_("This is none of the types in use. Choose one from the list."), code="type-unknown")


def upload_page(page: PersonAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Keep a file for the person of the address; answers in JSON when asked for it, else leads back to the record.

    Raises Http404 outside the scope, PermissionDenied for those who only read.
    """
    person: User = page.visible_object(request, object_id)
    if not page.has_change_permission(request, person) or not can_change(request.user, person):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    take_reason(request)
    form = UploadForm(request.POST, request.FILES)
    document, status = _add(form, person, account_of(request)) if form.is_valid() else (None, HTTPStatus.BAD_REQUEST)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(stored_answer(document) if document else refused_answer(form), status=status)
    if document is not None:
        messages.success(request, stored_sentence(document))
    else:
        messages.error(request, refused_answer(form)["message"])
    return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]) + "#documents-part")


def _add(form: UploadForm, person: User, by: User) -> tuple[Document | None, HTTPStatus]:
    """The stored document, or None with the status that says why; the form then knows the reason."""
    facts = dict(form.cleaned_data)
    try:
        return add_document(person, facts.pop("file"), by=by, **facts), HTTPStatus.CREATED
    except UploadRejected as refusal:
        field = refusal.field if refusal.field in form.fields else "file"
        form.add_error(field, ValidationError(refusal.message, code=refusal.code))
        too_large = refusal.code == "too-large"
        return None, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None, HTTPStatus.BAD_REQUEST
    except StorageAway:
        sentence = gettext("Files cannot be stored at the moment. Nothing was saved; try again in a few minutes.")
        form.add_error("file", ValidationError(sentence, code="storage-away"))
        return None, HTTPStatus.SERVICE_UNAVAILABLE
