"""The way from a list of records to its export."""

from __future__ import annotations

from django import template
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.urls import NoReverseMatch, reverse

from profiles.exchange.exports import can_export
from profiles.exchange.registers import register_of

register = template.Library()


@register.simple_tag(takes_context=True)
def export_address(context: template.Context, changelist: ChangeList) -> str:
    """The address that exports what the list shows; empty for tables that do not leave, or not by this reader."""
    table = register_of(changelist.model)
    if table is None or not can_export(context["request"].user, table):
        return ""
    try:
        return reverse("admin:export", args=[table.code]) + changelist.get_query_string(remove=[PAGE_VAR])
    except NoReverseMatch:
        return ""
