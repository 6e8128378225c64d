"""One import: the preview while it waits, the bar while a job is at work, the result after."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.admin.base import account_of
from profiles.exchange import batches
from profiles.exchange.errors import ExchangeError
from profiles.exchange.previews import CHANGES, CONFLICTS, ERRORS, HELD
from profiles.exchange.progress import LOST_AFTER, Sign, sign_of
from profiles.exchange.tables import DEPARTMENTS, may_import
from profiles.exchange.undoing import KEPT
from profiles.exchange.uploads import table_of
from profiles.history.ledger import may_read_ledger
from profiles.models import Department, Event, ImportBatch, Operation, RecordKind, people

from .common import BUSY, State, batch_of, is_own, page_number
from .words import ImportWords, words_of

PEOPLE_PER_PAGE = 50
#: The tabs of a preview in their order: what is wrong comes first.
TABS: Mapping[str, Any] = {
    CONFLICTS: gettext_lazy("Changed meanwhile"),
    ERRORS: gettext_lazy("Errors"),
    HELD: gettext_lazy("Wait for others"),
    CHANGES: gettext_lazy("Changes"),
}


class ConfirmForm(forms.Form):
    """Why, and whether rows with errors are left out; bound to the preview by its digest."""

    reason = forms.CharField(
        max_length=500,
        error_messages={"required": gettext_lazy("Say why these records change: it stands in the history.")},
    )
    digest = forms.CharField(max_length=64, required=False)
    leave_out = forms.BooleanField(required=False)


def batch_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the import is at: its preview, its progress or its result."""
    batch = batch_of(request, public_id)
    if batch.state in BUSY:
        return _progress_page(request, batch)
    if batch.state == State.UPLOADED and is_own(request, batch):
        return HttpResponseRedirect(reverse("admin:import_columns", args=[batch.public_id]))
    if batch.state == State.PREVIEWED and is_own(request, batch):
        return preview_page(request, batch)
    return _result_page(request, batch)


def preview_page(request: HttpRequest, batch: ImportBatch, form: ConfirmForm | None = None) -> HttpResponse:
    """The numbers, one page of rows, and the bar with which the import is confirmed."""
    counts, words = batch.counts, words_of(batch)
    pages = dict(batch.parts.values_list("kind").annotate(Count("pk")).order_by("kind"))
    numbers = {
        CONFLICTS: counts.get("conflicts", 0),
        ERRORS: counts.get("errors", 0),
        HELD: counts.get("held", 0),
        CHANGES: counts.get("new", 0) + counts.get("changed", 0),
    }
    labels = {**TABS, ERRORS: words.errors}
    tabs = [{"kind": kind, "label": label, "count": numbers[kind]} for kind, label in labels.items() if numbers[kind]]
    kinds = [str(tab["kind"]) for tab in tabs]
    asked = request.GET.get("show", "")
    shown = asked if asked in kinds else next(iter(kinds), "")
    number = min(page_number(request), max(1, pages.get(shown, 1)))
    context = {
        **admin.site.each_context(request),
        "title": _("Check before anything is written"),
        "batch": batch,
        "counts": counts,
        "tiles": _tiles(batch, words),
        "of_people": table_of(batch) is not DEPARTMENTS,
        "tabs": tabs,
        "shown": shown,
        "rows": _rows(batches.page(batch, shown, number)),
        "page_number": number,
        "page_count": pages.get(shown, 0),
        "words": words,
        "form": form or ConfirmForm(),
    }
    return TemplateResponse(request, "admin/imports/check.html", context)


