"""Files sent with a person's page, taken in before the page's transaction begins: nobody waits for their rendering."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.forms import BaseForm
from django.http import HttpRequest

from profiles.documents.arrivals import Arrival, PhotoArrival, take_in, take_in_photo
from profiles.documents.errors import STORAGE_AWAY, StorageAway, UploadRejected
from profiles.documents.intake import FILES_IN_ONE_FORM
from profiles.models import DocumentType
from profiles.permissions import can_add_document, editable_fields

#: What came of each file, by the name of its input.
Outcomes = dict[str, Arrival | PhotoArrival | UploadRejected]

_DOCUMENT = re.compile(r"(documents-\d{1,4})-file", re.ASCII)
_PHOTO = "profile-0-photo_file"
_KEPT_IN = "hr.arrivals"


def take_in_files(request: HttpRequest, person: User, by: User) -> None:
    """Check, open and store the files of the page; their forms say later what was refused, or keep what arrived.

    A file that its form would refuse anyway, and one beyond FILES_IN_ONE_FORM, is left to the form.
    """
    outcomes: Outcomes = {}
    for name in list(request.FILES)[:FILES_IN_ONE_FORM]:
        take = _taker(request, name, person, by)
        if take is None:
            continue
        try:
            outcomes[name] = take(request.FILES[name])
        except UploadRejected as refusal:
            outcomes[name] = refusal
        except StorageAway:
            outcomes[name] = UploadRejected("storage-away", str(STORAGE_AWAY))
    request.META[_KEPT_IN] = outcomes


def arrival_of(request: HttpRequest, form: Any, field: str) -> Any:
    """What came of the file of this field: its arrival, or the file itself when it was not taken in before."""
    outcome = _outcomes(request).get(form.add_prefix(field))
    return form.cleaned_data[field] if outcome is None or isinstance(outcome, UploadRejected) else outcome


def say_refused_files(form: BaseForm, request: HttpRequest) -> None:
    """Say beside the fields of the form which of its files were refused."""
    for field in list(form.fields):
        outcome = _outcomes(request).get(form.add_prefix(field))
        if isinstance(outcome, UploadRejected):
            form.add_error(outcome.field if outcome.field in form.fields else field, outcome.message)


def _outcomes(request: HttpRequest) -> Outcomes:
    known: Outcomes = request.META.get(_KEPT_IN, {})
    return known


def _taker(request: HttpRequest, name: str, person: User, by: User) -> Callable[[Any], Arrival | PhotoArrival] | None:
    """How the file of this input is taken in; None for one that is not asked for or may not be sent."""
    if name == _PHOTO:
        return take_in_photo if "photo" in editable_fields(by, "profiles.Profile", person) else None
    found = _DOCUMENT.fullmatch(name)
    number = request.POST.get(f"{found[1]}-type", "") if found else ""
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    kind = DocumentType.objects.filter(pk=int(number), is_active=True).first()
    if kind is None or not can_add_document(by, person, kind):
        return None
    return partial(take_in, kind=kind)
