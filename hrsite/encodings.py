"""The door before Django: the encoding that a request names is checked before anything is decoded with it.

Django decodes the query with whatever encoding the ``Content-Type`` names, while it still builds the request,
so before any middleware could answer; some of Python's encodings are not for text and raise there.
"""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

#: Stands for every encoding but UTF-8; ``OddInputMiddleware`` answers it with 400.
REFUSED = "application/octet-stream; charset=refused"

_OUR_CHARSETS = {"utf-8", "utf8"}


def utf8_only(application: WSGIApplication) -> WSGIApplication:
    """The application behind a check of the ``Content-Type``."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = checked_content_type(environ.get("CONTENT_TYPE", ""))
        return application(environ, start_response)

    return guarded


def checked_content_type(text: str) -> str:
    """The content type without "UTF-8", which goes without saying; ``REFUSED`` for any other encoding."""
    try:
        kind, parameters = parse_header_parameters(text)
    except (ValueError, LookupError):
        return REFUSED
    if "charset" not in parameters:
        return text
    if parameters["charset"].lower() not in _OUR_CHARSETS:
        return REFUSED
    boundary = parameters.get("boundary", "").replace('"', "")
    return f'{kind}; boundary="{boundary}"' if boundary else kind
