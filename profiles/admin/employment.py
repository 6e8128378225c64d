"""The job history on the person's page: corrections of rows that are there, and a change from a day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.history.values import plain
from profiles.models import EmploymentRecord, people, scope_department_ids
from profiles.models.fields import DayInput
from profiles.people.employment import CARRIED, change_job, day_after, plan_change, withdraw_change
from profiles.permissions import keeps_scope_only, visible_fields

from .base import KnownSelect, account_of, person_label
from .inlines import RecordInline
from .refusals import refusing, repeat_refusal


class JobForm(forms.ModelForm[EmploymentRecord]):
    """One row: corrected when it is there, else the change that begins on a day.

    People think of the last day; the table holds the first day after it.
    """

    last_day = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    formset: JobFormSet
    #: The column that shows as another field when two people's changes are compared.
    shown_as = {"effective_to": lambda end, _name: ("last_day", end - timedelta(days=1) if end else None)}

    class Meta:
        model = EmploymentRecord
        fields = (
            "effective_from",
            "job_title",
            "department",
            "manager",
            "location",
            "employment_type",
            "fte",
            "cost_centre",
            "note",
        )
        widgets = {"effective_from": DayInput(), "note": forms.Textarea(attrs={"rows": 2})}
        labels = {"effective_from": _("First day")}
        error_messages = {"fte": {"max_digits": _("Write FTE as 0.8 for four days of five.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["last_day"] = self.instance.last_day

    def _post_clean(self) -> None:
        """Rows of one page are compared with each other by the formset, not with what is stored."""
        if self.instance.pk:
            self.instance.changed_together = frozenset(row.pk for row in self.formset.get_queryset())
        super()._post_clean()  # type: ignore[misc]  # Django's hook, not in the stubs

    def know_choices(self, row: EmploymentRecord | None) -> None:
        """Give the widgets the names of what the row, already loaded with them, points to."""
        for name in ("department", "manager", "location"):
            chosen = getattr(row, name, None)
            if name in self.fields and chosen is not None:
                label = person_label(chosen) if isinstance(chosen, User) else str(chosen)
                widget: Any = self.fields[name].widget
                # The admin wraps the choice to put links beside it.
                getattr(widget, "widget", widget).known = {str(chosen.pk): label}

    def clean(self) -> dict[str, Any]:
        """The end of a row from its last day; for a change what ``change_job`` would store."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            self.close_on(values.get("last_day"), values.get("effective_from"))
        elif values.get("effective_from") and self.formset.starts_on(values["effective_from"]):
            self.add_error(
                "effective_from",
                gettext("A job already starts on %(day)s. Correct that one, or choose another day.")
                % {"day": plain(values["effective_from"])},
            )
        elif values.get("effective_from") and not self.errors:
            plan = plan_change(self.formset.instance, values["effective_from"], **values_of(values))
            self.instance.follows, self.instance.effective_to = plan.follows, plan.effective_to
            # The formset sets the person when it saves; the rules need to know now.
            self.instance.person = self.formset.instance
        self.keep_within_reach(values)
        repeat_refusal(self, self.formset.request)
        return values

    def close_on(self, last_day: date | None, first_day: date | None) -> None:
        """The row ends with its last day; none leaves it open."""
        if last_day and first_day and last_day < first_day:
            self.add_error("last_day", gettext("The last day lies before the first. Correct one of the dates."))
            return
        try:
            self.instance.effective_to = day_after(last_day) if last_day else None
        except ValidationError as error:
            self.add_error(None, error)

    def keep_within_reach(self, values: dict[str, Any]) -> None:
        """A newly chosen manager or department is one that the account may choose; what was there may stay."""
        scope = self.formset.scope
        moved_to = values.get("department")
        if scope is not None and "department" in self.changed_data and "department" not in self.errors:
            if moved_to is None:
                self.add_error("department", gettext("Choose one of your departments."))
            elif moved_to.pk not in scope:
                self.add_error("department", gettext("This department is not among yours. Choose one of yours."))
        manager = values.get("manager") if "manager" in self.changed_data else None
        if manager and not people().visible_to(self.formset.request.user).filter(pk=manager.pk).exists():
            self.add_error("manager", gettext("This person cannot be chosen here. Choose somebody from the list."))


