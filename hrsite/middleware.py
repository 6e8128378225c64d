"""What every request passes before a view sees it: an id, headers, and a check for input nobody means."""

import ipaddress
import logging
import re
import time
import uuid
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from hrsite import errors
from hrsite.logs import current_request

GetResponse = Callable[[HttpRequest], HttpResponseBase]

access_log = logging.getLogger("hrsite.access")

QUERY_MAX_BYTES = 8 * 1024
QUERY_MAX_PARAMETERS = 200
QUERY_MAX_SAME_NAME = 50
INTEGER_MAX_DIGITS = 18  # always below 2**63, which is where databases stop
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read",
        "clipboard-write", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation",
        "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
        "payment", "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get",
        "screen-wake-lock", "serial", "storage-access", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


class RequestIdMiddleware:
    """Outermost: gives the request its id and client address, and writes its one access line.

    The id is always our own: one taken from the client could hide among other people's lines.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set ``request.request_id`` (32 hex digits) and ``client_ip``; answer with ``X-Request-ID``."""
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        request.client_ip = client_ip(request)  # type: ignore[attr-defined]
        token = current_request.set(request)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            facts = {"request": request, "status": response.status_code, "ms": milliseconds}
            access_log.info("answered", extra=facts)
        finally:
            current_request.reset(token)
        return response


def client_ip(request: HttpRequest) -> str:
    """The address of the client, or "" when the server does not tell.

    ``X-Forwarded-For`` counts only as far as our own proxies wrote it: the entry that the outermost of the
    ``TRUSTED_PROXY_COUNT`` proxies added. What stands further left came from the client.
    """
    remote = _address(str(request.META.get("REMOTE_ADDR", "")))
    count: int = settings.TRUSTED_PROXY_COUNT
    hops = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if count < 1 or len(hops) < count:
        return remote
    return _address(hops[-count]) or remote


def _address(text: str) -> str:
    """The address in its normal form without port and zone, or "" for a Unix socket and for nonsense."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return ""


class ResponseHeadersMiddleware:
    """Headers that Django and django-csp do not set, and: nothing of ours is kept by a browser or proxy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers; a view's own ``Cache-Control`` stays, except that all "never" are one."""
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if "no-store" in response.headers.get("Cache-Control", "no-store"):
            response["Cache-Control"] = "private, no-store"
        if isinstance(response, HttpResponse) and "Content-Length" not in response:
            response["Content-Length"] = str(len(response.content))
        return response


class OddInputMiddleware:
    """Refuses what no browser sends and databases or decoders would choke on: 400, 404, 405 or 413."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse, or pass the request on."""
        if request.method not in METHODS:
            return _not_allowed(request)
        if _is_odd_target(request) or _is_odd_query(str(request.META.get("QUERY_STRING", ""))):
            return errors.page(request, HTTPStatus.BAD_REQUEST)
        if _has_huge_number(request.path_info):
            return errors.page(request, HTTPStatus.NOT_FOUND)
        _drop_odd_session_cookie(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Read the form once, where every way in which that can fail has an answer.

        The check for forged requests reads it next, and what fails there is no longer ours to answer.
        """
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        try:
            names = [*request.POST, *request.FILES]
        except (LookupError, ValueError):  # encodings named inside a multipart body that Python cannot decode
            request._mark_post_parse_error()  # type: ignore[attr-defined]
            return errors.page(request, HTTPStatus.BAD_REQUEST)
        except Exception as error:
            answer = errors.response_for(request, error)
            if answer is None:
                raise
            return answer
        if any("\x00" in name for name in names):
            return errors.response_for(request, BadRequest("NUL in the name of a field"))
        return None


def _not_allowed(request: HttpRequest) -> HttpResponse:
    response = HttpResponseNotAllowed(METHODS)
    response.content = errors.page(request, HTTPStatus.METHOD_NOT_ALLOWED, template="400.html").content
    return response


_ESCAPED_NON_ASCII = re.compile(r"%[89A-F][0-9A-F]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CHARSETS = {"", "utf-8", "utf8"}


def _is_odd_target(request: HttpRequest) -> bool:
    """Whether path, host name or named encoding make no sense.

    Django leaves bytes of the path that are not UTF-8 escaped, so an escaped one means an undecodable path.
    Any other encoding than UTF-8 is refused because some of Python's turn bytes into halves of characters,
    or are no text encodings at all.
    """
    if _CONTROL.search(request.path_info) or _ESCAPED_NON_ASCII.search(request.path_info):
        return True
    if (request.content_params or {}).get("charset", "").lower() not in _CHARSETS:
        return True
    try:
        request.get_host()
    except DisallowedHost:
        return True
    return False


def _is_odd_query(query: str) -> bool:
    """Whether a raw query string is too long, too full, or not UTF-8 text without NUL."""
    if len(query) > QUERY_MAX_BYTES:
        return True
    names = [pair.partition("=")[0] for pair in query.split("&")]
    if len(names) > QUERY_MAX_PARAMETERS or Counter(names).most_common(1)[0][1] > QUERY_MAX_SAME_NAME:
        return True
    try:
        # Servers hand the query over as Latin-1; what it really is are bytes.
        text = unquote_to_bytes(query.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        return True
    return "\x00" in text


def _has_huge_number(path: str) -> bool:
    return any(len(part) > INTEGER_MAX_DIGITS and part.isdecimal() for part in path.split("/"))


_SESSION_KEY = re.compile(r"[a-z0-9]{8,64}")


def _drop_odd_session_cookie(request: HttpRequest) -> None:
    """Forget a session cookie that cannot be one of ours: quoted cookies can smuggle NUL into a query."""
    name = settings.SESSION_COOKIE_NAME
    if name in request.COOKIES and not _SESSION_KEY.fullmatch(request.COOKIES[name]):
        del request.COOKIES[name]
