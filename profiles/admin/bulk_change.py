"""Changing many people at once: which fields and to what; the preview, the reason and the undo are those of imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.exchange import jobs
from profiles.exchange.bulk_change import (
    as_file,
    change_otherwise,
    changeable,
    may_be_empty,
    places_of,
    usernames_in,
    values_in,
)
from profiles.exchange.columns import Column
from profiles.exchange.errors import ExchangeError
from profiles.exchange.people_rows import Options
from profiles.exchange.previews import options_of
from profiles.exchange.values import BadValue
from profiles.models import EmploymentRecord, ImportBatch
from profiles.models.fields import DayInput
from profiles.people.counting import how_many

from .base import account_of

#: Says that the page was seen and its fields are meant.
CHOSEN = "chosen"
#: What stands before the name of a field whose value is taken away.
EMPTY = "empty-"
#: The most people who are named on the page.
NAMED = 12
#: The choice that leaves a field as it is.
NOTHING = ("", "—")


class ChangeForm(forms.Form):
    """A value for each field that is to change, a tick for each that is to be empty; the rest stays as it is."""

    effective_from = forms.DateField(
        label=gettext_lazy("Jobs change on"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The first day of the new job. Leave empty for today."),
    )
    correct_jobs = forms.BooleanField(
        label=gettext_lazy("Correct the present job instead"),
        required=False,
        help_text=gettext_lazy("For a mistake: the job keeps its first day."),
    )

    def __init__(self, *args: Any, account: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.columns = changeable(account)
        names = places_of(account)
        for column in self.columns:
            self.fields[column.name] = _field_of(column, names)
            if may_be_empty(column):
                self.fields[EMPTY + column.name] = forms.BooleanField(label=_("Set empty"), required=False)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each field with its tick."""
        for column in self.columns:
            tick = self[EMPTY + column.name] if may_be_empty(column) else None
            yield {"field": self[column.name], "tick": tick}

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where nothing is to change, or a field has a value and a tick."""
        facts = self.cleaned_data
        for column in self.columns:
            value = str(facts.get(column.name) or "").strip()
            if value and facts.get(EMPTY + column.name):
                self.add_error(column.name, _("Write a value or set it empty, not both."))
            elif value and not column.is_reference:
                self._check(column, value)
        if not self.errors and not self.values():
            raise ValidationError(_("Say what is to change: fill a field, or set one empty."))
        return facts

    def _check(self, column: Column, value: str) -> None:
        try:
            column.parse(value)
        except BadValue as error:
            self.add_error(column.name, str(error))

    def values(self) -> dict[str, str]:
        """What is to change, as cells of a file; an empty one takes away."""
        found: dict[str, str] = {}
        for column in self.columns:
            value = str(self.cleaned_data.get(column.name) or "").strip()
            if value or self.cleaned_data.get(EMPTY + column.name):
                found[column.name] = value
        return found

    def options(self) -> Options:
        """From which day jobs change."""
        facts = self.cleaned_data
        return Options(correct_jobs=facts["correct_jobs"], effective_from=facts["effective_from"])


def _field_of(column: Column, names: Mapping[str, list[str]]) -> forms.Field:
    label = capfirst(str(column.label))
    if column.name in names:
        choices = [(name, name) for name in names[column.name]]
        return forms.ChoiceField(label=label, required=False, choices=[NOTHING, *choices])
    if column.name == "employment_type":
        kinds = EmploymentRecord._meta.get_field("employment_type").choices or ()
        return forms.ChoiceField(label=label, required=False, choices=[NOTHING, *kinds])
    if column.name == "manager":
        return forms.CharField(label=label, required=False, help_text=_("Their employee number or username."))
    if column.name.endswith("_date"):
        return forms.CharField(label=label, required=False, widget=DayInput())
    return forms.CharField(label=label, required=False, max_length=500)


def change_page(page: Any, request: HttpRequest, people: QuerySet[User]) -> HttpResponse:
    """The fields; once they are chosen, the preview. Nothing is written here."""
    account = account_of(request)
    form = ChangeForm(request.POST if CHOSEN in request.POST else None, account=account)
    count = how_many(people)
    if form.is_bound and form.is_valid():
        words = ngettext("Change of %(n)s person", "Change of %(n)s people", count) % {"n": f"{count:,}"}
        try:
            batch = as_file(people, form.values(), account, words)
            jobs.start_preview(batch, options=form.options())
        except ExchangeError as refusal:
            messages.error(request, str(refusal))
        else:
            return HttpResponseRedirect(reverse("admin:import", args=[batch.public_id]))
    is_all = request.POST.get("select_across", "0") not in ("", "0")
    context = {
        **_frame(page.admin_site, request, form, count),
        "named": list(people.order_by("profile__full_name")[:NAMED]),
        "keys": [] if is_all else request.POST.getlist(ACTION_CHECKBOX_NAME),
        "is_all": is_all,
        "checkbox": ACTION_CHECKBOX_NAME,
        "chosen": CHOSEN,
    }
    return TemplateResponse(request, "admin/auth/user/bulk_change.html", context)


def fields_page(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """The fields of a change that waits, as they were chosen; chosen otherwise it is looked at again."""
    account = account_of(request)
    try:
        form = _form_again(request, batch, account)
        if form.is_bound and form.is_valid():
            jobs.start_preview(change_otherwise(batch, form.values()), options=form.options())
            return HttpResponseRedirect(reverse("admin:import", args=[batch.public_id]))
        usernames = usernames_in(batch, NAMED)
    except ExchangeError as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
    named = User.objects.filter(username__in=usernames).select_related("profile").order_by("profile__full_name")
    context = {**_frame(admin.site, request, form, batch.total), "named": list(named), "batch": batch}
    return TemplateResponse(request, "admin/auth/user/bulk_change.html", context)


def _form_again(request: HttpRequest, batch: ImportBatch, account: User) -> ChangeForm:
    if request.method == "POST":
        return ChangeForm(request.POST, account=account)
    options = options_of(batch)
    values = values_in(batch)
    initial: dict[str, Any] = {name: value for name, value in values.items() if value}
    initial |= {EMPTY + name: True for name, value in values.items() if not value}
    initial |= {"effective_from": options.effective_from, "correct_jobs": options.correct_jobs}
    return ChangeForm(initial=initial, account=account)


def _frame(site: Any, request: HttpRequest, form: ChangeForm, count: int) -> dict[str, Any]:
    return {
        **site.each_context(request),
        "opts": User._meta,
        "title": ngettext("Change %(n)s person", "Change %(n)s people", count) % {"n": f"{count:,}"},
        "form": form,
        "more": max(0, count - NAMED),
    }
