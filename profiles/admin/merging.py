"""Two people at one page of the admin: what others wrote meanwhile travels with the request to each of its forms."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from profiles.history.capture import KIND_AND_SUBJECT
from profiles.history.since import version_of
from profiles.people import merging as two_writers

_MEANWHILE = "hr.meanwhile"
_SHOWN = "hr.version_shown"


def compare_versions(request: HttpRequest, record: models.Model) -> None:
    """Learn, under the lock of the record, what was written since the page was made."""
    if type(record) in KIND_AND_SUBJECT:
        request.META[_MEANWHILE] = two_writers.meanwhile(record, request.POST.get(two_writers.VERSION, ""))


def note_version(request: HttpRequest, model: type[models.Model], key: str) -> None:
    """Read the version of the record of the address before anything of it is read for the page.

    Read after, it could be newer than what the page shows, and somebody's change would be written over unseen.
    """
    if model not in KIND_AND_SUBJECT or _SHOWN in request.META:
        return
    try:
        record = model(pk=model._meta.pk.to_python(unquote(key)))
    except ValidationError:
        return
    request.META[_SHOWN] = version_of(record)


def forget_version(request: HttpRequest) -> None:
    """What is read from now on is of a newer version."""
    request.META.pop(_SHOWN, None)


def version_context(request: HttpRequest) -> str:
    """The version that the page carries; none for a new record and for what keeps no history."""
    version: str = request.META.get(_SHOWN, "")
    return version


def merging(form: type[Any], request: HttpRequest, *, refuses_unknown: bool = False) -> type[Any]:
    """The form, which brings the changes of others together with what was sent."""
    if request.method != "POST" or _MEANWHILE not in request.META:
        return form
    return two_writers.merging(form, request.META[_MEANWHILE], refuses_unknown=refuses_unknown)