def values_of(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The facts of a job among cleaned values."""
    return {name: cleaned[name] for name in (*CARRIED, "note") if name in cleaned}


class JobFormSet(BaseInlineFormSet[EmploymentRecord, User, Any]):
    """The rows of one person, newest first, and one empty form for a change."""

    request: HttpRequest
    scope: set[int] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        rows = EmploymentRecord.objects.filter(person=self.instance).nearest_first(today)
        self.current = rows.select_related("department", "manager__profile", "location").first()

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if i >= self.initial_form_count() and self.current is not None:
            # A change begins with what holds now: only what differs has to be written.
            kwargs["initial"] = {
                name: getattr(self.current, f"{name}_id", getattr(self.current, name)) for name in CARRIED
            }
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # Django's hook, not in the stubs
        form.formset = self
        form.begins_with = self.current if form.instance.pk is None else None
        form.know_choices(form.instance if form.instance.pk else self.current)
        return form

    @property
    def empty_form(self) -> Any:
        """Not offered: there is one change at a time."""
        form = super().empty_form
        form.formset = self
        form.is_template = True
        return form

    @property
    def has_correction_errors(self) -> bool:
        """Whether the rows that are there have something to mend: their part of the page is shown open."""
        return any(form.errors for form in self.initial_forms)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Only a job that has not begun can be taken back."""
        super().add_fields(form, index)
        begun = form.instance.pk is None or form.instance.effective_from <= timezone.localdate()
        if begun and "DELETE" in form.fields:
            del form.fields["DELETE"]

    def starts_on(self, day: date) -> bool:
        """Whether one of the stored rows begins on this day."""
        return any(row.effective_from == day for row in self.get_queryset())

    def validate_unique(self) -> None:
        """Nothing: days are compared in ``clean()`` and said in words."""

    def clean(self) -> None:
        """Rows corrected together must not overlap each other."""
        super().clean()
        if any(self.errors):
            return
        rows = sorted(
            (form.instance for form in self.initial_forms if not form.cleaned_data.get("DELETE")),
            key=lambda row: row.effective_from,
        )
        for earlier, later in pairwise(rows):
            if earlier.effective_to is None or earlier.effective_to > later.effective_from:
                raise ValidationError(
                    gettext("%(first)s and %(second)s overlap. Correct the days of one of them.")
                    % {"first": earlier, "second": later}
                )

    def save_new(self, form: Any, commit: bool = True) -> EmploymentRecord:
        """The change by its verb: the row in force ends the day before."""
        facts, first_day = values_of(form.cleaned_data), form.cleaned_data["effective_from"]
        with refusing(form, "effective_from"):
            return change_job(self.instance, from_day=first_day, by=account_of(self.request), **facts)
        raise AssertionError  # refusing() raises its own

    def delete_existing(self, obj: EmploymentRecord, commit: bool = True) -> None:
        """Take a job back that has not begun; the one before it goes on."""
        withdraw_change(obj, by=account_of(self.request))

    def save_existing_objects(self, commit: bool = True) -> list[EmploymentRecord]:
        """Corrections in an order in which no moment has two rows on one day."""
        self.saved_forms: list[Any] = []
        changed: list[EmploymentRecord] = super().save_existing_objects(commit=False)
        waiting = list(changed)
        while waiting:
            ready = next((row for row in waiting if not self._blocked(row)), waiting[0])
            ready.save()
            waiting.remove(ready)
        return changed

    def _blocked(self, row: EmploymentRecord) -> bool:
        stored = EmploymentRecord.objects.filter(person=self.instance).exclude(pk=row.pk)
        return bool(stored.overlapping(row.effective_from, row.effective_to).exists())


class EmploymentInline(RecordInline, admin.StackedInline[EmploymentRecord, User]):
    """The job history: every row is kept; a change from a day and a correction are different acts."""

    model = EmploymentRecord
    fk_name = "person"
    form = JobForm
    formset = JobFormSet
    template = "admin/auth/user/job_history.html"
    autocomplete_fields = ("department", "manager", "location")
    extra = 0
    most_rows = max_num = 100
    verbose_name = _("job")
    verbose_name_plural = _("Job")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices by typing that know what is chosen: the page does not ask again for each row."""
        kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        """The rows with the names that the table shows, newest first."""
        rows = super().get_queryset(request)
        return rows.select_related("department", "manager__profile", "location").order_by("-effective_from")

    def get_extra(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> int:
        """One form for a change, for those who may add one."""
        return 1 if self.has_add_permission(request, obj) else 0

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The facts of a row that the account sees of this person."""
        seen = visible_fields(request.user, "profiles.EmploymentRecord", obj)
        lines = (
            ("effective_from", "last_day"),
            ("job_title", "department", "location"),
            ("manager", "employment_type", "fte", "cost_centre"),
            ("note",),
        )
        kept = [tuple(name for name in line if name in seen or name == "last_day") for line in lines]
        if not self.has_change_permission(request, obj):
            kept = [tuple(name for name in line if name != "last_day") for line in kept]
        return [line for line in kept if line]

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        """The formset with the request bound, and the departments that scoped HR may move people to."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.request = request
        if keeps_scope_only(request.user) and isinstance(request.user, User):
            formset.scope = scope_department_ids(request.user)
        return formset
