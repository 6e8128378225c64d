"""Roles: what each may do comes from the policy and is read here; who holds one is on the person's page."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import people
from profiles.templatetags.hr import DASH

from .base import HRModelAdmin

admin.site.unregister(Group)

#: The actions of Django's permissions as people say them, in the order in which they are read.
_ACTIONS = {"view": _("see"), "add": _("add"), "change": _("change"), "delete": _("remove")}
#: Kinds of record whose stock names are not what people call them.
_KINDS = {"auth.User": _("people"), "auth.Group": _("roles")}


def _words(actions: frozenset[str]) -> list[str]:
    return [str(word) for action, word in _ACTIONS.items() if action in actions]


@admin.register(Group)
class RoleAdmin(HRModelAdmin[Group]):
    """Roles with their holders; read-only for everybody, as the policy makes them."""

    list_display = ("name", "holders_count")
    fields = ("name", "may", "holders")
    readonly_fields = fields
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """The roles of the policy."""
        rows = super().get_queryset(request).filter(name__in=policy.ROLES)
        return rows.annotate(count=Count("user"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: roles come from the policy."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: roles come from the policy."""
        return False

    @admin.display(description=_("Held by"), ordering="count")
    def holders_count(self, role: Any) -> int:
        """How many accounts hold the role."""
        return int(role.count)

    @admin.display(description=_("May"))
    def may(self, role: Group) -> SafeString:
        """What the role may do, record by record, in words."""
        lines = (
            (apps.get_model(label)._meta.verbose_name_plural, may) for label, may in policy.ROLES[role.name].may.items()
        )
        return format_html_join(
            "", "<div>{}: {}</div>", ((capfirst(str(kind)), ", ".join(_words(may))) for kind, may in lines)
        )

    @admin.display(description=_("Held by"))
    def holders(self, role: Group) -> SafeString:
        """Names that lead to the records."""
        found = people().filter(groups=role)
        links = ((reverse("admin:auth_user_change", args=[user.pk]), user.profile.display_name) for user in found)
        return format_html_join("", '<div><a href="{}">{}</a></div>', links) or format_html("{}", DASH)
