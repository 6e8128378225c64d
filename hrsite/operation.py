"""Each request as one act: its circumstances for the ledger, and one transaction for every request that may write."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from hrsite import errors
from profiles.history.context import Circumstances, under
from profiles.models import Operation

READING = frozenset({"GET", "HEAD", "OPTIONS"})
View = Callable[..., HttpResponse]


class OperationMiddleware:
    """Knows who asks, from where and for which page; the ``Operation`` row is written with the first event.

    Requests that read run without a transaction of their own: on SQLite one would take the write lock. All
    others run in one transaction, so that a change and its history are kept together or not at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request under its circumstances."""
        with under(circumstances_of(request)):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Run a view that may write inside one transaction; a refusal inside it rolls everything back."""
        if request.method in READING or getattr(view, "_non_atomic_requests", None):
            return None
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except Exception as refusal:
            answer = self.process_exception(request, refusal)
            if answer is None:
                raise
            return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals with our own pages, in development too; anything else is Django's to report."""
        return errors.response_for(request, exception)


def circumstances_of(request: HttpRequest) -> Circumstances:
    """Who asks for which page from where; the session is known by a digest, never by its key."""
    user = request.user
    key = request.session.session_key or ""
    return Circumstances(
        kind=Operation.Kind.WEB,
        by=user if user.is_authenticated else None,
        route=request.path,
        ip=getattr(request, "client_ip", "") or None,
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        session_hash=hashlib.sha256(key.encode()).hexdigest() if key else "",
        request_id=getattr(request, "request_id", ""),
    )
