"""The documents on the person's page: what is there, and one form to add another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from profiles.documents.uploads import add_document, replace_document
from profiles.models import Document, DocumentType
from profiles.models.fields import DayInput
from profiles.permissions import can_change, can_open

from .arrivals import arrival_of, say_refused_files
from .base import account_of
from .inlines import RecordInline
from .refusals import refusing, repeat_refusal


class DocumentForm(forms.ModelForm[Document]):
    """A document's facts with the file to add, or the file of a new version."""

    request: HttpRequest
    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput())

    class Meta:
        model = Document
        fields = ("type", "title", "issued_on", "expires_on", "issuer")
        widgets = {"issued_on": DayInput(), "expires_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["file"].label = _("New version")
            self._keep_type(self.instance.type)
        else:
            self.fields["file"].required = True
            self.fields["title"].required = False
            self.fields["title"].help_text = _("Empty: the name of the type.")

    def _keep_type(self, kind: DocumentType) -> None:
        """A type that was switched off stays with the documents that have it."""
        if not kind.is_active:
            field: Any = self.fields["type"]
            choices = [*field.choices, (kind.pk, kind.name)]
            field.queryset = DocumentType.objects.filter(Q(is_active=True) | Q(pk=kind.pk))
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The last day where the type asks for one, and what the verb refused."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        kind = values.get("type")
        if kind is not None and not kind.is_active and values.get("file"):
            self.add_error("file", _("No more files of this type are added. Choose another type, or save without."))
        if kind is not None and kind.expiry_required and not values.get("expires_on"):
            self.add_error("expires_on", _("Write the last day on which this document counts."))
        say_refused_files(self, self.request)
        repeat_refusal(self, self.request)
        return values

    def _get_validation_exclusions(self) -> set[str]:
        # A new document gets its title and state from the verb; the person is the page's.
        # Django's hook, not in the stubs.
        left_out: set[str] = set(super()._get_validation_exclusions())  # type: ignore[misc]
        return left_out | ({"title", "state", "person"} if not self.instance.pk else set())


class DocumentFormSet(BaseInlineFormSet[Document, User, Any]):
    """Documents through their verbs: bytes first, then rows, never over what is there."""

    request: HttpRequest

    @property
    def empty_form(self) -> Any:
        """Not offered: one document is added at a time."""
        form = super().empty_form
        form.is_template = True
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        """Whether the reader may open the file decides if a link is shown."""
        super().add_fields(form, index)
        form.request = self.request
        document, version = form.instance, form.instance.current
        form.may_open = False
        if version is not None:
            # What was loaded in one query stays together: the rule asks the version for its document and person.
            document.person, version.document = self.instance, document
            form.may_open = can_open(self.request.user, version)

    def save_new(self, form: Any, commit: bool = True) -> Document:
        """Add the document by its verb."""
        values = form.cleaned_data
        with refusing(form, "file"):
            return add_document(
                self.instance,
                arrival_of(self.request, form, "file"),
                type=values["type"],
                by=account_of(self.request),
                title=values["title"],
                issued_on=values["issued_on"],
                expires_on=values["expires_on"],
                issuer=values["issuer"],
            )

    def save_existing(self, form: Any, obj: Document, commit: bool = True) -> Document:
        """Save the facts; a file becomes a new version."""
        if set(form.changed_data) - {"file"}:
            super().save_existing(form, obj, commit)
        if form.cleaned_data.get("file"):
            with refusing(form, "file"):
                replace_document(obj, arrival_of(self.request, form, "file"), by=account_of(self.request))
        return obj


class DocumentInline(RecordInline, admin.StackedInline[Document, User]):
    """What is on file for the person."""

    model = Document
    fk_name = "person"
    form = DocumentForm
    formset = DocumentFormSet
    template = "admin/auth/user/documents.html"
    extra = 1
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Documents that the account may know of and that are not archived, with what a line shows."""
        return Document.objects.visible_to(request.user).kept().with_version().select_related("person__profile")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Types in use; read once for all forms of the page."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "type":
            field.queryset = DocumentType.objects.filter(is_active=True)
            field.choices = [("", "–"), *((kind.pk, kind.name) for kind in field.queryset)]
        return field

    def get_extra(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> int:
        """One form to add a document, for those who may."""
        return 1 if obj is not None and can_change(request.user, obj) else 0

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The facts of a document."""
        return (("type", "title"), ("issued_on", "expires_on", "issuer"), "file")

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        """The formset with the request bound, for the verbs."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.request = request
        return formset
