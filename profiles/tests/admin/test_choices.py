"""Nobody chooses from one endless list: every key to a large table is chosen by typing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.test import RequestFactory

from profiles.admin.base import HRModelAdmin
from profiles.admin.people import PersonAdmin
from profiles.models import Department, Document, DocumentVersion, EmploymentRecord, Location, Profile

pytestmark = pytest.mark.django_db

LARGE = (User, Profile, Department, Location, EmploymentRecord, Document, DocumentVersion)


@pytest.fixture
def request_of(sami: User, rf: RequestFactory) -> HttpRequest:
    """A request of the administrator, who is offered everything that anybody is offered."""
    request = rf.get("/admin/")
    request.user = sami
    return request


def forms(request: HttpRequest, person: User) -> Iterator[Any]:
    """Every form of the admin: of each page for adding and changing, and of each part of the person's page."""
    for page in admin.site._registry.values():
        if page.has_add_permission(request) or page.has_change_permission(request):
            yield page.get_form(request)()
        if isinstance(page, PersonAdmin):
            yield page.get_form(request, person, change=True)(instance=person)
            for formset, _inline in page.get_formsets_with_inlines(request, person):
                yield from formset(instance=person).forms


def test_every_key_to_a_large_table_is_chosen_by_typing(request_of: HttpRequest, emil: User) -> None:
    typed: set[str] = set()
    endless: set[str] = set()
    for form in forms(request_of, emil):
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField) and field.queryset is not None and field.queryset.model in LARGE:
                widget: Any = field.widget
                if getattr(widget, "is_hidden", False):
                    continue
                chosen_by_typing = isinstance(getattr(widget, "widget", widget), AutocompleteSelect)
                (typed if chosen_by_typing else endless).add(f"{type(form).__name__}.{name}")

    assert endless == set()
    assert len(typed) >= 5  # department twice, its parent, manager, location, scope


def test_every_page_keeps_the_rules_of_the_house() -> None:
    strangers = [type(page).__name__ for page in admin.site._registry.values() if not isinstance(page, HRModelAdmin)]

    assert strangers == []
