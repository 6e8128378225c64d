"""The admin site of HR Records: navigation by task, a calm home page, one place to sign in.

Imports django only, never profiles: the first touch of ``admin.site`` imports this module, and an import of
``profiles.admin`` from here would register every model on a second site that nobody serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Place:
    """A kind of record in the navigation, and the words people use for it.

    ``model`` is "app_label.model"; ``one`` and ``many`` are used in counts ("1 person", "48 people").
    """

    model: str
    label: Text
    icon: str
    one: Text
    many: Text
    add: Text


@dataclass(frozen=True)
class Entry:
    """A line of the navigation as one reader sees it; ``place`` is None for pages that are not lists.

    ``add_url`` is empty for a reader who may not add such a record.
    """

    label: Text
    url: str
    icon: str
    current: bool
    place: Place | None = None
    add_url: str = ""


@dataclass(frozen=True)
class Group:
    """Entries under one heading; the first group has none."""

    title: Text
    entries: list[Entry]


@dataclass(frozen=True)
class Tile:
    """A figure on the home page that leads to the records behind it."""

    label: Text
    value: int | str
    url: str
    note: Text = ""
    kind: str = ""


#: What pages are asked with; forms know no other methods.
METHODS = ("GET", "HEAD", "POST", "OPTIONS")

Navigation = tuple[tuple[Text, tuple[Place, ...]], ...]
TileSource = Callable[[HttpRequest], Iterable[Tile]]
#: What a part of the home page shows, by the names that the template knows.
CardSource = Callable[[HttpRequest], Mapping[str, Any]]
UrlSource = Callable[[AdminSite], list[Any]]
#: The pages of a group that this reader may open: "label", "icon" and the full name of the address, "url_name".
PageSource = Callable[[HttpRequest], Iterable[Mapping[str, Any]]]

NAVIGATION: Navigation = (
    (
        "",
        (
            Place("auth.user", _("People"), "people", _("person"), _("people"), _("Add a person")),
            Place("profiles.document", _("Documents"), "document", _("document"), _("documents"), _("Add a document")),
            Place(
                "profiles.department",
                _("Departments"),
                "department",
                _("department"),
                _("departments"),
                _("Add a department"),
            ),
            Place("profiles.location", _("Locations"), "location", _("location"), _("locations"), _("Add a location")),
        ),
    ),
    (
        _("Settings"),
        (
            Place(
                "profiles.documenttype",
                _("Document types"),
                "list",
                _("document type"),
                _("document types"),
                _("Add a document type"),
            ),
            Place("auth.group", _("Roles and access"), "key", _("role"), _("roles"), _("Add a role")),
            Place(
                "profiles.accessscope",
                _("Whom HR may see"),
                "lock",
                _("scope"),
                _("scopes"),
                _("Add a scope"),
            ),
        ),
    ),
)


class NamedChoices(AutocompleteJsonView):
    """Choices as people call them: a model's page may say how with ``autocomplete_label``."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """The key and the label of one choice."""
        label = getattr(self.model_admin, "autocomplete_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": str(label(obj))}