def _rows(stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a page; the errors of one row stand together."""
    found: dict[int, dict[str, Any]] = {}
    for each in stored:
        if "message" not in each:
            found[each["row"]] = each
            continue
        row = found.setdefault(each["row"], {**each, "key": each.get("key", ""), "errors": []})
        row["errors"].append(each)
    return list(found.values())


_NEW_ROWS = (gettext_lazy("New rows"), gettext_lazy("are added to the records"))


def _tiles(batch: ImportBatch, words: ImportWords) -> list[dict[str, Any]]:
    """The figures above the preview; each leads to its rows."""
    counts: Mapping[str, int] = batch.counts
    of_people = words.of_people

    def tile(kind: str, name: str, label: str | Promise, note: str | Promise, tone: str = "") -> dict[str, Any]:
        count = counts.get(name, 0)
        return {
            "kind": kind if count else "",
            "count": f"{count:,}",
            "label": label,
            "note": note,
            "tone": tone if count else "",
        }

    new = tile(CHANGES, "new", *((_("New people"), _("get a record and a job")) if of_people else _NEW_ROWS))
    return [
        *([] if batch.is_change else [new]),
        tile(CHANGES, "changed", _("People changed") if of_people else _("Rows changed"), _("see old and new below")),
        tile("", "unchanged", _("Unchanged"), _("nothing will be written")),
        tile(CONFLICTS, "conflicts", _("Changed meanwhile"), _("look at them again"), "warn"),
        tile(ERRORS, "errors", words.errors, words.errors_note, "bad"),
    ]


def _progress_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    sign, words = sign_of(batch), words_of(batch)
    done, total = _numbers(batch, sign)
    context = {
        **admin.site.each_context(request),
        "title": words.under_way[batch.state],
        "batch": batch,
        "words": words,
        "said": words.progress().replace("%d", str(done)).replace("%t", str(total)),
        "percent": min(100, 100 * done // total) if total else 0,
        "is_lost": _is_lost(batch, sign),
        "may_start_again": sign is not None,
        "is_stopping": sign is not None and sign.is_stop_asked,
        "may_stop": is_own(request, batch) or batch.state == State.UNDOING,
    }
    return TemplateResponse(request, "admin/imports/progress.html", context)


def _numbers(batch: ImportBatch, sign: Sign | None) -> tuple[int, int]:
    """How many rows are done, and of how many."""
    if sign is None or (not sign.done and batch.state == State.READING):
        return batch.done, batch.total
    return sign.done, sign.total


def _is_lost(batch: ImportBatch, sign: Sign | None) -> bool:
    """Whether nothing is heard of the job any more."""
    if sign is not None:
        return sign.is_lost
    return batch.started_at is None or timezone.now() - batch.started_at > LOST_AFTER


def progress(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """How far a job is, for the page's script."""
    batch = batch_of(request, public_id)
    sign = sign_of(batch) if batch.state in BUSY else None
    done, total = _numbers(batch, sign)
    is_busy = batch.state in BUSY and not _is_lost(batch, sign)
    return JsonResponse({"busy": is_busy, "done": done, "total": total})


def errors_file(request: HttpRequest, public_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The rows with errors as they came, with a column that says what is wrong."""
    batch = batch_of(request, public_id, own=True)
    if batch.state != State.PREVIEWED:
        return HttpResponseRedirect(reverse("admin:import", args=[batch.public_id]))
    pieces = batches.error_file(batch)
    try:
        first = next(pieces)
    except ExchangeError as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:import", args=[batch.public_id]))
    answer = StreamingHttpResponse(chain([first], pieces), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-with-errors.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _result_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    found, words = _whom(request, batch), words_of(batch)
    context = {
        **admin.site.each_context(request),
        "title": words.result(),
        "batch": batch,
        "words": words,
        "may_undo": batch.state == State.APPLIED and may_import(account_of(request), table_of(batch)),
        "of_people": table_of(batch) is not DEPARTMENTS,
        "page": Paginator(found, PEOPLE_PER_PAGE).get_page(page_number(request)) if found is not None else None,
        "log_address": _log_address(request, batch),
        "kept": batches.page(batch, KEPT, 1),
        "undone": Operation.objects.filter(pk=batch.undo_operation_id).first() if batch.undo_operation_id else None,
    }
    return TemplateResponse(request, "admin/imports/result.html", context)


def _whom(request: HttpRequest, batch: ImportBatch) -> Any:
    """The people or departments that the import changed, as far as the account may open them; None before it did."""
    if batch.operation_id is None:
        return None
    if table_of(batch) is DEPARTMENTS:
        touched = Event.objects.filter(operation_id=batch.operation_id, kind=RecordKind.DEPARTMENT)
        return Department.objects.filter(pk__in=touched.values("object_id"))
    changed = Event.objects.filter(operation_id=batch.operation_id, subject_id__isnull=False)
    return people().visible_to(request.user).filter(Q(pk__in=changed.values("subject_id")))


def _log_address(request: HttpRequest, batch: ImportBatch) -> str:
    """The log of the operation, for those who may read it."""
    if batch.operation_id is None or not may_read_ledger(request.user):
        return ""
    uuid = Operation.objects.filter(pk=batch.operation_id).values_list("uuid", flat=True).first()
    return f"{reverse('admin:audit_log')}?operation={uuid}" if uuid else ""
