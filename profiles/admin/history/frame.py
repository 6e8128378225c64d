"""What the history pages of a person share: who may open them, the head and the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from profiles.history.access import record_view

if TYPE_CHECKING:
    from profiles.admin.people import PersonAdmin

#: The tabs: the end of the page's name after ``admin:auth_user_``, and the label.
TABS = (
    ("history", _("Timeline")),
    ("as_of", _("As of a day")),
    ("compare", _("Compare")),
    ("looks", _("Who looked")),
    ("access", _("Access")),
)


def person_to_read(page: PersonAdmin, request: HttpRequest, object_id: str) -> Any:
    """The person of the address, with today's job; opening the page is recorded as opening the record.

    Raises Http404 outside the scope, PermissionDenied for those who may not read people.
    """
    person = page.visible_object(request, object_id)
    if not page.has_view_permission(request, person):
        raise PermissionDenied
    if request.method == "GET":
        record_view(person)
    return person


def frame(page: PersonAdmin, request: HttpRequest, person: Any, current: str, title: str) -> dict[str, Any]:
    """The context of ``profiles/history/base.html``: ``current`` is the end of the page's name, as in TABS."""
    return {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.opts,
        "person": person,
        "profile": person.profile,
        "history_tabs": [
            {"label": label, "url": url, "current": name == current}
            for name, label in TABS
            if (url := _url(name, person.pk))
        ],
    }


def _url(name: str, person_id: int) -> str:
    try:
        return reverse(f"admin:auth_user_{name}", args=[person_id])
    except NoReverseMatch:
        return ""
