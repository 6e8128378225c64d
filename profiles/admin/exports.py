"""The pages from which tables leave: what there is, then which columns, which format and as of which day."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import policy
from profiles.exchange.exports import (
    EXPORT,
    Export,
    ExportColumn,
    ExportRefused,
    Register,
    Rows,
    can_export,
    columns_for,
    start_export,
)
from profiles.exchange.registers import REGISTERS, register_of
from profiles.lib.table_writers import FORMATS
from profiles.models.fields import DayInput

from .base import account_of
from .selection import KEYS, Selection


class ExportForm(forms.Form):
    """Which columns, in which format, and for people as of which day."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"), error_messages={"required": gettext_lazy("Tick at least one column.")}
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[(code, each.label) for code, each in FORMATS.items()], initial="csv"
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy(
            "Leave empty for today. A day gives the people who have a job on it, as they were then."
        ),
    )

    def __init__(self, register: Register, may: list[ExportColumn], data: QueryDict | None) -> None:
        super().__init__(data, label_suffix="")
        cast(forms.MultipleChoiceField, self.fields["columns"]).choices = [(c.name, c.label) for c in may]
        if register.on_day is None:
            del self.fields["as_of"]
        ticked = set(data.getlist("columns")) if data else {c.name for c in may if not c.is_restricted}
        self.groups = _grouped(may, ticked)

    def clean_as_of(self) -> date | None:
        """No day to come: nobody knows yet what will hold then."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future. Choose today or an earlier day."))
        return day


def _grouped(may: list[ExportColumn], ticked: set[str]) -> list[dict[str, Any]]:
    """The columns under the headings of the record, in the order of the file, with who sees each section."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for column in may:
        section = policy.rule(column.model, column.field).section
        groups.setdefault(section, []).append({"column": column, "ticked": column.name in ticked})
    return [{"section": policy.SECTIONS[section], "columns": columns} for section, columns in groups.items()]


def exports_page(request: HttpRequest) -> HttpResponse:
    """The tables that the account may take, each with a way to its page."""
    offered = [register for register in REGISTERS.values() if can_export(request.user, register)]
    if not offered:
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": _("Export"), "registers": offered}
    return TemplateResponse(request, "admin/exports/all.html", context)


# The bytes are put together after the line in the ledger is kept: no write lock is held meanwhile.
@transaction.non_atomic_requests
def export_page(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """Ask for columns, format and day; on POST give the file."""
    register = REGISTERS.get(code)
    if register is None:
        raise Http404
    if not can_export(request.user, register):
        raise PermissionDenied
    chosen, account = chosen_rows(request, register), account_of(request)
    form = ExportForm(register, columns_for(account, register), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            export = start_export(
                register,
                by=account,
                format=form.cleaned_data["format"],
                rows=chosen.rows,
                columns=form.cleaned_data["columns"],
                as_of=form.cleaned_data.get("as_of"),
                filters=chosen.filters,
            )
        except ExportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return file_of(export)
    context = {
        **admin.site.each_context(request),
        "title": _("Export %(what)s") % {"what": register.label},
        "register": register,
        "form": form,
        "chosen": chosen,
        "count": register.visible_to(account, chosen.rows).count(),
        "back": _list_address(register, request),
    }
    return TemplateResponse(request, "admin/exports/one.html", context)


def chosen_rows(request: HttpRequest, register: Register) -> Selection:
    """The rows that the address asks for, as rows of the table: ticked ones, those of the list, or all."""
    chosen = Selection.asked_for(request, _list_of(register))
    if chosen.rows is None or chosen.filters == ["selection"]:
        return chosen
    return Selection(register.rows().filter(pk__in=chosen.rows.order_by().values("pk")), chosen.filters)


def _list_of(register: Register) -> Any:
    """The page of the admin that lists the rows of the table; None when there is none."""
    return admin.site._registry.get(register.rows().model)


def _list_address(register: Register, request: HttpRequest) -> str:
    """Where the reader came from: the list as it was filtered, else the choice of tables."""
    model_admin = _list_of(register)
    if model_admin is None or not request.GET:
        return reverse("admin:exports")
    asked = request.GET.copy()
    asked.pop(KEYS, None)
    opts = model_admin.opts
    return f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?{asked.urlencode()}"


class ExportsRows:
    """A list whose ticked rows can be exported by those who may."""

    actions: Any = ("export_selected",)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whether the account may take rows of this list out."""
        register = register_of(cast(Any, self).model)
        return register is not None and can_export(request.user, register)

    @admin.action(description=gettext_lazy("Export"), permissions=["export"])
    def export_selected(self, request: HttpRequest, rows: Rows) -> HttpResponse:
        """Lead to the choice of columns for the ticked rows; nothing leaves yet."""
        register = register_of(cast(Any, self).model)
        if register is None:
            raise Http404
        to = reverse("admin:export", args=[register.code])
        return HttpResponseRedirect(f"{to}?{Selection.address(request, rows)}")


def file_of(export: Export) -> FileResponse | StreamingHttpResponse:
    """The file as a download: CSV and JSON row by row as they are read, a workbook as soon as it is whole."""
    media_type = FORMATS[export.format].media_type
    answer: FileResponse | StreamingHttpResponse
    if export.format == "xlsx":
        whole = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        export.write_to(whole)
        whole.seek(0)
        answer = FileResponse(whole, content_type=media_type)
    else:
        answer = StreamingHttpResponse(export.chunks(), content_type=media_type)
    name = f"{export.register.code}-{timezone.localdate().isoformat()}.{export.format}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def export_urls(site: Any) -> list[URLPattern]:
    """The addresses of the exports."""
    return [
        path("exports/", site.admin_view(exports_page), name="exports"),
        path("exports/<slug:code>/", site.admin_view(export_page), name="export"),
    ]


def export_entries(request: HttpRequest) -> Iterator[Mapping[str, Any]]:
    """The line of the navigation, for those who may export."""
    if request.user.has_perm(EXPORT):
        yield {"label": gettext_lazy("Export"), "icon": "download", "url_name": "admin:exports"}
