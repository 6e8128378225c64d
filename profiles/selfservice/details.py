"""The edit page as one act: details, emergency contacts and files are checked together and stored together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.forms import BaseForm, BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles.documents.arrivals import Arrival, PhotoArrival, facts_of, take_in, take_in_photo
from profiles.documents.errors import STORAGE_AWAY, StorageAway, UploadRejected
from profiles.documents.quota import check_quota
from profiles.documents.uploads import add_document, remove_photo, set_photo
from profiles.models import Profile
from profiles.people.completeness import completeness
from profiles.people.merging import VERSION, Conflict, Meanwhile, meanwhile

from .file_forms import OwnFilesForm
from .forms import ContactForm, contacts_formset, own_details_form
from .own_documents import addable_types, own_documents

#: Files that were checked and stored before the lock was taken, by their input.
Arrivals = Mapping[str, Arrival | PhotoArrival]


class FileRefused(Exception):
    """A file of the form was not accepted; ``field`` is the input beside which the message belongs."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True)
class Problem:
    """One thing that needs attention, and the input that it is about ("" when it is about none)."""

    input_id: str
    label: str
    message: str


def locked(person: User) -> User:
    """The person as stored now, kept from other writers until the transaction ends.

    The account comes first, as in the verbs for documents: writers wait for each other in one order.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    profile = Profile.objects.select_for_update(of=("self",)).select_related("user").get(user=person)
    account: User = profile.user
    return account


class OwnDetails:
    """The three forms of the edit page over one person; with ``data`` they are filled in and can be stored."""

    def __init__(self, person: User, version: str, data: Any = None, files: Any = None) -> None:
        self.person = person
        # Of what was read before the forms are made: what is written between is asked about, never overwritten.
        self.version = version
        since = Meanwhile({}) if data is None else meanwhile(person, data.get(VERSION, ""))
        self.completeness = completeness(person)
        lacking = frozenset(item.name for item in self.completeness.missing)
        titles: dict[str, list[str]] = defaultdict(list)
        for line in own_documents(person):
            titles[line.document.type.code].append(line.document.title)
        self.details = own_details_form(data, instance=person.profile, since=since)
        self.details.missing = lacking
        self.contacts = contacts_formset(person, data, since=since)
        self.files = OwnFilesForm(data, files, types=addable_types(), person=person, titles=titles, missing=lacking)

    def take_in(self, *, by: User) -> Arrivals | None:
        """Check, open and store the chosen files, outside of any lock; None when something needs attention."""
        if not self._is_valid():
            return None
        try:
            return {name: self._checked(name, self._arrival, name, by) for name in self.files.chosen()}
        except FileRefused as refusal:
            self.files.add_error(refusal.field, refusal.message)
        return None

    def store(self, arrivals: Arrivals, *, by: User) -> list[str] | None:
        """Store everything or nothing: what was done in sentences, or None when something needs attention."""
        if not self._is_valid():
            return None
        try:
            with transaction.atomic():
                return [*self._store_details(), *self._store_contacts(), *self._store_files(arrivals, by)]
        except FileRefused as refusal:
            self.files.add_error(refusal.field, refusal.message)
        return None

    def _is_valid(self) -> bool:
        return all([self.details.is_valid(), self._contacts_are_valid(), self.files.is_valid()])

    def _arrival(self, name: str, by: User) -> Arrival | PhotoArrival:
        file = self.files.chosen()[name]
        if name == "photo":
            return take_in_photo(file)
        facts = facts_of(file, self.files.types[name])
        check_quota(self.person, by, facts.size_bytes)
        return take_in(file, self.files.types[name], facts)

    def _contacts_are_valid(self) -> bool:
        return not self.contacts.is_bound or self.contacts.is_valid()

    def _store_details(self) -> Iterator[str]:
        changed = self.details.changed_names()
        if changed:
            self.person.profile.save(update_fields=changed)
            yield _("Your details are saved.")

    def _store_contacts(self) -> Iterator[str]:
        if not self.contacts.is_bound:
            return
        # The same form sent twice adds its contacts once.
        known = {(contact.name, contact.phone) for contact in self.contacts.get_queryset()}
        added = [form.instance for form in self.contacts.extra_forms if form.has_changed() and not _removed(form)]
        self.contacts.save(commit=False)
        for contact in self.contacts.deleted_objects:
            contact.delete()
        for contact, _names in self.contacts.changed_objects:
            contact.save()
        new = [contact for contact in added if (contact.name, contact.phone) not in known]
        for contact in new:
            contact.person = self.person
            contact.save()
        if self.contacts.deleted_objects or self.contacts.changed_objects or new:
            yield _("Your emergency contacts are saved.")

    def _store_files(self, arrivals: Arrivals, by: User) -> Iterator[str]:
        if self.files.cleaned_data.get("remove_photo") and not self.files.cleaned_data.get("photo"):
            remove_photo(self.person, by=by)
            yield _("Your photo is removed.")
        for name, arrival in arrivals.items():
            if name == "photo":
                self._checked(name, set_photo, self.person, arrival, by=by)
                yield _("Your photo is stored.")
            else:
                document = self._checked(name, add_document, self.person, arrival, by=by, **self._facts(name))
                yield _("“%(title)s” is checked and stored.") % {"title": document.title}

    def _facts(self, name: str) -> dict[str, Any]:
        values = self.files.cleaned_data
        return {
            "type": self.files.types[name],
            "title": values.get(f"{name}_title") or "",
            "expires_on": values.get(f"{name}_expires_on"),
        }

    def _checked(self, name: str, verb: Any, *arguments: Any, **facts: Any) -> Any:
        """What the verb answers. Raises FileRefused, which takes back everything stored before."""
        try:
            return verb(*arguments, **facts)
        except UploadRejected as refusal:
            field = f"{name}_{refusal.field}"
            raise FileRefused(field if field in self.files.fields else name, refusal.message) from refusal
        except ValidationError as error:
            raise self._refused(name, error) from error
        except StorageAway as error:
            raise FileRefused(name, str(STORAGE_AWAY)) from error

    def _refused(self, name: str, error: ValidationError) -> FileRefused:
        """The first thing wrong with what was said of the file, beside its input when there is one."""
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        about, said = next(iter(found.items()))
        field = f"{name}_{about}"
        return FileRefused(field if field in self.files.fields else name, said[0])

    def contacts_open(self) -> list[ContactForm]:
        """The contacts that are there or were written; a blank row when there is none."""
        written = [form for form in self.contacts.forms if self.contacts.is_bound and form.has_changed()]
        shown = [form for form in self.contacts.forms if form.instance.pk or form in written]
        return shown or self.contacts.forms[:1]

    def contacts_more(self) -> list[ContactForm]:
        """The blank rows that stay folded until they are wanted."""
        shown = self.contacts_open()
        return [form for form in self.contacts.forms if form not in shown]

    def file_rows(self) -> list[list[BoundField]]:
        """The rows of inputs for documents."""
        rows = [["cv"], ["certificate"], ["certificate_title", "certificate_expires_on"]]
        return [[self.files[name] for name in row] for row in rows if row[0] in self.files.fields]

    def problems(self) -> list[Problem]:
        """Everything that needs attention, in the order of the page."""
        found = [*problems_of(self.details)]
        if self.contacts.is_bound:
            found += [Problem("", "", str(error)) for error in self.contacts.non_form_errors()]
            for place, form in enumerate(self.contacts.forms, start=1):
                if not _removed(form):
                    found += problems_of(form, _("Emergency contact %(place)s: ") % {"place": place})
        return [*found, *problems_of(self.files)]


def _removed(form: Any) -> bool:
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


def problems_of(form: BaseForm, before: str = "") -> list[Problem]:
    """The errors of one form, with ``before`` in front of each label."""
    found = []
    for name, errors in form.errors.items():
        if name == NON_FIELD_ERRORS:
            found += [Problem("", "", str(error)) for error in errors]
        else:
            field = form[name]
            if field.is_hidden:
                found += [Problem("", "", str(error)) for error in errors]
                continue
            label = f"{before}{capfirst(field.label)}"
            found += [Problem(field.auto_id, label, _sentence(error)) for error in errors.as_data()]
    return found


def _sentence(error: ValidationError) -> str:
    """What the error says; of a question the words alone, its choice stands beside the input."""
    return error.sentence if isinstance(error, Conflict) else str(error.messages[0])
