"""The product's addresses and some whose views fail, each in its own way."""

import errno
import logging

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from hrsite.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FAILURES: dict[str, Exception] = {
    "bad-request": BadRequest("secret detail"),
    "suspicious": SuspiciousOperation("secret detail"),
    "forbidden": PermissionDenied("secret detail"),
    "missing": Http404("secret detail"),
    "too-big": RequestDataTooBig("secret detail"),
    "database-away": OperationalError("secret detail"),
    "connection-closed": InterfaceError("secret detail"),
    "disk-full": OSError(errno.ENOSPC, "secret detail"),
    "unstorable": DataError("secret detail"),
    "no-number": ValueError("Field 'id' expected a number but got 'secret detail'."),
    "mistake": RuntimeError("secret detail"),
    "no-table": OperationalError("no such table: secret detail"),
}


def failing(request: HttpRequest, name: str) -> HttpResponse:
    """Raise the named failure, after a line in the log."""
    logging.getLogger("profiles.tests").info("about to fail")
    raise FAILURES[name]


def form(request: HttpRequest) -> HttpResponse:
    """Say what the form holds."""
    return HttpResponse(repr(sorted(request.POST.items())))


urlpatterns = [path("failing/<name>/", failing), path("form/", form), *urlpatterns]
