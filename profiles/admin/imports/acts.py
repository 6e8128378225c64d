"""What writes: confirm, cancel, undo. Each is a POST, and each says afterwards what is true."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.admin.base import account_of
from profiles.exchange import jobs
from profiles.exchange.errors import ExchangeError
from profiles.exchange.uploads import OPEN
from profiles.models import ImportBatch

from .check import ConfirmForm, preview_page
from .common import BUSY, State, batch_of
from .words import words_of


class UndoForm(forms.Form):
    """Why the import is undone."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text="",
        error_messages={"required": gettext_lazy("Say why it is undone: it stands in the history.")},
    )


# The verbs below take their own locks, and only while they write.
@transaction.non_atomic_requests
def confirm_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Apply exactly what the preview showed; a second confirmation of the same finds it done."""
    batch = batch_of(request, public_id, own=True)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if batch.state != State.PREVIEWED:
        messages.info(request, str(words_of(batch).confirmed_before))
        return HttpResponseRedirect(_address(batch))
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.cleaned_data["digest"] != batch.digest:
        form.add_error(None, _("The preview is another one since. Look at it and confirm again."))
    if form.is_valid() and batch.counts.get("errors", 0) and not form.cleaned_data["leave_out"]:
        form.add_error("leave_out", str(words_of(batch).leave_out_first))
    if form.is_valid():
        try:
            jobs.start_confirm(batch, form.cleaned_data["reason"], form.cleaned_data["leave_out"])
        except ExchangeError as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_address(batch))
    batch.refresh_from_db()
    return preview_page(request, batch, form)


@transaction.non_atomic_requests
def cancel_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Drop an import that was not applied, or stop the job that works on it."""
    batch = _worked_on(request, public_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if batch.state in OPEN | BUSY:
        try:
            jobs.stop(batch)
        except ExchangeError as refusal:
            messages.error(request, str(refusal))
    return HttpResponseRedirect(_address(batch))


@transaction.non_atomic_requests
def again_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Start a job once more whose process was killed."""
    batch = _worked_on(request, public_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        jobs.start_again(batch)
    except ExchangeError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(_address(batch))


def _worked_on(request: HttpRequest, public_id: UUID) -> ImportBatch:
    """The batch for whoever may stop its work: an undo is everybody's who may undo it, the rest its owner's."""
    batch = batch_of(request, public_id)
    return batch if batch.state == State.UNDOING else batch_of(request, public_id, own=True)


@transaction.non_atomic_requests
def undo_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what an undo does and ask why; on POST undo what nobody has changed since."""
    batch = batch_of(request, public_id)
    if batch.state != State.APPLIED:
        return HttpResponseRedirect(_address(batch))
    form = UndoForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            jobs.start_undo(batch, account_of(request), form.cleaned_data["reason"])
        except ExchangeError as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_address(batch))
    context = {
        **admin.site.each_context(request),
        "title": words_of(batch).undo_title(),
        "batch": batch,
        "words": words_of(batch),
        "form": form,
    }
    return TemplateResponse(request, "admin/imports/undo.html", context)


def _address(batch: ImportBatch) -> str:
    return reverse("admin:import", args=[batch.public_id])
