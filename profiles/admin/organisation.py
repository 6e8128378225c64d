"""Departments and locations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from profiles.models import Department, Location, people, scope_department_ids
from profiles.people.organisation import Branch, branches, has_left, name_leads
from profiles.permissions import keeps_scope_only
from profiles.templatetags.hr import DASH, day

from .base import HRModelAdmin, account_of
from .chart import chart_url


def _in_force_today() -> Q:
    today = timezone.localdate()
    began = Q(employment__effective_from__lte=today)
    return began & (Q(employment__effective_to=None) | Q(employment__effective_to__gt=today))


def _people(count: int) -> str:
    """The number with its word: on a phone no head of a column stands above it."""
    return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}


class DepartmentChangeList(ChangeList):
    """The departments as a tree, at every level by name; what a search finds stands one below the other.

    Each row knows its ``branch`` and its ``depth``, which is None where the tree is not shown.
    """

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, with their people."""
        super().get_results(request)
        reader, day = account_of(request), timezone.localdate()
        tree = {each.department.pk: each for top in branches(reader, None, day) for each in top.walk()}
        rows: list[Any] = []
        if self.query:
            rows.extend(self.result_list)
        else:
            found = {row.pk: row for row in self.queryset}
            first = (self.page_num - 1) * self.list_per_page if self.multi_page and not self.show_all else 0
            last = first + self.list_per_page if self.multi_page and not self.show_all else None
            rows.extend([found[key] for key in tree if key in found][first:last])
        for row in rows:
            row.branch = tree.get(row.pk) or Branch(row)
            row.depth = None if self.query else row.branch.depth
        name_leads(reader, day, [row.branch for row in rows])
        self.result_list = rows


class DepartmentForm(forms.ModelForm[Department]):
    """A department; a newly chosen head is somebody whom the account finds and who is still here."""

    reader: User

    def clean_manager(self) -> User | None:
        """The head. Raises ValidationError for somebody who cannot be chosen; who was there may stay."""
        chosen: User | None = self.cleaned_data["manager"]
        if chosen is None or "manager" not in self.changed_data:
            return chosen
        if not people().visible_to(self.reader).filter(pk=chosen.pk).exists():
            raise forms.ValidationError(gettext("This person cannot be chosen here. Choose somebody from the list."))
        if has_left(chosen):
            raise forms.ValidationError(gettext("This person has left. Choose somebody who works here."))
        return chosen


@admin.register(Department)
class DepartmentAdmin(HRModelAdmin[Department]):
    """The departments with the number of people who work there today."""

    form = DepartmentForm
    list_display = ("branch_name", "people_today", "head", "period")
    search_fields = ("name",)
    # The model's own order is lost where rows are counted, as here and in each list to choose from.
    ordering = ("name", "pk")
    fields = ("name", "parent", "manager", ("valid_from", "valid_to"))
    autocomplete_fields = ("parent", "manager")
    list_select_related = ("parent",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """Departments; scoped HR chooses among its own."""
        rows = super().get_queryset(request)
        if keeps_scope_only(request.user) and isinstance(request.user, User):
            return rows.filter(pk__in=scope_department_ids(request.user))
        return rows

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows whom the account may choose."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.reader = request.user
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Department | None:
        """The department, which knows who reads it."""
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None:
            found.reader = request.user
        return found  # type: ignore[no-any-return]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may not change the head reads who it is."""
        fields = tuple(super().get_fields(request, obj))
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return fields if may else tuple("head_now" if name == "manager" else name for name in fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the head in words."""
        return (*super().get_readonly_fields(request, obj), "head_now")

    @admin.display(description=_("Head"))
    def head_now(self, department: Any) -> SafeString | str:
        """Who leads it, as far as the reader may know of them."""
        found = people().visible_to(department.reader).filter(pk=department.manager_id or 0).first()
        if found is None:
            return DASH
        url = reverse("admin:auth_user_change", args=[found.pk])
        return format_html('<a href="{}">{}</a>', url, found.profile.display_name)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The tree."""
        return DepartmentChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The tree, with the way to the chart."""
        return super().changelist_view(request, {"chart_url": chart_url(), **(extra_context or {})})

    @admin.display(description=_("Department"))
    def branch_name(self, department: Any) -> SafeString:
        """The name, moved in by its place in the tree; where the tree is not shown, with the department above."""
        if department.depth is None and department.parent:
            part = gettext("part of %(name)s") % {"name": department.parent}
            return format_html("{}<small>{}</small>", department.name, part)
        return format_html('<span class="depth-{}">{}</span>', min(department.depth or 0, 6), department.name)

    @admin.display(description=_("People today"))
    def people_today(self, department: Any) -> SafeString:
        """How many work there today and below, and in it alone; leads to all of them."""
        branch: Branch = department.branch
        url = f"{reverse('admin:auth_user_changelist')}?department={department.pk}"
        directly = gettext("%(n)d directly") % {"n": branch.own} if branch.own != branch.total else ""
        return format_html('<a href="{}">{}</a><small>{}</small>', url, _people(branch.total), directly)

    @admin.display(description=_("Head"))
    def head(self, department: Any) -> SafeString | str:
        """Who leads it, else to whom most of its people report today; leads to the chart from there."""
        branch: Branch = department.branch
        person = branch.head or branch.leads
        if person is None:
            return DASH
        says = gettext("head") if branch.head else gettext("most report to")
        if branch.is_head_gone:
            says = gettext("head, has left")
        url = chart_url(person=person.pk)
        return format_html('<a href="{}">{}</a><small>{}</small>', url, person.profile.display_name, says)

    @admin.display(description=_("Exists"))
    def period(self, department: Department) -> str:
        """Since when and until when, as far as that is known."""
        days = {"first": day(department.valid_from), "last": day(department.valid_to)}
        if department.valid_from and department.valid_to:
            return gettext("%(first)s to %(last)s") % days
        if department.valid_from:
            return gettext("since %(first)s") % days
        return gettext("until %(last)s") % days if department.valid_to else DASH


@admin.register(Location)
class LocationAdmin(HRModelAdmin[Location]):
    """The places where people work, with how many do so today."""

    list_display = ("name", "city", "country", "people_today")
    search_fields = ("name", "city")
    ordering = ("name", "pk")
    fields = ("name", ("city", "country"), "time_zone")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        """Locations with the number of people."""
        return super().get_queryset(request).annotate(people_count=Count("employment", filter=_in_force_today()))

    @admin.display(description=_("People today"), ordering="people_count")
    def people_today(self, location: Any) -> SafeString:
        """How many work there today; leads to them."""
        url = f"{reverse('admin:auth_user_changelist')}?location={location.pk}"
        return format_html('<a href="{}">{}</a>', url, _people(location.people_count))
