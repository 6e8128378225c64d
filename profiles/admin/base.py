"""What every admin page shares: access by the one rule, fields by the policy, a reason, no second history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.history.context import ReasonNeeded
from profiles.permissions import visible_fields

from .merging import compare_versions, forget_version, merging, note_version, version_context
from .reasons import ask_for_reason, asking, reason_context, take_reason
from .refusals import RefusedWhileSavingError

ModelT = TypeVar("ModelT", bound=models.Model)

#: Words of a search that are looked for: names and titles have fewer, and each one costs the database.
MOST_WORDS = 8

#: Pages of the stock admin that we do not serve: its own history and deletion beside ours.
STOCK_PAGES = ("_history", "_delete")


class PersonChoiceField(ModelChoiceField[User]):
    """A choice of people by the name to show, never by username."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and employee number."""
        return person_label(obj)


def person_label(person: User) -> str:
    """How a person is called in a choice: the name, with the employee number to tell two of one name apart."""
    profile = person.profile
    return f"{profile.display_name} ({profile.employee_number})" if profile.employee_number else profile.display_name


def account_of(request: HttpRequest) -> User:
    """The signed-in account. Raises PermissionDenied for a stranger, whom the site has sent away before."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class KnownSelect(AutocompleteSelect):
    """A choice by typing whose chosen value is already loaded: ``known`` gives its label by its key as text."""

    known: Mapping[str, str] = {}

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        """The chosen option alone; looked up only when it is not known."""
        chosen = [key for key in value if key]
        if not all(key in self.known for key in chosen):
            return super().optgroups(name, value, attrs)
        options = [self.create_option(name, key, self.known[key], True, n) for n, key in enumerate(chosen)]
        if not self.is_required and not self.allow_multiple_selected:
            options.insert(0, self.create_option(name, "", "", not chosen, 0))
        return [(None, options, 0)]


class PolicyMixin:
    """Fields shown and changed as the policy lets the signed-in account, for models and inlines alike."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """People are chosen by name."""
        if db_field.remote_field.model is User:
            kwargs.setdefault("form_class", PersonChoiceField)
            kwargs.setdefault("queryset", User.objects.select_related("profile"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class HRModelAdmin(PolicyMixin, admin.ModelAdmin[ModelT]):
    """Base of every page: scope on the queryset, no stock history or deletion, one reason for one save."""

    list_per_page = 50
    show_full_result_count = True
    save_as = False
    save_on_top = False
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelT]:
        """Rows that the account may know of."""
        rows = super().get_queryset(request)
        visible_to: Callable[[Any], QuerySet[ModelT]] | None = getattr(rows, "visible_to", None)
        return visible_to(request.user) if visible_to is not None else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> ModelT | None:
        """The row of the address, read once a request.

        None for one that cannot exist, such as a number beyond the database's range.
        """
        loaded: dict[tuple[str, str], Any] = request.__dict__.setdefault("_loaded_objects", {})
        key = (self.opts.label_lower, object_id)
        if key not in loaded:
            try:
                loaded[key] = super().get_object(request, object_id, from_field)
            except (OverflowError, ValidationError):
                loaded[key] = None
        found: ModelT | None = loaded[key]
        return found

    def get_urls(self) -> list[URLPattern]:
        """The stock pages without those that we do not serve."""
        return [url for url in super().get_urls() if not str(url.name or "").endswith(STOCK_PAGES)]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Whether the address may filter by this path: only over fields that the account sees.

        A filter over a hidden field would answer questions about it.
        """
        if request is None or lookup in self.get_list_filter_names():
            return True
        return lookup_is_visible(request.user, self.model, lookup)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ModelT], search_term: str
    ) -> tuple[QuerySet[ModelT], bool]:
        """The rows in which every word is found; words beyond the first MOST_WORDS are not looked for."""
        return super().get_search_results(request, queryset, " ".join(search_term.split()[:MOST_WORDS]))

    def get_list_filter_names(self) -> frozenset[str]:
        """Parameters of the page's own filters."""
        return frozenset(name for entry in self.list_filter for name in getattr(entry, "names", ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here; a page that lets something be removed says so itself."""
        return False

    def get_form(self, request: HttpRequest, obj: ModelT | None = None, change: bool = False, **kwargs: Any) -> Any:
        """The form; once a reason was found missing it asks for one."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return asking(merging(form, request, refuses_unknown=True), request)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Take the reason from the save bar before anything is written."""
        if request.method == "POST":
            take_reason(request)
            self.compare_versions(request, object_id)
        if object_id is not None and self.has_change_permission(request):
            note_version(request, self.model, object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ReasonNeeded as needed:
            # Everything was rolled back; the same input is shown again with the question beside the reason.
            ask_for_reason(request, needed.messages[0])
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RefusedWhileSavingError as refusal:
            # Everything was rolled back; a second look at the same input says why, beside the field.
            request.META["hr.refusal"] = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # The form fitted when it was checked; a write of the same moment came before it.
            messages.error(
                request,
                gettext("Somebody saved the same at this moment; nothing of yours was saved. Look and try again."),
            )
            return HttpResponseRedirect(request.get_full_path())

    def compare_versions(self, request: HttpRequest, object_id: str | None) -> None:
        """Hold the record until the request ends, and learn what others wrote to it since the page was made."""
        if object_id is None or (record := self.get_object(request, object_id)) is None:
            return
        list(self.model._base_manager.filter(pk=record.pk).select_for_update(no_key=True))
        self.forget_objects(request)
        if (record := self.get_object(request, object_id)) is not None:
            compare_versions(request, record)

    def forget_objects(self, request: HttpRequest) -> None:
        """Read what the request knows again when it is next asked for: it may have changed until the lock was had."""
        request.__dict__.pop("_loaded_objects", None)
        forget_version(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list; what is sent to it by somebody who may change nothing is refused."""
        if request.method == "POST" and not self.takes_acts(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def takes_acts(self, request: HttpRequest) -> bool:
        """Whether anything may be sent to the list."""
        return bool(self.has_change_permission(request))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        # The stock answer leads home with a message; what one may not know of is simply not there.
        raise Http404(_("There is no such record."))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Offer the reason wherever something can be saved."""
        obj = kwargs.get("obj")
        saves = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        context["version"] = version_context(request) if saves else ""
        context["reason_field"] = reason_context(request) if saves else None
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    # The ledger is the one history: the admin's own log would be a second one that disagrees.
    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Nothing: the ledger has it."""

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Nothing: the ledger has it."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Nothing: the ledger has it."""

    def visible_object(self, request: HttpRequest, object_id: str) -> ModelT:
        """The row of the address for a page of our own. Raises Http404 when the account may not know of it."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404(_("There is no such record."))
        return found


#: What a value in the address may be compared by; other comparisons take values that an address cannot say.
COMPARISONS = frozenset({"exact", "in", "isnull", "gte", "lte", "gt", "lt"})


def lookup_is_visible(user: Any, model: type[models.Model], lookup: str) -> bool:
    """Whether each step of a path like ``profile__birth_date__gte`` is a field that the account sees.

    A path stays with the person that the row is about: who may see a field may not see it of everybody, so a
    path over somebody else, such as the manager, would answer questions about people out of scope.
    """
    current: type[models.Model] = model
    steps = lookup.split("__")
    for step, name in enumerate(steps):
        try:
            field = current._meta.get_field("id" if name == "pk" else name)
        except FieldDoesNotExist:
            return step > 0 and name in COMPARISONS and step == len(steps) - 1
        if isinstance(field, models.Field) and field.name not in visible_fields(user, current._meta.label):
            return False
        if not isinstance(field.related_model, type):
            return steps[step + 1 :] in ([], *([name] for name in COMPARISONS))
        goes_on = step + 1 < len(steps) and steps[step + 1] not in COMPARISONS
        if goes_on and not _stays_with_the_person(current, field):
            return False
        current = field.related_model
    return True


def _stays_with_the_person(model: type[models.Model], field: Any) -> bool:
    """Whether the field leads to the row's own person, to that person's own rows, or to what is nobody's."""
    target = field.related_model
    if target is User:
        return _owner_of(model) == str(field.name)
    if field.auto_created:
        return model is User and _owner_of(target) == str(field.field.name)
    return not _owner_of(target)


def _owner_of(model: type[models.Model]) -> str:
    """Name of the field that says whose row it is; empty for rows that are nobody's."""
    path: str = getattr(model._default_manager.all(), "person_path", "")
    return path.removesuffix("__")