class HRAdminSite(AdminSite):
    """Django's admin in the look of HR Records; records are reached by task, not by app."""

    site_title = _("HR Records")
    site_header = _("HR Records")
    index_title = _("Home")
    site_url = None
    empty_value_display = "–"
    enable_nav_sidebar = False
    navigation: Navigation = NAVIGATION
    # The names of the page that the search field of the top bar leads to, and of what it shows while one types.
    find_pages: tuple[str, str] | None = None

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.tile_sources: list[TileSource] = []
        self.card_sources: list[CardSource] = []
        self.url_sources: list[UrlSource] = []
        self.page_sources: list[tuple[Text, PageSource]] = []
        # Nothing is deleted by the dozen; a model that allows it says so itself.
        self.disable_action("delete_selected")

    def add_tiles(self, source: TileSource) -> TileSource:
        """Registers a function that gives the home page its figures; usable as a decorator."""
        self.tile_sources.append(source)
        return source

    def add_cards(self, source: CardSource) -> CardSource:
        """Registers a function that gives the home page what its cards show; usable as a decorator."""
        self.card_sources.append(source)
        return source

    def add_pages(self, group: Text, urls: UrlSource, entries: PageSource) -> None:
        """Registers pages that are no lists of records; those that ``entries`` gives stand in the navigation.

        Groups of the same title become one; they stand between the records and the settings. Those without a
        title stand below the records.
        """
        self.url_sources.append(urls)
        self.page_sources.append((group, entries))

    def get_urls(self) -> list[Any]:
        """Added pages, then the stock ones without the detour to a page on another site: there is none."""
        added = [url for source in self.url_sources for url in source(self)]
        return [*added, *(url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site")]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Choices found by typing, each by the name that its list gives it."""
        choices: Any = NamedChoices.as_view(admin_site=self)
        answer: HttpResponse = choices(request)
        return answer

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page needs: the navigation, where in it the reader is, and the search of the top bar."""
        groups = self.get_navigation(request)
        entries = [entry for group in groups for entry in group.entries]
        find = [reverse(name, current_app=self.name) for name in self.find_pages] if groups and self.find_pages else ()
        return {
            **super().each_context(request),
            "nav": groups,
            "here": next((entry for entry in entries if entry.current), None),
            "find": dict(zip(("url", "quick_url"), find, strict=False)),
        }

    def get_navigation(self, request: HttpRequest) -> list[Group]:
        """The groups of the navigation with the entries this reader may open; groups without any are left out."""
        if not self.has_permission(request):
            return []
        home = reverse("admin:index", current_app=self.name)
        admins = {model._meta.label_lower: admin for model, admin in self._registry.items()}
        first = Entry(_("Home"), home, "home", request.path == home)
        groups = [Group("", [first])]
        for title, places in self.navigation:
            found = [
                self._entry(request, place, admins[place.model])
                for place in places
                if place.model in admins and admins[place.model].has_view_or_change_permission(request)
            ]
            if not title:
                groups[0].entries.extend(found)
            elif found:
                groups.append(Group(title, found))
        added = self._added_groups(request)
        if "" in added:
            groups[0].entries.extend(added.pop("").entries)
        groups[1:1] = added.values()
        return groups

    def _added_groups(self, request: HttpRequest) -> dict[str, Group]:
        groups: dict[str, Group] = {}
        for title, source in self.page_sources:
            for page in source(request):
                url = reverse(page["url_name"], current_app=self.name)
                entry = Entry(page["label"], url, page["icon"], request.path.startswith(url))
                groups.setdefault(str(title), Group(title, [])).entries.append(entry)
        return groups

    def _entry(self, request: HttpRequest, place: Place, admin: ModelAdmin[Any]) -> Entry:
        page = f"admin:{admin.opts.app_label}_{admin.opts.model_name}_"
        url = reverse(f"{page}changelist", current_app=self.name)
        add_url = reverse(f"{page}add", current_app=self.name) if admin.has_add_permission(request) else ""
        return Entry(place.label, url, place.icon, request.path.startswith(url), place, add_url)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Nothing: pages are grouped by task in the navigation, apps are not shown to people."""
        return []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The home page: the figures and cards that the registered sources give, as far as the reader may know them."""
        if request.method == "POST":
            raise PermissionDenied
        tiles = [tile for source in self.tile_sources for tile in source(request)]
        cards: dict[str, Any] = {}
        for card_source in self.card_sources:
            cards |= card_source(request)
        return super().index(request, {"tiles": tiles, **cards, **(extra_context or {})})

    # The stubs promise a TemplateResponse for the pages below; Django itself takes any response.
    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is no page per app: leads home."""
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Guards a page: a stranger is sent to sign in, for somebody signed in without a role there is nothing here."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            response: HttpResponse = guarded(request, *args, **kwargs)
            return response

        return update_wrapper(inner, guarded)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signing in has one page for everybody; it leads back to where the reader was going."""
        home = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(home)
        if request.user.is_authenticated:
            raise Http404
        target = request.GET.get(REDIRECT_FIELD_NAME) or home
        return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({REDIRECT_FIELD_NAME: target})}")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Signing out is one act for everybody; the POST is passed on as a POST."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return HttpResponseRedirect(reverse("sign-out"), preserve_request=True)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Changing one's password has one page for everybody."""
        return HttpResponseRedirect(reverse("password-change"))

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page after changing one's password, the same for everybody."""
        return HttpResponseRedirect(reverse("password-change-done"))
