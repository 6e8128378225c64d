"""The forms of one's own pages: their fields come from the policy, their words from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms import BaseModelFormSet, modelform_factory, modelformset_factory
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import EmergencyContact, Profile
from profiles.models.fields import DayInput
from profiles.people.merging import Meanwhile, merging

from .own_page import SELF

MOST_CONTACTS = 4

_NOTHING = Meanwhile({})

_TOO_LONG = _("This is too long: %(show_value)d characters where at most %(limit_value)d fit. Shorten it.")
_NUL = _("This contains a character that cannot be stored. Write it again without it.")
_DAY = _("Write the day as year, month and day, for example 2026-11-20.")

#: What browsers and phones should know about a field; a field that is not named here is a plain one.
_INPUTS: Mapping[str, Mapping[str, str]] = {
    "full_name": {"autocomplete": "name"},
    "preferred_name": {"autocomplete": "nickname"},
    "bio": {"rows": "4"},
    "website": {"type": "url", "inputmode": "url", "autocomplete": "url"},
    "work_phone": {"type": "tel", "autocomplete": "work tel"},
    "mobile": {"type": "tel", "autocomplete": "mobile tel"},
    "personal_email": {"autocomplete": "home email"},
    "address_line1": {"autocomplete": "address-line1"},
    "address_line2": {"autocomplete": "address-line2"},
    "postal_code": {"autocomplete": "postal-code"},
    "city": {"autocomplete": "address-level2"},
    "region": {"autocomplete": "address-level1"},
    "country": {"autocomplete": "country"},
}
_HELP = {
    "preferred_name": _("How colleagues call you."),
    "bio": _("A few sentences that colleagues may read."),
    "mobile": _("Used when it is urgent."),
    "address_line1": _("Needed for your contract papers."),
}
_SIDE_BY_SIDE = (
    frozenset({"preferred_name", "pronouns"}),
    frozenset({"mobile", "personal_email"}),
    frozenset({"postal_code", "city"}),
    frozenset({"region", "country"}),
)


class LongText(forms.Textarea):
    """A text of several lines; line ends are stored as one character, however the browser sends them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The text as it is stored."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def own_fields(model_label: str) -> frozenset[str]:
    """Names of the model's fields that the policy lets people change in their own record at once."""
    return policy.editable_fields(model_label, SELF)


def in_our_words(fields: Mapping[str, forms.Field]) -> None:
    """Errors that say what is wrong and what to write, and direction by the text itself."""
    for field in fields.values():
        field.error_messages |= {"max_length": _TOO_LONG, "null_characters_not_allowed": _NUL}
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = _("Write the whole address, for example name@example.org.")
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = _DAY
        if isinstance(field, forms.CharField):
            field.widget.attrs["dir"] = "auto"


def _prepare(widget: forms.Widget, attributes: Mapping[str, str]) -> None:
    """Give an input its attributes; the type is one of its own."""
    widget.attrs.update({name: value for name, value in attributes.items() if name != "type"})
    if "type" in attributes and isinstance(widget, forms.TextInput):
        widget.input_type = attributes["type"]


