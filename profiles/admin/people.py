"""People: the list, the short form for a new person, and the person's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.exchange.tables import PEOPLE, may_import
from profiles.history.access import record_view
from profiles.models import people, roles_of
from profiles.people.accounts import give_roles
from profiles.people.employment import wait_for_others
from profiles.people.filters import PeopleFilter
from profiles.permissions import assignable_roles, can_change, can_manage_account, can_view, know_visible

from . import (
    asking,
    bulk_change,
    columns,
    document_uploads,
    inlines,
    people_address,
    people_columns,
    people_views,
    person_acts,
    person_forms,
    person_page,
)
from .arrivals import take_in_files
from .base import HRModelAdmin, account_of, person_label
from .document_inline import DocumentInline
from .employment import EmploymentInline
from .exports import ExportsRows
from .history.urls import person_pages
from .in_list import FILTERS
from .merging import note_version
from .neighbours import neighbours
from .people_list import PeopleChangeList
from .pills import pill

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(columns.PersonColumns, ExportsRows, HRModelAdmin[User]):
    """People are accounts with a profile, jobs, contacts and documents; all of them on one page."""

    list_display = people_columns.USUAL
    list_display_links = None
    list_filter = (
        pill(PeopleFilter, "status", many=True),
        pill(PeopleFilter, "department", many=True),
        pill(PeopleFilter, "location", many=True),
        pill(PeopleFilter, "employment_type", many=True),
        pill(PeopleFilter, "documents"),
        pill(PeopleFilter, "data"),
        pill(PeopleFilter, "complete"),
        pill(PeopleFilter, "starts"),
        pill(PeopleFilter, "leaves"),
        pill(PeopleFilter, "changes"),
        pill(PeopleFilter, "manager", typed=True),
        pill(PeopleFilter, "started_from", "started_to", typed=True),
        pill(PeopleFilter, "left_from", "left_to", typed=True),
    )
    #: Says that there is a search; which columns it looks into is said by the policy.
    search_fields = ("profile__full_name",)
    search_help_text = _("Name, number, e-mail, phone, job")
    ordering = ("profile__full_name", "pk")
    actions = (*ExportsRows.actions, "change_selected", "ask_selected")
    form = person_forms.AccountForm
    add_form_template = "admin/auth/user/add_form.html"
    change_form_template = "admin/auth/user/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People whose record the account may open, with today's job."""
        rows: QuerySet[User] = people().visible_to(request.user).with_current_job()
        return rows

    def plain_people(self, request: HttpRequest) -> QuerySet[User]:
        """The same people without their jobs, for counting and paging: an index of the profile gives their order."""
        rows: QuerySet[User] = people().visible_to(request.user).filter(profile__isnull=False)
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> User | None:
        """The person of the address; what the page asks about the scope next is known by that."""
        person = super().get_object(request, object_id, from_field)
        if person is not None:
            know_visible(request.user, [person.pk])
        return person

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list below the saved views; an address that asks for nothing leads to the one that opens first."""
        seen: dict[str, Any] = {}
        if self.has_view_permission(request):
            seen = {**people_views.views_of(request), **people_columns.choice(self, request)}
            if seen["first_query"] and request.method == "GET" and not request.GET:
                return HttpResponseRedirect(f"?{seen['first_query']}")
        return super().changelist_view(request, {**seen, **(extra_context or {})})

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The columns of the view that the address names, else those that the account chose."""
        return people_columns.shown_to(account_of(request), people_address.view_asked(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """The list that reads by key."""
        return PeopleChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Each word begins a name, a number, an address, a phone or a title of today that the account sees."""
        rows: Any = queryset
        return (rows.search(search_term, request.user) if search_term.strip() else rows), False

    def autocomplete_label(self, person: User) -> str:
        """How a person is called where somebody is chosen."""
        return person_label(person)

    # Permissions: the role's permission and the object's scope.
    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whether the account may open people, or this person."""
        return super().has_view_permission(request, obj) and (obj is None or can_view(request.user, obj))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whether the account may change people, or this person."""
        return super().has_change_permission(request, obj) and (obj is None or can_change(request.user, obj))

    def has_bulk_change_permission(self, request: HttpRequest) -> bool:
        """Changing many at once is an import of the same change for each."""
        return self.has_change_permission(request) and may_import(account_of(request), PEOPLE)

    @admin.action(description=_("Change"), permissions=["bulk_change"])
    def change_selected(self, request: HttpRequest, chosen: QuerySet[User]) -> HttpResponse:
        """Change the ticked ones, or all that match, in one act."""
        return bulk_change.change_page(self, request, chosen)

    def has_ask_permission(self, request: HttpRequest) -> bool:
        """Who keeps records asks for what they lack."""
        return self.has_change_permission(request)

    @admin.action(description=_("Ask for documents"), permissions=["ask"])
    def ask_selected(self, request: HttpRequest, chosen: QuerySet[User]) -> HttpResponse | None:
        """Ask the ticked ones, or all that match, for the documents that they lack."""
        return asking.ask_page(self, request, chosen)

    # Adding.
    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The short form for a new person; the account's own fields for a known one."""
        if obj is None:
            return person_forms.add_form_for(request)
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """E-mail with the profile; account and access last and closed."""
        if obj is None:
            return person_forms.ADD_FIELDSETS
        account: list[Any] = [("username", "is_active"), ("first_name", "last_name")]
        if not self.has_change_permission(request, obj):
            account.append("held_roles")
        elif assignable_roles(request.user):
            account.append("roles")
        else:
            account.append("held_roles")
        return (
            (_("Work e-mail"), {"fields": ("email",), "classes": ("with-profile",)}),
            (_("Account and access"), {"fields": account, "classes": ("collapse", "account")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Who may not manage the account reads it; nobody writes staff and administrator flags here."""
        if obj is None:
            return ()
        locked: tuple[str, ...] = ("held_roles",)
        if not can_manage_account(request.user, obj):
            locked += ("email", "username", "is_active")
        return locked

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        """Nothing on the short form; on the page the parts of the record, in the order of use."""
        if obj is None:
            return []
        parts: list[Any] = [inlines.ProfileInline, EmploymentInline, inlines.ContactInline, DocumentInline]
        if request.user.is_superuser:
            parts.append(inlines.ScopeInline)
        return parts

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new person is added by the verb; of a known one the account's own fields are saved."""
        if not change:
            form.planned.store()
            return
        super().save_model(request, obj, form, change)
        if "roles" in form.cleaned_data:
            give_roles(obj, form.cleaned_data["roles"], by=account_of(request))

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The account of the form, not stored yet; for a new person the planned one."""
        return form.save(commit=False) if change else form.planned.user

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The parts of the record; a new person has none on the form."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Lead to the new record."""
        messages.success(request, gettext("%(name)s was added. Complete the record here.") % {"name": obj.profile})
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        """Say what is now true, and stay where asked."""
        obj.profile.refresh_from_db()
        messages.success(request, gettext("The record of %(name)s was saved.") % {"name": obj.profile})
        stay = "_continue" in request.POST
        filters = QueryDict(request.GET.get(FILTERS, "")).urlencode()
        to = reverse("admin:auth_user_changelist")
        if stay:
            to, filters = reverse("admin:auth_user_change", args=[obj.pk]), request.GET.urlencode()
        return HttpResponseRedirect(f"{to}?{filters}" if filters else to)

    @admin.display(description=_("Roles"))
    def held_roles(self, person: User) -> str:
        """The roles that the person holds, in words."""
        held = [_("Administrator")] if person.is_superuser else []
        return ", ".join(str(name) for name in (*held, *sorted(roles_of(person)))) or gettext("None: an employee")

    # The page. Its files are opened and stored before it takes a lock.
    @method_decorator(transaction.non_atomic_requests)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The record of one person; opening it is recorded."""
        if request.method != "POST" and self.has_change_permission(request):
            note_version(request, User, object_id)
        person = self.visible_object(request, object_id)
        if request.method == "GET":
            record_view(person)
        if request.method != "POST":
            return self._page(request, object_id, form_url, extra_context)
        if self.has_change_permission(request, person):
            take_in_files(request, person, account_of(request))
        with transaction.atomic():
            # What is sent at the same moment is checked against what the one before has stored.
            wait_for_others(person)
            self.forget_objects(request)
            return self._page(request, object_id, form_url, extra_context)

    def _page(
        self, request: HttpRequest, object_id: str, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        person = self.visible_object(request, object_id)
        context = {
            **(extra_context or {}),
            **person_page.page_context(self, request, person),
            "neighbours": neighbours(self, request, person.pk),
        }
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response

    def get_urls(self) -> list[URLPattern]:
        """The acts on a person beside the stock pages."""
        view = self.admin_site.admin_view
        return [
            path(
                "<path:object_id>/end-employment/",
                view(self.end_employment_view),
                name="auth_user_end_employment",
            ),
            path("columns/", view(people_columns.keep_columns), name="auth_user_columns"),
            path("views/", view(people_views.save_view), name="auth_user_save_view"),
            path("views/first/", view(people_views.keep_first), name="auth_user_first_view"),
            path("views/<int:pk>/remove/", view(people_views.remove_view), name="auth_user_remove_view"),
            path("<path:object_id>/invite/", view(self.invite_view), name="auth_user_invite"),
            path("<path:object_id>/documents/", view(self.documents_view), name="auth_user_documents"),
            *person_pages(self),
            *super().get_urls(),
        ]

    def end_employment_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for last day and reason, say what will happen, then end the employment."""
        return person_acts.end_employment_page(self, request, object_id)

    # The verb opens and stores the file before it takes a lock: nobody waits for somebody else's upload.
    @method_decorator(transaction.non_atomic_requests)
    def documents_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Keep a file that the page's script sends."""
        return document_uploads.upload_page(self, request, object_id)

    def invite_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the person the link with which they choose a password."""
        return person_acts.invite_page(self, request, object_id)
