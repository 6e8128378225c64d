"""The forms by which people add files to their own record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from profiles.documents.checks import MEGABYTE, accept_attribute, accepted_types, limits_text, max_bytes
from profiles.lib.filetypes import Family
from profiles.models import DocumentType
from profiles.models.fields import DayInput

from .forms import in_our_words, own_fields

TITLE_MAX_LENGTH = 200
_EXPIRY_WANTED = _("Write the last day on which it is valid.")

#: Inputs of the edit page that add a document of the type with this code.
DOCUMENT_INPUTS = ("cv", "certificate")


def limits(kind: DocumentType) -> str:
    """What may be uploaded, in one sentence; families of formats where the type takes everything."""
    if kind.formats:
        return f"{limits_text(kind)}."
    words = {
        Family.PDF: _("PDF"),
        Family.RASTER: _("photo or scan"),
        Family.OFFICE: _("Word, Excel or OpenDocument"),
        Family.TEXT: _("text"),
    }
    families = dict.fromkeys(words[entry.family] for entry in accepted_types(kind))
    megabytes = max_bytes(kind) // MEGABYTE
    return str(_("%(formats)s, up to %(size)d MB.")) % {"formats": ", ".join(map(str, families)), "size": megabytes}


class OwnFilesForm(forms.Form):
    """A photo, a CV and a certificate, as far as the policy and the document types let the person add them."""

    required_by_policy: frozenset[str] = frozenset()

    photo = forms.FileField(label=_("Photo"), required=False, allow_empty_file=True)
    remove_photo = forms.BooleanField(label=_("Remove the photo"), required=False)
    cv = forms.FileField(label=_("CV"), required=False, allow_empty_file=True)
    certificate = forms.FileField(label=_("Certificate"), required=False, allow_empty_file=True)
    certificate_title = forms.CharField(
        label=_("What the certificate is called"), max_length=TITLE_MAX_LENGTH, required=False
    )
    certificate_expires_on = forms.DateField(label=_("Certificate valid until"), required=False, widget=DayInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        person: User,
        types: Iterable[DocumentType],
        titles: Mapping[str, list[str]],
        missing: frozenset[str],
    ) -> None:
        super().__init__(data, files)
        self.missing = missing
        self.types: Mapping[str, DocumentType] = {kind.code: kind for kind in types}
        for code in DOCUMENT_INPUTS:
            # Where a last day is a must and this page has no input for it, the page of documents has.
            asks_in_vain = f"{code}_expires_on" not in self.fields and code in self.types
            if code not in self.types or (asks_in_vain and self.types[code].expiry_required):
                self._without(code)
            else:
                kind = self.types[code]
                there = _("There now: %(titles)s.") % {"titles": ", ".join(titles[code])} if titles.get(code) else ""
                self.fields[code].help_text = " ".join(filter(None, (str(there), kind.help_text, limits(kind))))
                self.fields[code].widget.attrs["accept"] = accept_attribute(kind)
        if "photo" not in own_fields("profiles.Profile"):
            self._without("photo")
        if person.profile.photo_id is None or "photo" not in self.fields:
            del self.fields["remove_photo"]
        in_our_words(self.fields)

    def _without(self, name: str) -> None:
        for field in [field for field in self.fields if field == name or field.startswith(f"{name}_")]:
            del self.fields[field]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError, by field, for facts of a certificate that is not there, or that lack a day."""
        values = self.cleaned_data
        if "certificate" not in self.fields or self.errors:
            return values
        facts = values.get("certificate_title") or values.get("certificate_expires_on")
        if facts and not values.get("certificate"):
            self.add_error("certificate", _("Choose the file of the certificate, or empty the fields about it."))
        wanted = values.get("certificate") and self.types["certificate"].expiry_required
        if wanted and not values.get("certificate_expires_on"):
            self.add_error("certificate_expires_on", ValidationError(_EXPIRY_WANTED, code="required"))
        return values

    def chosen(self) -> dict[str, UploadedFile[Any]]:
        """The files that were sent, by input."""
        return {name: self.cleaned_data[name] for name in ("photo", *DOCUMENT_INPUTS) if self.cleaned_data.get(name)}


class TypeChoice(forms.ChoiceField):
    """A document type by its code, or by its number; answers the type."""

    def __init__(self, types: Iterable[DocumentType], **options: Any) -> None:
        self.types = list(types)
        choices = [("", _("Choose one")), *((kind.code, kind.name) for kind in self.types)]
        super().__init__(choices=choices, **options)

    def clean(self, value: Any) -> DocumentType:
        """The type; raises ValidationError for none, an unknown one or one that the person may not add."""
        text = self.to_python(value)
        self.validate_given(text)
        found = [kind for kind in self.types if text in (kind.code, str(kind.pk))]
        if not found:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found[0]

    def validate_given(self, text: str) -> None:
        """Raises ValidationError when nothing was chosen."""
        if not text:
            raise ValidationError(self.error_messages["required"], code="required")


class DocumentForm(forms.Form):
    """A document of any type that people may add to their own record."""

    required_by_policy = frozenset({"type", "file"})
    missing: frozenset[str] = frozenset()

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_MAX_LENGTH,
        required=False,
        help_text=_("What you would call it. Left empty, it is called like its kind."),
    )
    issued_on = forms.DateField(label=_("Issued on"), required=False, widget=DayInput)
    expires_on = forms.DateField(label=_("Valid until"), required=False, widget=DayInput)
    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose a file."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
        allow_empty_file=True,  # refused with the others, in the same words
    )

    field_order = ("type", "title", "issued_on", "expires_on", "file")

    def __init__(
        self, data: Any = None, files: Any = None, *, types: Iterable[DocumentType], initial: Any = None
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["type"] = TypeChoice(
            types,
            label=_("What is it"),
            error_messages={
                "required": _("Say what it is: choose one of the types."),
                "invalid_choice": _("This is none of the types that you can add. Choose one from the list."),
            },
        )
        self.fields["file"].help_text = limits(DocumentType())
        self.order_fields(self.field_order)
        in_our_words(self.fields)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError, by field, when the dates do not fit each other or the type."""
        values = self.cleaned_data
        kind, issued_on, expires_on = values.get("type"), values.get("issued_on"), values.get("expires_on")
        if issued_on and expires_on and expires_on < issued_on:
            self.add_error("expires_on", _("It ends before it was issued. Correct one of the two days."))
        if kind and kind.expiry_required and not expires_on and "expires_on" not in self.errors:
            self.add_error("expires_on", ValidationError(_EXPIRY_WANTED, code="required"))
        return values

    def rows(self) -> list[list[forms.BoundField]]:
        """The inputs row by row."""
        return [[self["type"], self["title"]], [self["issued_on"], self["expires_on"]], [self["file"]]]
