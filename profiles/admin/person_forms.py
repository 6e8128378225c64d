"""The short form for a new person, and the account's own fields on the person's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import Department, EmploymentRecord, roles_of, scope_department_ids
from profiles.models.fields import DayInput
from profiles.people.joining import NewPerson, plan_person
from profiles.permissions import assignable_roles, keeps_scope_only

ADD_FIELDSETS = (
    (_("Who"), {"fields": (("full_name", "email"), "employee_number")}),
    (_("First job"), {"fields": (("department", "job_title"), "starts_on")}),
)


class AddPersonForm(forms.ModelForm[User]):
    """The few facts with which a record begins; everything else is added on the record."""

    full_name = forms.CharField(label=_("Full name"), max_length=200, help_text=_("As the person writes it."))
    email = forms.EmailField(label=_("Work e-mail"))
    employee_number = forms.CharField(
        label=_("Employee number"), max_length=20, required=False, help_text=_("Leading zeros are kept.")
    )
    job_title = forms.CharField(label=_("Job title"), max_length=150, required=False)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.all(),
        required=False,
        widget=AutocompleteSelect(EmploymentRecord._meta.get_field("department"), admin.site),
    )
    starts_on = forms.DateField(
        label=_("Start date"),
        initial=timezone.localdate,
        widget=DayInput(),
    )
    request: HttpRequest
    planned: NewPerson | None = None

    class Meta:
        model = User
        fields = ("email",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if keeps_scope_only(self.request.user):
            field = self.fields["department"]
            field.required = True
            field.queryset = Department.objects.filter(pk__in=scope_department_ids(self.request.user))  # type: ignore[attr-defined, arg-type]

    def _post_clean(self) -> None:
        """Check the whole person instead of an account alone; what does not fit is said beside its field."""
        facts = self.cleaned_data
        if self.errors:
            return
        try:
            self.planned = plan_person(
                full_name=facts["full_name"],
                email=facts["email"],
                starts_on=facts["starts_on"],
                job={"department": facts["department"], "job_title": facts["job_title"]},
                profile={"employee_number": facts["employee_number"]},
            )
        except ValidationError as error:
            for field, problems in error.error_dict.items():
                self.add_error(field if field in self.fields else None, problems)
            return
        self.instance = self.planned.user


def add_form_for(request: HttpRequest) -> type[AddPersonForm]:
    """The form with the request bound: scoped HR adds people to its departments only."""
    return type("AddPersonForm", (AddPersonForm,), {"request": request})


class AccountForm(forms.ModelForm[User]):
    """How the person signs in; roles only where the account may give any."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who holds a role works in the administration; without one the person has their own page."),
    )
    request: HttpRequest

    class Meta:
        model = User
        fields = ("email", "username", "is_active", "first_name", "last_name")
        labels = {"email": _("Work e-mail"), "is_active": _("May sign in")}
        help_texts = {
            "username": _("With it or the work e-mail the person signs in."),
            "is_active": _("Takes effect once the person has chosen a password."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        giveable = assignable_roles(self.request.user)
        for name in ("email", "first_name", "last_name"):
            if name in self.fields:
                self.fields[name].is_expected = True  # type: ignore[attr-defined]
        if "roles" in self.fields:
            field = self.fields["roles"]
            field.choices = [(name, name) for name in policy.ROLES if name in giveable]  # type: ignore[attr-defined]
            field.initial = sorted(roles_of(self.instance) & giveable)

    def clean_email(self) -> str:
        """Raises ValidationError when somebody else has the address: it is also a name to sign in with."""
        email = self.cleaned_data["email"].strip()
        others = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if email and others.exists():
            raise ValidationError(_("Somebody else has this e-mail. Write another address."))
        return str(email)
