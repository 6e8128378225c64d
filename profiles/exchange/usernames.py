"""Usernames for new people of a file that gives them none."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from django.contrib.auth.models import User
from django.db.models.functions import Lower

_LIMIT = 140


def stem_of(full_name: str, email: str) -> str:
    """The part of the e-mail before the @, else the name in plain letters."""
    return _plain(email.partition("@")[0]) or _plain(full_name.replace(" ", ".")) or "person"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(sign for sign in decomposed if sign.isascii() and (sign.isalnum() or sign in "._-+"))
    return kept.strip(".-_+")[:_LIMIT]


def free_usernames(stems: Iterable[str], is_taken: Callable[[str], bool]) -> list[str]:
    """A username for each stem, in its order, that nobody has in the database, in the file or in this answer."""
    wanted = list(stems)
    stored = _stored(set(wanted))
    given: set[str] = set()
    answer = []
    for stem in wanted:
        number, name = 1, stem
        while name in stored or name in given or is_taken(name):
            number += 1
            name = f"{stem}{number}"
            if number == 2:
                stored |= _stored_like(stem)
        given.add(name)
        answer.append(name)
    return answer


def _stored(names: set[str]) -> set[str]:
    known = User.objects.annotate(low=Lower("username")).filter(low__in=names)
    return {str(low) for low in known.values_list("low", flat=True)}


def _stored_like(stem: str) -> set[str]:
    known = User.objects.filter(username__istartswith=stem).values_list("username", flat=True)
    return {name.lower() for name in known}
