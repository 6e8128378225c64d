"""Documents as a list over everybody."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.documents.finding import find_documents
from profiles.models import Document, DocumentType
from profiles.people.filters import DocumentFilter
from profiles.permissions import can_open, can_view, know_people
from profiles.templatetags.hr import DASH, avatar, day, filesize_short
from profiles.templatetags.hr_documents import thumb, titled
from profiles.templatetags.hr_record import expiry_text, state_pill

from . import document_acts, document_bulk
from .base import HRModelAdmin
from .document_openings import openings_page
from .document_types import DocumentTypeAdmin
from .pills import pill as filter_pill


class DocumentChangeList(ChangeList):
    """The rows of the page, each with whether the account may look at it; one query more for a scope, not one a row."""

    def get_results(self, request: HttpRequest) -> None:
        """Raises IncorrectLookupParameters for a page that is not there."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        know_people(request.user, (row.person_id for row in rows))
        for row in rows:
            row.may_open = False
            if row.current is not None:
                # What was loaded in one query stays together: the rule asks the version for its document.
                row.current.document = row
                row.may_open = can_open(request.user, row.current)
        self.result_list = rows


@admin.register(Document)
class DocumentAdmin(HRModelAdmin[Document]):
    """Every document that the account may know of; each is kept on its person's page."""

    list_display = ("document", "of_person", "kind", "state_now", "expiry", "added")
    list_display_links = None
    list_filter = (
        filter_pill(DocumentFilter, "type"),
        filter_pill(DocumentFilter, "state"),
        filter_pill(DocumentFilter, "expiry"),
        filter_pill(DocumentFilter, "whose"),
    )
    #: Says that there is a search; what it looks into is said by ``find_documents``.
    search_fields = ("title",)
    search_help_text = gettext_lazy("Title, type, person, file, text")
    #: Versions are numbered as they come: the newest first, by an index.
    ordering = ("-current_id", "-pk")
    actions = ("verify_selected", "reject_selected")
    change_list_template = "admin/profiles/document/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The list that knows which of its rows the reader may look at."""
        return DocumentChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Documents with what a line shows."""
        rows: Any = super().get_queryset(request)
        return rows.with_version().select_related("person__profile")  # type: ignore[no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Document], search_term: str
    ) -> tuple[QuerySet[Document], bool]:
        """Each word begins one of the title, type, issuer, file name, person or text that the account may read."""
        rows: Any = queryset
        return (find_documents(rows, search_term, request.user) if search_term.strip() else rows), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Documents are added on the person's page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Documents are changed on the person's page."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """The role's permission, and the person's record may be opened."""
        return super().has_view_permission(request, obj) and (obj is None or can_view(request.user, obj.person))

    def get_urls(self) -> list[URLPattern]:
        """What HR decides about a document, beside the stock pages."""
        view = self.admin_site.admin_view
        acts = [
            path(
                f"<path:object_id>/{act}/",
                view(partial(document_acts.act_page, self, act=act)),
                name=f"profiles_document_{act}",
            )
            for act in document_acts.ACTS
        ]
        looks = path(
            "<path:object_id>/openings/", view(partial(openings_page, self)), name="profiles_document_openings"
        )
        return [*acts, looks, *super().get_urls()]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Deciding about documents is for those who change records; about which of them, each act asks."""
        return request.user.has_perm("profiles.change_document")

    def takes_acts(self, request: HttpRequest) -> bool:
        """Documents are changed elsewhere; decided about, many at once, here."""
        return self.has_decide_permission(request)

    @admin.action(description=gettext_lazy("Verify"), permissions=["decide"])
    def verify_selected(self, request: HttpRequest, chosen: QuerySet[Document]) -> HttpResponse | None:
        """Verify the ticked ones, or all that match."""
        return document_bulk.decide(self, request, chosen, document_bulk.VERIFY)

    @admin.action(description=gettext_lazy("Reject"), permissions=["decide"])
    def reject_selected(self, request: HttpRequest, chosen: QuerySet[Document]) -> HttpResponse | None:
        """Reject the ticked ones, or all that match."""
        return document_bulk.decide(self, request, chosen, document_bulk.REJECT)

    @admin.display(description=gettext_lazy("Document"), ordering="title")
    def document(self, document: Document) -> SafeString:
        """First page, title and size; lead to the preview for those who may open it."""
        version = document.current
        may_open: bool = getattr(document, "may_open", False)
        return format_html(
            '<div class="who">{}<div>{}<small>{}</small></div></div>',
            thumb(document, may_open),
            titled(document, may_open),
            f"{version.display_name} · {filesize_short(version.blob.size_bytes)}" if version else DASH,
        )

    @admin.display(description=gettext_lazy("Person"), ordering="person__profile__full_name")
    def of_person(self, document: Document) -> SafeString:
        """Whose document it is; leads to the person's documents."""
        url = reverse("admin:auth_user_change", args=[document.person_id])
        profile = document.person.profile
        return format_html(
            '<div class="who">{}<div><a href="{}#documents-part">{}</a></div></div>',
            avatar(profile),
            url,
            profile.display_name,
        )

    @admin.display(description=gettext_lazy("Type"), ordering="type__name")
    def kind(self, document: Document) -> str:
        """The document's type."""
        return str(document.type)

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_now(self, document: Document) -> SafeString:
        """How far HR has come with it."""
        return state_pill(document)

    @admin.display(description=gettext_lazy("Last day"), ordering="expires_on")
    def expiry(self, document: Document) -> SafeString:
        """Until when it counts."""
        return expiry_text(document)

    @admin.display(description=gettext_lazy("Added"), ordering="current_id")
    def added(self, document: Document) -> SafeString:
        """When and by whom; leads to who opened it since."""
        version = document.current
        if version is None:
            return format_html("{}", DASH)
        return format_html(
            '{}<small>{}</small><small><a href="{}">{}<span class="vh"> {}</span></a></small>',
            day(version.uploaded_at),
            version.uploaded_by.profile.display_name if version.uploaded_by else _("the system"),
            reverse("admin:profiles_document_openings", args=[document.pk]),
            _("Who opened this"),
            document.title,
        )


admin.site.register(DocumentType, DocumentTypeAdmin)
