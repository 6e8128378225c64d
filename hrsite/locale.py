"""In which language and time zone a page is shown: what its reader chose, else what the browser asks for."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation

from profiles.people.preferences import LANGUAGE, TIME_ZONE


class ReadersLocaleMiddleware(LocaleMiddleware):
    """The choice lies in the session, put there at sign-in: no page asks the database for it."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the reader's language and time zone for this request."""
        super().process_request(request)
        language, time_zone = _chosen(request)
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        timezone.activate(time_zone or settings.TIME_ZONE)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The next request of this thread begins with the installation's time zone."""
        timezone.deactivate()
        return super().process_response(request, response)


def _chosen(request: HttpRequest) -> tuple[str, str]:
    """Language and time zone of the session; nothing for visitors, nor while the database is away."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return "", ""
    try:
        return request.session.get(LANGUAGE, ""), request.session.get(TIME_ZONE, "")
    except DatabaseError:
        return "", ""
