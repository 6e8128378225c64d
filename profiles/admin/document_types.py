"""The document types that HR keeps: who sees, who adds, which files, which rules; switched off, never removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.documents.checks import formats_text, limits_text, most_megabytes
from profiles.documents.storage import PHOTO_FOLDER, PREVIEW_FOLDER
from profiles.lib.filetypes import ACCEPTED
from profiles.models import DocumentType
from profiles.templatetags.hr import DASH, pill

from .base import HRModelAdmin


class DocumentTypeForm(forms.ModelForm[DocumentType]):
    """A type with its formats to tick; none ticked stands for all of them."""

    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Formats"),
        required=False,
        choices=[(code, _(kind.label)) for code, kind in ACCEPTED.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick what is accepted. None ticked: everything in this list."),
    )

    class Meta:
        model = DocumentType
        fields = "__all__"  # noqa: DJ007 - the page names the fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "max_size_mb" in self.fields:
            most = most_megabytes()
            self.fields["max_size_mb"].help_text = _("At most %(most)d, which is also what empty means.") % {
                "most": most
            }

    def clean_formats(self) -> list[str]:
        """The ticked formats, and those of the type that this installation cannot offer: they are not lost."""
        not_offered = [code for code in self.instance.formats if code not in ACCEPTED]
        return [*self.cleaned_data["formats"], *not_offered]

    def clean_folder(self) -> str:
        """A folder of its own. Raises ValidationError for those that photos and page images lie in."""
        folder: str = self.cleaned_data["folder"]
        if folder in (PHOTO_FOLDER, PREVIEW_FOLDER):
            raise ValidationError(_("This folder holds other files. Choose another name."))
        return folder

    def clean_max_size_mb(self) -> int | None:
        """Within what is accepted at all. Raises ValidationError."""
        size: int | None = self.cleaned_data["max_size_mb"]
        if size is not None and not 1 <= size <= most_megabytes():
            raise ValidationError(_("Write a number from 1 to %(most)d, or nothing.") % {"most": most_megabytes()})
        return size


class DocumentTypeAdmin(HRModelAdmin[DocumentType]):
    """How documents of each kind are treated; a type is switched off, never removed."""

    form = DocumentTypeForm
    list_display = ("name", "who_sees", "who_adds", "rules", "documents_count", "in_use")
    search_fields = ("name",)
    ordering = ("position", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentType]:
        """Types with the number of kept documents."""
        return super().get_queryset(request).annotate(count=Count("documents"))

    def get_fieldsets(self, request: HttpRequest, obj: DocumentType | None = None) -> Any:
        """What HR settles; formats to tick, or in words for those who only read."""
        may_change = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        files = ["formats" if may_change else "formats_told", "max_size_mb"]
        return (
            (_("Type"), {"fields": (("name", "code"), "help_text", ("folder", "position"), "is_active")}),
            (_("Who"), {"fields": ("employee_sees", "employee_adds", "auditor_opens")}),
            (_("Files"), {"fields": [*files, "told"] if obj else files}),
            (
                _("Rules"),
                {"fields": ("is_required", "one_current", "expiry_required", "needs_verification", "retention_months")},
            ),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: DocumentType | None = None) -> tuple[str, ...]:
        """Code and folder are settled once: stored files and imports refer to them."""
        return ("code", "folder", "formats_told", "told") if obj else ("formats_told",)

    @admin.display(description=gettext_lazy("Formats"))
    def formats_told(self, kind: DocumentType) -> str:
        """The accepted formats in words."""
        return formats_text(kind)

    @admin.display(description=gettext_lazy("What people are told"))
    def told(self, kind: Any) -> SafeString:
        """What stands beside the file field now, and that no change touches what is there."""
        there = ngettext("%(n)d document of this type is there.", "%(n)d documents of this type are there.", kind.count)
        stays = _("Whatever you change here, they stay as they are and can be opened as before.")
        return format_html("{}<br>{}", limits_text(kind), f"{there % {'n': kind.count}} {stays}")

    @admin.display(description=gettext_lazy("Seen by"))
    def who_sees(self, kind: DocumentType) -> str:
        """In words."""
        readers = [_("HR")]
        readers += [_("the person")] if kind.employee_sees else []
        readers += [_("auditors")] if kind.auditor_opens else []
        return str(get_text_list(readers, _("and")))

    @admin.display(description=gettext_lazy("Added by"))
    def who_adds(self, kind: DocumentType) -> str:
        """In words."""
        return _("HR and the person") if kind.employee_adds else _("HR")

    @admin.display(description=gettext_lazy("Rules"))
    def rules(self, kind: DocumentType) -> str:
        """What is special about the type."""
        found = [
            text
            for applies, text in (
                (kind.is_required, _("every record needs one")),
                (kind.one_current, _("one current document")),
                (kind.expiry_required, _("last day required")),
                (kind.needs_verification, _("HR verifies")),
            )
            if applies
        ]
        return ", ".join(found) or DASH

    @admin.display(description=gettext_lazy("Documents"), ordering="count")
    def documents_count(self, kind: Any) -> SafeString:
        """How many there are; leads to them."""
        url = f"{reverse('admin:profiles_document_changelist')}?type={kind.pk}"
        return format_html('<a href="{}">{}</a>', url, kind.count)

    @admin.display(description=gettext_lazy("In use"))
    def in_use(self, kind: DocumentType) -> SafeString:
        """Whether new documents of the type can be added."""
        return pill(_("In use"), "quiet ok") if kind.is_active else pill(_("Switched off"), "quiet off")
