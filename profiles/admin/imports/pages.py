"""The way to a preview: the list of imports, the file and how it is read, what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.admin.base import account_of
from profiles.admin.bulk_change import fields_page
from profiles.exchange import batches, jobs
from profiles.exchange.errors import ExchangeError
from profiles.exchange.exports import EXPORT, can_export
from profiles.exchange.headers import Headings, understand
from profiles.exchange.people_rows import Options
from profiles.exchange.previews import keep_options
from profiles.exchange.registers import REGISTERS
from profiles.exchange.tables import PEOPLE, TABLES, Table, may_import
from profiles.exchange.uploads import OPEN, headings_of, table_of
from profiles.models import ImportBatch
from profiles.models.fields import DayInput

from .common import CREATE_MISSING, assert_may_import, batch_of, page_number

BATCHES_PER_PAGE = 25


class FileForm(forms.Form):
    """The file, and what its author meant by empty cells, job columns and unknown places."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, Excel or OpenDocument with at most 200,000 rows. An export is a template that fits."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose the one with the table."),
        },
    )
    create_missing = forms.BooleanField(
        label=gettext_lazy("Add departments and locations that are not there"),
        required=False,
        help_text=gettext_lazy("Otherwise a name that is not known is an error with a suggestion."),
    )
    empty_clears = forms.BooleanField(
        label=gettext_lazy("Empty cells clear what is recorded"),
        required=False,
        help_text=gettext_lazy("Otherwise they leave it as it is. A cell with #CLEAR always clears."),
    )
    correct_jobs = forms.BooleanField(
        label=gettext_lazy("Job columns correct the present job"),
        required=False,
        help_text=gettext_lazy("Otherwise they begin a new job from a day on, and the old one stays in the history."),
    )
    effective_from = forms.DateField(
        label=gettext_lazy("New jobs begin on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Where the file itself does not say. Leave empty for today."),
    )

    def __init__(self, *args: Any, table: Table, may_create: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        if not may_create or "department" not in table.columns:
            del self.fields["create_missing"]
        if table is not PEOPLE:
            del self.fields["correct_jobs"], self.fields["effective_from"]

    def ticks(self) -> list[Any]:
        """The fields that are ticked, as far as the account has them."""
        names = ("create_missing", "empty_clears", "correct_jobs")
        return [self[name] for name in names if name in self.fields]

    def options(self) -> Options:
        """How the file is to be read."""
        return Options(**{name: value for name, value in self.cleaned_data.items() if name != "file"})


def all_page(request: HttpRequest) -> HttpResponse:
    """Every import that the account may know of, the newest first."""
    assert_may_import(request)
    found = ImportBatch.objects.visible_to(request.user).select_related("by__profile")
    context = {
        **admin.site.each_context(request),
        "title": _("Imports"),
        "page": Paginator(found, BATCHES_PER_PAGE).get_page(page_number(request)),
        "may_export": request.user.has_perm(EXPORT),
    }
    return TemplateResponse(request, "admin/imports/all.html", context)


# A file is read without a lock: nothing of the records is written by it.
@transaction.non_atomic_requests
def new_page(request: HttpRequest) -> HttpResponse:
    """Ask for the file; on POST keep it, and lead to its columns or, where they are clear, to the preview."""
    assert_may_import(request)
    account = account_of(request)
    table = _asked_table(request, account)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, table=table, may_create=account.has_perm(CREATE_MISSING))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = batches.receive(upload, account, upload.name, table)
        except ExchangeError as refusal:
            form.add_error("file", str(refusal))
        else:
            return _read(request, batch, form.options())
    context = {
        **admin.site.each_context(request),
        "title": _("Import %(what)s") % {"what": table.label},
        "form": form,
        "table": table,
        "tables": [each for each in TABLES.values() if may_import(account, each)],
        "may_export": can_export(account, REGISTERS[table.code]),
    }
    return TemplateResponse(request, "admin/imports/new.html", context)


def _asked_table(request: HttpRequest, account: User) -> Table:
    """The table that the address asks for, people where it says nothing.

    Raises Http404 for one that is not there, PermissionDenied for one that the account may not bring.
    """
    table = TABLES.get(request.GET.get("records", PEOPLE.code))
    if table is None:
        raise Http404(_("There is no such table."))
    if not may_import(account, table):
        raise PermissionDenied
    return table


@transaction.non_atomic_requests
def columns_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What each heading of the file means; on POST the rows are read with that. For a change of many, its fields."""
    batch = batch_of(request, public_id, own=True)
    if batch.state not in OPEN:
        return HttpResponseRedirect(reverse("admin:import", args=[batch.public_id]))
    if batch.is_change:
        return fields_page(request, batch)
    table = table_of(batch)
    may = table.importable(account_of(request))
    chosen: Mapping[str, str] = batch.mapping
    if request.method == "POST":
        allowed = {column.name for column in may}
        asked = {heading: request.POST.get(f"column_{n}", "") for n, heading in enumerate(batch.headers)}
        batch.mapping = chosen = {heading: name for heading, name in asked.items() if name in allowed or not name}
        if not understand(batch.headers, may, chosen, table).problems:
            return _read(request, batch)
    understood = understand(batch.headers, may, chosen, table)
    context = {
        **admin.site.each_context(request),
        "title": _("Match the columns"),
        "batch": batch,
        "columns": may,
        "headings": _lines(understood, batch.headers),
        "problems": understood.problems,
    }
    return TemplateResponse(request, "admin/imports/columns.html", context)


def _lines(understood: Headings, headings: list[str]) -> list[dict[str, Any]]:
    """Each heading with the column that is chosen or offered, and what is wrong with it."""
    wrong = {
        **dict.fromkeys(understood.unknown, _("Not known here. Choose what it means, or leave it out.")),
        **dict.fromkeys(understood.doubled, _("This column is there more than once. Leave one of them out.")),
        **dict.fromkeys(understood.forbidden, _("You may not change this column. Leave it out.")),
        **dict.fromkeys(understood.privileged, _("This gives rights and is never imported. Remove it from the file.")),
    }
    return [
        {
            "name": f"column_{number}",
            "heading": heading,
            "chosen": understood.mapping.get(heading) or understood.suggestions.get(heading, ""),
            "problem": wrong.get(heading, ""),
            "locked": heading in understood.privileged,
        }
        for number, heading in enumerate(headings)
    ]


def _read(request: HttpRequest, batch: ImportBatch, options: Options | None = None) -> HttpResponse:
    """Read the rows, at once or as a job, and lead to what comes of it; to the columns where they are not clear."""
    columns = HttpResponseRedirect(reverse("admin:import_columns", args=[batch.public_id]))
    if headings_of(batch, batch.mapping).problems:
        if options is not None:
            keep_options(batch, options)
            batch.save(update_fields=["options"])
        return columns
    try:
        jobs.start_preview(batch, options=options)
    except ExchangeError as refusal:
        messages.error(request, str(refusal))
        return columns
    return HttpResponseRedirect(reverse("admin:import", args=[batch.public_id]))
