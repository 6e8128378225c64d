"""In which language and time zone somebody reads: what they chose, in the session, and for mails to them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase

from profiles.models import Preferences

#: Keys of the session.
LANGUAGE, TIME_ZONE = "language", "time_zone"


def preferences_of(person: User) -> Preferences | None:
    """What the person chose, or None; costs no query for an account that was read with it."""
    chosen: Preferences | None = getattr(person, "preferences", None)
    return chosen


def remember(session: SessionBase, chosen: Preferences | None) -> None:
    """Keep what somebody chose for the rest of the session; what they did not choose stays the browser's."""
    for key, value in ((LANGUAGE, chosen and chosen.language), (TIME_ZONE, chosen and chosen.time_zone)):
        if value:
            session[key] = value
        else:
            session.pop(key, None)


def language_of(person: User) -> str:
    """The code of the language in which to write to somebody; the installation's for who chose none."""
    chosen = preferences_of(person)
    is_known = chosen is not None and chosen.language in dict(settings.LANGUAGES)
    return chosen.language if chosen is not None and is_known else settings.LANGUAGE_CODE