class OwnDetailsForm(forms.ModelForm[Profile]):
    """The fields of one's own profile; made by ``own_details_form`` with those that the policy allows."""

    def __init__(self, data: Any = None, *, instance: Profile, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        self.required_by_policy = policy.required_fields("profiles.Profile")
        #: Names of what the record lacks; said beside the fields.
        self.missing: frozenset[str] = frozenset()
        in_our_words(self.fields)
        for name, field in self.fields.items():
            _prepare(field.widget, _INPUTS.get(name, {}))
            field.help_text = _HELP.get(name, field.help_text)
        if self.is_bound:
            self.data = self._with_what_was_not_sent()

    def _with_what_was_not_sent(self) -> Any:
        """The data as sent, completed by the stored values of fields that were not sent: those stay as they are."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for name, field in self.fields.items():
            if field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
                sent[self.add_prefix(name)] = field.prepare_value(self.get_initial_for_field(field, name)) or ""
        return sent

    def _update_errors(self, errors: ValidationError) -> None:
        # What is wrong with a value that HR keeps is no reason to refuse what the person wrote.
        if hasattr(errors, "error_dict"):
            ours = {
                name: found
                for name, found in errors.error_dict.items()
                if name in self.fields or name == NON_FIELD_ERRORS
            }
            if not ours:
                return
            errors = ValidationError(ours)
        super()._update_errors(errors)  # type: ignore[misc]

    def changed_names(self) -> list[str]:
        """Names of the fields whose value is another one than the one stored."""
        changed = self.instance.changed_fields()
        return [name for name in self.fields if Profile._meta.get_field(name).attname in changed]  # type: ignore[union-attr]

    def sections(self) -> list[tuple[str, policy.Section, list[list[forms.BoundField]]]]:
        """Key, section and rows of fields, in the order of the policy; some fields share a row."""
        found = []
        for key, section in policy.SECTIONS.items():
            names = [name for name in self.fields if policy.rule("profiles.Profile", name).section == key]
            if names:
                found.append((key, section, self._rows(names)))
        return found

    def _rows(self, names: list[str]) -> list[list[forms.BoundField]]:
        rows: list[list[forms.BoundField]] = []
        for name in names:
            beside = rows and any({name, rows[-1][-1].name} <= pair for pair in _SIDE_BY_SIDE)
            if beside:
                rows[-1].append(self[name])
            else:
                rows.append([self[name]])
        return rows


def own_details_form(data: Any = None, *, instance: Profile, since: Meanwhile = _NOTHING) -> OwnDetailsForm:
    """The form with the fields that the policy lets people change; a photo is a file and asked for apart."""
    form: Any = modelform_factory(
        Profile,
        form=merging(OwnDetailsForm, since, refuses_unknown=True),
        fields=sorted(own_fields("profiles.Profile") - {"photo"}, key=_place_in_model),
        widgets={"bio": LongText, **_day_inputs()},
    )
    made: OwnDetailsForm = form(data, instance=instance)
    return made


def _day_inputs() -> dict[str, type[DayInput]]:
    days = (field.name for field in Profile._meta.concrete_fields if isinstance(field, models.DateField))
    return dict.fromkeys(days, DayInput)


def _place_in_model(name: str) -> int:
    return [field.name for field in Profile._meta.concrete_fields].index(name)


class ContactForm(forms.ModelForm[EmergencyContact]):
    """One emergency contact."""

    required_by_policy = frozenset({"name", "phone", "priority"})
    missing: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        in_our_words(self.fields)
        empty = _("Write a name, or tick “Remove”.") if self.instance.pk else _("Write a name, or empty the whole row.")
        self.fields["name"].error_messages["required"] = empty
        self.fields["phone"].error_messages["required"] = _("Write the number to call.")
        _prepare(self.fields["phone"].widget, {"type": "tel"})
        self.fields["priority"].label = _("Whom to call")

    def has_changed(self) -> bool:
        """Whether somebody wrote in the row; a place in the order alone, which blank rows come with, is no contact."""
        return bool(self.changed_data if self.instance.pk else set(self.changed_data) - {"priority"})

    def rows(self) -> list[list[forms.BoundField]]:
        """The inputs row by row."""
        names = [name for name in self.fields if not self.fields[name].widget.is_hidden and name != "DELETE"]
        return [[self[name] for name in names[start : start + 2]] for start in range(0, len(names), 2)]


class ContactsFormSet(BaseModelFormSet[EmergencyContact, ContactForm]):
    """A person's emergency contacts."""

    default_error_messages = {
        "missing_management_form": _("A part of the form did not arrive. Load the page again and write it once more."),
        "too_many_forms": _("At most %(num)d emergency contacts fit. Remove one of them."),
    }

    def add_fields(self, form: Any, index: int | None) -> None:
        """The fields that say which contact the row is and whether it goes, in our words."""
        super().add_fields(form, index)
        gone = _("An emergency contact was removed meanwhile. Load the page again.")
        form.fields["id"].error_messages |= {"required": gone, "invalid_choice": gone}


def contacts_formset(person: User, data: Any = None, *, since: Meanwhile = _NOTHING) -> ContactsFormSet:
    """The person's emergency contacts with room for MOST_CONTACTS; more that HR added stay and can be removed.

    Data without contacts leaves them as they are.
    """
    mine = EmergencyContact.objects.filter(person=person)
    most = max(MOST_CONTACTS, mine.count())
    made: Any = modelformset_factory(
        EmergencyContact,
        formset=ContactsFormSet,
        form=merging(ContactForm, since),
        fields=[name for name in ("name", "relationship", "phone", "priority") if name in _contact_fields()],
        extra=most,
        max_num=most,
        absolute_max=most,
        validate_max=True,
        can_delete=True,
    )
    sent = data if data is not None and "contacts-TOTAL_FORMS" in data else None
    blank = [{"priority": min(place + 1, MOST_CONTACTS)} for place in range(most)]
    formset: ContactsFormSet = made(sent, queryset=mine, prefix="contacts", initial=blank[mine.count() :])
    return formset


def _contact_fields() -> frozenset[str]:
    return own_fields("profiles.EmergencyContact")
