"""Pages of the admin and what can be done there, by the words people use for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.admin.imports.common import IMPORT
from profiles.exchange.exports import EXPORT
from profiles.models.search import Alternatives, is_called

Text = str | Promise
READS_PEOPLE, READS_DOCUMENTS = "auth.view_user", "profiles.view_document"


@dataclass(frozen=True)
class Act:
    """Something to do or to look at: where, whose permission it takes, and other ``words`` for it."""

    label: Text
    icon: str
    permission: str
    url_name: str
    query: str = ""
    words: Text = ""


#: Beside what can be added and the lines of the navigation, which tell themselves.
ACTS = (
    Act(_("Import people"), "import", IMPORT, "admin:import_new", words=_("upload a spreadsheet, CSV, Excel")),
    Act(_("Export people"), "download", EXPORT, "admin:exports", words=_("download a spreadsheet, CSV, Excel, report")),
    Act(
        _("Documents to verify"),
        "document",
        READS_DOCUMENTS,
        "admin:profiles_document_changelist",
        "?state=submitted",
        words=_("check, approve"),
    ),
    Act(
        _("People whose documents run out"),
        "warning",
        READS_PEOPLE,
        "admin:auth_user_changelist",
        "?documents=expiring",
        words=_("expiring, expire soon"),
    ),
    Act(
        _("People without a required document"),
        "warning",
        READS_PEOPLE,
        "admin:auth_user_changelist",
        "?documents=missing",
        words=_("missing"),
    ),
)
#: The reader's own pages.
OWN = (
    Act(_("My own record"), "person", "", "profiles:own", words=_("profile")),
    Act(_("Language and time zone"), "settings", "", "profiles:preferences", words=_("preferences, settings")),
    Act(_("Change password"), "key", "", "password-change"),
)


@dataclass(frozen=True)
class Place:
    """A page or an act as one reader sees it."""

    label: str
    url: str
    icon: str
    words: str = ""

    def fits(self, wanted: list[Alternatives]) -> bool:
        """Whether each word that is looked for begins one of its words."""
        return all(is_called(f"{self.label} {self.words}", ways) for ways in wanted)


def pages(site: AdminSite, request: HttpRequest) -> Iterator[Place]:
    """The lines of the navigation, and the reader's own pages."""
    found: Any = site
    for group in found.get_navigation(request):
        for entry in group.entries:
            yield Place(str(entry.label), entry.url, entry.icon)
    yield from (_place(act) for act in OWN)


def acts(site: AdminSite, request: HttpRequest) -> Iterator[Place]:
    """What the reader may add and do."""
    found: Any = site
    for group in found.get_navigation(request):
        for entry in group.entries:
            if entry.add_url:
                yield Place(str(entry.place.add), entry.add_url, "add", str(_("new create")))
    for act in ACTS:
        if request.user.has_perm(act.permission):
            yield _place(act)


def _place(act: Act) -> Place:
    return Place(str(act.label), f"{reverse(act.url_name)}{act.query}", act.icon, str(act.words))
