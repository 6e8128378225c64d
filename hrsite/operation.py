"""Each request as one act: its circumstances for the ledger, and one transaction for every request that may write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from hrsite import errors
from profiles.history.access import record_refusal
from profiles.history.context import Circumstances, ReasonNeeded, current, session_hash, under
from profiles.models import Operation

READING = frozenset({"GET", "HEAD", "OPTIONS"})

#: Parts of an address that let somebody in: they are kept nowhere.
SECRETS = ("token", "uidb64")
#: How the names of addresses that are about a person begin.
ABOUT_A_PERSON = "auth_user_"
FORBIDDEN = 403
View = Callable[..., HttpResponse]


class OperationMiddleware:
    """Knows who asks, from where and for which page; the ``Operation`` row is written with the first event.

    Requests that read run without a transaction of their own: on SQLite one would take the write lock. All
    others run in one transaction, so that a change and its history are kept together or not at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request under its circumstances; a refusal of somebody signed in is an event of its own."""
        with under(circumstances_of(request)) as known:
            response = self.get_response(request)
            if response.status_code == FORBIDDEN and request.user.is_authenticated:
                known.route = route_of(request)
                record_refusal(subject_id=_person_of(request), is_writing=request.method not in READING)
            return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Run a view that may write inside one transaction; a refusal inside it rolls everything back."""
        current().route = route_of(request)
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
        if isinstance(exception, ReasonNeeded):
            # A page that can ask for the reason has done so; what comes here was sent by something else.
            exception = BadRequest(*exception.messages)
        return errors.response_for(request, exception)


def route_of(request: HttpRequest) -> str:
    """The address without what lets somebody in."""
    route = request.path
    match = request.resolver_match
    for name in SECRETS:
        value = str(match.kwargs.get(name, "")) if match is not None else ""
        route = route.replace(value, "…") if value else route
    return route


def _person_of(request: HttpRequest) -> int | None:
    """The number of the person whom the address is about, or None."""
    match = request.resolver_match
    if match is None or not str(match.url_name).startswith(ABOUT_A_PERSON):
        return None
    number = str(match.kwargs.get("object_id", ""))
    return int(number) if number.isascii() and number.isdigit() else None


def circumstances_of(request: HttpRequest) -> Circumstances:
    """Who asks for which page from where; the session is known by a digest, never by its key."""
    user = request.user
    key = str(request.session.session_key or "")
    return Circumstances(
        kind=Operation.Kind.WEB,
        by=user if user.is_authenticated else None,
        route=request.path,
        ip=getattr(request, "client_ip", "") or None,
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        session_hash=session_hash(key),
        request_id=getattr(request, "request_id", ""),
        asks_reason=True,
    )
