"""The links of invitations: each works once, for ``settings.PASSWORD_RESET_TIMEOUT`` seconds, for one person.

A link is derived from the account's state, so nothing has to be stored: choosing a password, another e-mail
address or the end of employment makes every link sent before worthless.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from profiles.permissions import AccountBackend


class InvitationTokens(PasswordResetTokenGenerator):
    """Tokens of invitations; a password reset link is none and the other way round."""

    key_salt = "profiles.people.invitations"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"

    def check_token(self, user: Any, token: str | None) -> bool:
        """Whether the token invites this person now: allowed to sign in, and without a password."""
        return is_awaited(user) and super().check_token(user, token)


invitation_tokens = InvitationTokens()


def is_awaited(person: User) -> bool:
    """Whether the person may sign in and has not chosen a password yet."""
    return AccountBackend().user_can_authenticate(person) and not person.has_usable_password()


def invitation_uid(person: User) -> str:
    """The first part of the link: the account's id in a form for URLs."""
    return urlsafe_base64_encode(force_bytes(person.pk))


def invitation_token(person: User) -> str:
    """The second, secret part of the link; made for the state that the account is in now."""
    return invitation_tokens.make_token(person)


def account_of(uidb64: str) -> User | None:
    """The account that the first part of a link names, or None; says nothing about the second part."""
    try:
        key = int(urlsafe_base64_decode(uidb64).decode("ascii"))
        return User.objects.filter(pk=key).first()
    except (ValueError, OverflowError, ValidationError):
        return None


def person_for_invitation(uidb64: str, token: str) -> User | None:
    """The person whom the link invites, or None when it is wrong, used, too old or no longer meant."""
    person = account_of(uidb64)
    return person if person is not None and invitation_tokens.check_token(person, token) else None
