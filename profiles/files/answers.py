"""The answers that carry bytes, with the headers that keep a browser from doing anything with them but saving."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import IO, Any, TypeVar

from csp.constants import HEADER as CSP_HEADER
from django.conf import settings
from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from profiles.models import Blob, DocumentVersion, PreviewPage

from .ranges import ByteRange, FileSlice

PHOTO_FRESH_FOR = timedelta(minutes=5)
#: The address of an image names a version, which never changes.
IMAGE_FRESH_FOR = timedelta(days=1)

#: Where nginx finds what the application releases; ``hrsite/deploy/nginx.conf`` has the other half.
PROTECTED = "/protected/"

AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)

_HEADERS = {
    CSP_HEADER: "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


def nginx_sends() -> bool:
    """Whether the bytes are released to nginx instead of being sent from here."""
    return bool(settings.SENDFILE == "nginx")


def etag_of(blob: Blob) -> str:
    """The strong validator of stored bytes."""
    return f'"{blob.sha256}"'


def version_answer(
    request: HttpRequest, version: DocumentVersion, file: IO[bytes], wanted: ByteRange | None
) -> HttpResponseBase:
    """The version's bytes, or a range of them, to be saved under their cleaned name; never shown, never kept."""
    size = version.blob.size_bytes
    sent = wanted or ByteRange(0, size - 1)
    response = _carrying(request, file, sent, version.blob.media_type)
    if wanted is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {sent.first}-{sent.last}/{size}"
    response["Accept-Ranges"] = "bytes"
    return _as_download(response, version)


def released_version(version: DocumentVersion) -> HttpResponse:
    """Lets nginx send the version's bytes, or the range that was asked for, with the same headers."""
    return _as_download(_released(version.blob), version)


def released_photo(blob: Blob) -> HttpResponse:
    """Lets nginx send a photo."""
    response = _released(blob)
    response["Content-Disposition"] = "inline"
    return response


def link_answer(link: str) -> HttpResponse:
    """Sends the browser to a link of the store, which opens for whoever has it: nobody keeps it or passes it on."""
    response = HttpResponseRedirect(link, headers=_HEADERS)
    response["Cache-Control"] = "private, no-store"
    return response


def disposition_of(version: DocumentVersion) -> str:
    """The header by which a browser saves the version under its cleaned name."""
    return content_disposition_header(True, version.display_name) or "attachment"


def not_satisfiable(version: DocumentVersion) -> HttpResponse:
    """416: the range lies behind the end of the file."""
    response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=_HEADERS)
    response["Content-Range"] = f"bytes */{version.blob.size_bytes}"
    response["Cache-Control"] = "private, no-store"
    return response


def photo_answer(request: HttpRequest, blob: Blob, file: IO[bytes]) -> HttpResponseBase:
    """A profile photo, to be shown in a page and kept by this browser for a few minutes."""
    response = _carrying(request, file, ByteRange(0, blob.size_bytes - 1), blob.media_type)
    response["Content-Disposition"] = "inline"
    return response


def image_answer(page: PreviewPage, file: File[Any]) -> HttpResponse:
    """A page image of a document, kept by this browser alone; closes the file, which nginx may send instead."""
    with file:
        content = b"" if nginx_sends() else file.read()
    response = HttpResponse(content, headers=_HEADERS, content_type="image/webp")
    if nginx_sends():
        response["X-Accel-Redirect"] = PROTECTED + page.storage_key
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = f"private, max-age={int(IMAGE_FRESH_FOR.total_seconds())}, immutable"
    return response


def with_photo_headers(response: HttpResponseBase, blob: Blob) -> HttpResponseBase:
    """The response with what lets a browser keep the photo and ask again with its hash."""
    response["ETag"] = etag_of(blob)
    response["Cache-Control"] = f"private, max-age={int(PHOTO_FRESH_FOR.total_seconds())}"
    return response


def _as_download(response: AnyResponse, version: DocumentVersion) -> AnyResponse:
    response["ETag"] = etag_of(version.blob)
    response["Content-Disposition"] = disposition_of(version)
    response["Cache-Control"] = "private, no-store"
    return response


def _released(blob: Blob) -> HttpResponse:
    response = HttpResponse(headers=_HEADERS, content_type=blob.media_type)
    response["X-Accel-Redirect"] = PROTECTED + blob.storage_key
    return response


def _carrying(request: HttpRequest, file: IO[bytes], sent: ByteRange, media_type: str) -> HttpResponseBase:
    """A streamed response, or for HEAD its headers alone."""
    response: HttpResponseBase
    if request.method == "HEAD":
        file.close()
        response = HttpResponse(headers=_HEADERS, content_type=media_type)
    else:
        response = StreamingHttpResponse(FileSlice(file, sent), headers=_HEADERS, content_type=media_type)
    response["Content-Length"] = str(sent.length)
    return response
