"""Two people at one page of the admin: what others wrote meanwhile travels with the request to each of its forms."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest

from profiles.history.capture import KIND_AND_SUBJECT
from profiles.history.since import version_of
from profiles.people import merging as two_writers

_MEANWHILE = "hr.meanwhile"


def compare_versions(request: HttpRequest, record: models.Model) -> None:
    """Learn, under the lock of the record, what was written since the page was made."""
    if type(record) in KIND_AND_SUBJECT:
        request.META[_MEANWHILE] = two_writers.meanwhile(record, request.POST.get(two_writers.VERSION, ""))


def version_context(record: models.Model | None) -> str:
    """The version that the page carries; none for what keeps no history."""
    return version_of(record) if record is not None and type(record) in KIND_AND_SUBJECT else ""


def merging(form: type[Any], request: HttpRequest, *, refuses_unknown: bool = False) -> type[Any]:
    """The form, which brings the changes of others together with what was sent."""
    if request.method != "POST" or _MEANWHILE not in request.META:
        return form
    return two_writers.merging(form, request.META[_MEANWHILE], refuses_unknown=refuses_unknown)
