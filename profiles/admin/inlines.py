"""The parts of a person's record as inlines of the account: profile, contacts, documents, scopes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from profiles.documents.uploads import set_photo
from profiles.models import AccessScope, EmergencyContact, Profile
from profiles.permissions import can_change, editable_fields, visible_fields
from profiles.policy import SECTIONS, required_fields

from .arrivals import arrival_of, say_refused_files
from .base import PolicyMixin, account_of
from .merging import merging
from .refusals import refusing, repeat_refusal

#: Sections of the profile in reading order, each line a row of fields; the policy decides which are there.
PROFILE_SECTIONS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "about",
        (("full_name", "preferred_name", "pronouns"), ("bio",), ("website", "photo_file")),
    ),
    ("contact", (("work_phone",),)),
    ("employment", (("employee_number", "company", "hire_date"), ("leave_date", "leave_reason"))),
    (
        "personal",
        (
            ("mobile", "personal_email"),
            ("address_line1", "address_line2"),
            ("postal_code", "city", "region", "country"),
        ),
    ),
    ("identity", (("birth_date", "nationality"),)),
)


class BoundedInline:
    """An inline that takes no more rows than a form of the browser can carry, whatever the form says it has."""

    #: Django refuses more than 1000 fields in a form, so that more rows of five fields never arrive.
    most_rows = 200
    max_num: int | None = 200

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which counts at most as many rows as fit."""
        kwargs.setdefault("absolute_max", self.most_rows)
        formset: Any = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        formset.form = merging(formset.form, request)
        return formset


class RecordInline(BoundedInline, PolicyMixin):
    """An inline of the person's page: role permission on the model, scope on the person, fields by policy."""

    extra = 0
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Rows that the account may know of: the one access rule, here too."""
        rows: Any = super().get_queryset(request)  # type: ignore[misc]
        return rows.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The role's permission; whether this person's page opens at all is the page's question."""
        allowed: bool = super().has_view_permission(request, obj)  # type: ignore[misc]
        return allowed

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The role's permission, and the person lies in the account's scope."""
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or can_change(request.user, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The role's permission, and the person lies in the account's scope."""
        allowed: bool = super().has_add_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or can_change(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The role's permission, and the person lies in the account's scope."""
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or can_change(request.user, obj))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """No links to add, change or open the other record beside a choice: the record is not the place."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        widget = getattr(field, "widget", None)
        for link in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            if hasattr(widget, link):
                setattr(widget, link, False)
        return field


def mark_expected(form: forms.BaseForm, names: Iterable[str]) -> None:
    """What a complete record has is not called optional, though it may come later."""
    for name in names:
        if name in form.fields:
            form.fields[name].is_expected = True  # type: ignore[attr-defined]


class ProfileForm(forms.ModelForm[Profile]):
    """The profile with the photo as a file to choose."""

    photo_file = forms.FileField(
        label=_("New photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
        help_text=_("JPEG, PNG or WebP. It is cut to a square."),
    )

    class Meta:
        model = Profile
        fields = "__all__"  # noqa: DJ007 - the inline names the fields, by the policy

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark_expected(self, required_fields("profiles.Profile") | {"employee_number", "hire_date"})


class ProfileFormSet(BaseInlineFormSet[Profile, User, Any]):
    """The one profile of the account; a new photo is stored by its verb."""

    request: HttpRequest

    def clean(self) -> None:
        """Say again what the photo's verb refused."""
        super().clean()
        for form in self.forms:
            say_refused_files(form, self.request)
            repeat_refusal(form, self.request)

    def save_existing(self, form: Any, obj: Profile, commit: bool = True) -> Profile:
        """Save the fields, then the photo."""
        saved: Profile = super().save_existing(form, obj, commit)
        if form.cleaned_data.get("photo_file"):
            with refusing(form, "photo_file"):
                set_photo(self.instance, arrival_of(self.request, form, "photo_file"), by=account_of(self.request))
        return saved


class ProfileInline(RecordInline, admin.StackedInline[Profile, User]):
    """The profile, in the sections of the policy, with the fields that the account sees of this person."""

    model = Profile
    fk_name = "user"
    form = ProfileForm
    formset = ProfileFormSet
    can_delete = False
    most_rows = max_num = min_num = 1
    template = "admin/auth/user/profile.html"
    verbose_name = verbose_name_plural = _("Profile")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: every account has its profile."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """The sections with what the account sees of this person; empty ones are left out."""
        seen = self._shown(request, obj)
        fieldsets = []
        for key, lines in PROFILE_SECTIONS:
            rows = [tuple(name for name in line if name in seen) for line in lines]
            if any(rows):
                classes = ("with-email",) if key == "contact" else ()
                fieldsets.append((_(SECTIONS[key].label), {"fields": [row for row in rows if row], "classes": classes}))
        return fieldsets

    def _shown(self, request: HttpRequest, person: User | None) -> frozenset[str]:
        seen = visible_fields(request.user, "profiles.Profile", person)
        if person is not None and person.profile.leave_date is None:
            seen -= {"leave_date", "leave_reason"}
        may_edit = editable_fields(request.user, "profiles.Profile", person)
        return seen | {"photo_file"} if "photo" in may_edit and self.has_change_permission(request, person) else seen

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """What the account sees and may not change; the end of employment has a page of its own."""
        may_edit = editable_fields(request.user, "profiles.Profile", obj)
        named = {name for _key, lines in PROFILE_SECTIONS for line in lines for name in line}
        locked = {name for name in named if name not in may_edit and name != "photo_file"}
        return tuple(sorted(locked | {"leave_date", "leave_reason"}))

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:
        """The formset with the request bound, for the photo's verb."""
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.request = request
        return formset


class ContactFormSet(BaseInlineFormSet[EmergencyContact, User, Any]):
    """Emergency contacts; the same form sent twice adds its contacts once."""

    def save_new_objects(self, commit: bool = True) -> list[EmergencyContact]:
        """Add the contacts that are not there yet."""
        there = {(contact.name, contact.phone) for contact in self.get_queryset()}
        known = [form for form in self.extra_forms if (form.instance.name, form.instance.phone) in there]
        for form in known:
            form.changed_data.clear()
        added: list[EmergencyContact] = super().save_new_objects(commit)
        return added


class ContactInline(RecordInline, admin.TabularInline[EmergencyContact, User]):
    """Whom to call in an emergency."""

    model = EmergencyContact
    fk_name = "person"
    formset = ContactFormSet
    fields = ("name", "relationship", "phone", "priority")
    max_num = 6

    def get_extra(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> int:
        """One empty row to write in, without a script."""
        return 1


class ScopeInline(BoundedInline, admin.TabularInline[AccessScope, User]):
    """The departments that an account with the role "HR (scoped)" keeps; given by administrators."""

    model = AccessScope
    fk_name = "user"
    fields = ("department",)
    autocomplete_fields = ("department",)
    extra = 1
    verbose_name_plural = _("Scope of the role HR (scoped)")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators alone."""
        return bool(request.user.is_superuser)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission
