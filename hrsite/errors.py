"""Error pages: one sentence on what happened, one on what to do, and the number to quote.

Rendered without context processors, session and database, so that they also work when those are what broke.
"""

import errno
import logging
import re
import sys
from http import HTTPStatus

from csp.constants import HEADER as CSP_HEADER
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError, InterfaceError, OperationalError, transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from hrsite.context import installation
from profiles.documents.errors import StorageAway

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 30

# SQLite reports a missing table or column as an operational error; that is a mistake, not an outage.
_NOT_AN_OUTAGE = ("no such table", "no such column", "no such function", "near ")

# Uploads wait on the disk for temporary files before they are checked.
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}

_NOT_A_NUMBER = re.compile(r"Field '\w+' expected a number but got ")

_BUILT_IN_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{advice}</p><p>{quote}</p><p><a href="/">{start}</a></p></main></body></html>
"""


def page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """Our page for a status, from ``templates/<status>.html`` or, when that fails, built in here."""
    request_id = getattr(request, "request_id", "")
    context = {**installation(request), "request_id": request_id, "status": status}
    try:
        content: str = loader.render_to_string(template or f"{status}.html", context)
    except Exception:
        logger.exception("The page for status %s could not be rendered", status)
        content = _built_in(status, request_id)
    response = HttpResponse(content, status=status)
    # Set here as well: in development django-csp leaves every 404 and 500 without a policy.
    response[CSP_HEADER] = build_policy()
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _built_in(status: int, request_id: str) -> str:
    title, advice = {
        400: (_("This request cannot be understood"), _("Go back, check what you entered and try again.")),
        403: (_("You may not do this"), _("Ask HR or your administrator when you need it.")),
        404: (_("There is nothing here"), _("Check the address, or begin at the start page.")),
        405: (_("This address does not work that way"), _("Go back and use the buttons of the page.")),
        413: (_("This is too large"), _("Send a smaller file or less text.")),
        503: (_("HR Records is not available right now"), _("Nothing was saved. Try again in a minute.")),
    }.get(status, (_("Something went wrong on our side"), _("Nothing was saved. Try again in a minute.")))
    quote = _("When you ask for help, quote this number: %(request_id)s") % {"request_id": request_id}
    return format_html(_BUILT_IN_PAGE, title=title, advice=advice, quote=quote, start=_("Start page"))


def status_of(request: HttpRequest, exception: BaseException | None) -> int:
    """The status that an exception means to a visitor; 500 for everything that is our own mistake."""
    if isinstance(exception, Http404):
        return HTTPStatus.NOT_FOUND
    if isinstance(exception, PermissionDenied):
        return HTTPStatus.FORBIDDEN
    if isinstance(exception, RequestDataTooBig):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if isinstance(exception, BadRequest | SuspiciousOperation | MultiPartParserError | UnreadablePostError):
        return HTTPStatus.BAD_REQUEST
    if isinstance(exception, StorageAway) or (isinstance(exception, OSError) and exception.errno in _DISK_FULL):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(exception, OperationalError | InterfaceError):
        mistake = str(exception).startswith(_NOT_AN_OUTAGE)
        return HTTPStatus.INTERNAL_SERVER_ERROR if mistake else HTTPStatus.SERVICE_UNAVAILABLE
    if _is_unstorable_value(exception):
        return HTTPStatus.NOT_FOUND if request.method in ("GET", "HEAD") else HTTPStatus.BAD_REQUEST
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _is_unstorable_value(exception: BaseException | None) -> bool:
    """Whether a database could not even take the value that it was to look for or to store."""
    if isinstance(exception, UnicodeEncodeError):
        return exception.reason == "surrogates not allowed"
    if isinstance(exception, OverflowError):
        return "SQLite INTEGER" in str(exception)
    if isinstance(exception, ValueError):
        # The admin looks up the values of its select boxes before it has checked them.
        return bool(_NOT_A_NUMBER.match(str(exception)))
    return isinstance(exception, DataError)


def response_for(request: HttpRequest, exception: BaseException) -> HttpResponse | None:
    """Our page for an exception that a view raised; None when it is a mistake of ours, that is a 500."""
    status = status_of(request, exception)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent | OSError):
        # Reading the form again would raise again; Django's own handler marks it in the same way.
        request._mark_post_parse_error()  # type: ignore[attr-defined]
    if status not in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN):
        logger.warning("Answered %s", int(status), exc_info=exception)
    response = page(request, status)
    # Django would report a 503 once more, as an error without a cause.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """The 400 page, or the 413 page for a request that is too large."""
    too_large = isinstance(exception, RequestDataTooBig)
    return page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """The 403 page."""
    return page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """The 404 page."""
    return page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page, or the page for what a middleware let through: 503 while the database is away."""
    return page(request, status_of(request, sys.exc_info()[1]))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The 403 page for a form that was not sent from our own page, or was open too long."""
    return page(request, HTTPStatus.FORBIDDEN, template="403_csrf.html")


@transaction.non_atomic_requests
@csrf_exempt  # nothing happens here, and an unknown address must not answer "your form is too old"
def nothing_here(request: HttpRequest) -> HttpResponse:
    """The last URL of all: adds a missing slash as Django would; raises Http404 for everything else.

    It exists so that unknown addresses pass through the view middleware and get our page in development too.
    """
    if settings.APPEND_SLASH and request.method in ("GET", "HEAD") and not request.path_info.endswith("/"):
        try:
            match = resolve(f"{request.path_info}/")
        except Resolver404:
            raise Http404 from None
        if match.func is not nothing_here and getattr(match.func, "should_append_slash", True):
            target = request.get_full_path(force_append_slash=True)
            return HttpResponsePermanentRedirect(escape_leading_slashes(target))
    raise Http404
