"""Departments and locations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from profiles.models import Department, Location, scope_department_ids
from profiles.permissions import keeps_scope_only
from profiles.templatetags.hr import DASH

from .base import HRModelAdmin


def _in_force_today() -> Q:
    today = timezone.localdate()
    began = Q(employment__effective_from__lte=today)
    return began & (Q(employment__effective_to=None) | Q(employment__effective_to__gt=today))


def _people(count: int) -> str:
    """The number with its word: on a phone no head of a column stands above it."""
    return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}


@admin.register(Department)
class DepartmentAdmin(HRModelAdmin[Department]):
    """The departments with the number of people who work there today."""

    list_display = ("name", "part_of", "people_today", "period")
    search_fields = ("name",)
    # The model's own order is lost where rows are counted, as here and in each list to choose from.
    ordering = ("name", "pk")
    fields = ("name", "parent", ("valid_from", "valid_to"))
    autocomplete_fields = ("parent",)
    list_select_related = ("parent",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        """Departments; scoped HR chooses among its own."""
        rows = super().get_queryset(request).annotate(people_count=Count("employment", filter=_in_force_today()))
        if keeps_scope_only(request.user) and isinstance(request.user, User):
            return rows.filter(pk__in=scope_department_ids(request.user))
        return rows

    @admin.display(description=_("Part of"), ordering="parent__name")
    def part_of(self, department: Department) -> str:
        """The department above."""
        return str(department.parent) if department.parent else DASH

    @admin.display(description=_("People today"), ordering="people_count")
    def people_today(self, department: Any) -> SafeString:
        """How many work there today, those below not counted; leads to them and those below."""
        url = f"{reverse('admin:auth_user_changelist')}?department={department.pk}"
        return format_html('<a href="{}">{}</a>', url, _people(department.people_count))

    @admin.display(description=_("Exists"))
    def period(self, department: Department) -> str:
        """Since when and until when, as far as that is known."""
        days = {"first": department.valid_from, "last": department.valid_to}
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
