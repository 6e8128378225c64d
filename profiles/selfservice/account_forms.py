"""Forms of the account pages: Django's, in our words and behind the brake on guessing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)
from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from profiles.people.passwords import PASSWORD_MAX_LENGTH, set_own_password
from profiles.people.preferences import language_of
from profiles.permissions import AccountBackend
from profiles.selfservice.throttle import Attempt

logger = logging.getLogger(__name__)

SIGN_IN_NAME_MAX_LENGTH = 254  # an e-mail address is longer than a username may be
MAIL_THREAD_NAME = "account-mail"


def too_many_attempts() -> ValidationError:
    """The error that the view answers with status 429."""
    return ValidationError(_("Too many attempts. Wait ten minutes, then try again."), code="throttled")


def client_ip(request: HttpRequest | None) -> str:
    """The client's address as the outermost middleware found it."""
    return getattr(request, "client_ip", "")


class SignInForm(AuthenticationForm):
    """Username or work e-mail, and the password; one answer whatever was wrong."""

    error_messages = {
        "invalid_login": _("The username or the password is wrong. Both are case-sensitive."),
        "inactive": _("The username or the password is wrong. Both are case-sensitive."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        name = self.fields["username"]
        name.label = _("Username or work e-mail")
        name.max_length = SIGN_IN_NAME_MAX_LENGTH  # type: ignore[attr-defined]
        name.widget.attrs["maxlength"] = SIGN_IN_NAME_MAX_LENGTH

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Check name and password; raises ValidationError ``throttled`` instead after too many attempts."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return self.cleaned_data
        attempt = Attempt("sign-in", name, client_ip(self.request))
        if attempt.refused():
            raise too_many_attempts()
        if len(name) > SIGN_IN_NAME_MAX_LENGTH or len(password) > PASSWORD_MAX_LENGTH:
            raise self.get_invalid_login_error()
        super().clean()
        attempt.succeeded()
        return self.cleaned_data


class _ChosenPassword(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A new password, entered twice."""

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        for name, label in (("new_password1", _("New password")), ("new_password2", _("New password again"))):
            self.fields[name] = forms.CharField(
                label=label,
                strip=False,
                max_length=PASSWORD_MAX_LENGTH,
                widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            )
        self.fields["new_password1"].help_text = _("At least 12 characters. A few words are easiest.")
        self.error_messages = {
            **self.error_messages,
            "password_mismatch": _("The two new passwords differ. Write the same one twice."),
        }

    @sensitive_variables()
    def save(self, commit: bool = True) -> User:
        """Set the password and record that it was set."""
        person: User = self.user
        set_own_password(person, self.cleaned_data["new_password1"])
        return person


class ChoosePasswordForm(_ChosenPassword):
    """The form behind a reset or invitation link."""


class ChangePasswordForm(_ChosenPassword, PasswordChangeForm):
    """The present password and a new one."""

    def __init__(self, user: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request
        self.fields["old_password"].label = _("Your present password")
        self.error_messages["password_incorrect"] = _("This is not your present password. Write it again.")

    @sensitive_variables()
    def clean_old_password(self) -> str:
        """The present password; raises ValidationError when it is wrong or was tried too often."""
        attempt = Attempt("password-change", self.user.get_username(), client_ip(self.request))
        if attempt.refused():
            raise too_many_attempts()
        entered: str = super().clean_old_password()
        attempt.succeeded()
        return entered


class AskForResetForm(PasswordResetForm):
    """The work e-mail to which a link for a new password is to go."""

    def __init__(self, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["email"].label = _("Work e-mail")

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError ``throttled`` after too many requests: mail can be used to annoy."""
        email = self.cleaned_data.get("email")
        if email and Attempt("reset", email, client_ip(self.request)).refused():
            raise too_many_attempts()
        return self.cleaned_data

    def save(self, **options: Any) -> None:  # type: ignore[override]
        """Send the link; known and unknown addresses take the request the same time.

        What only a known address needs happens beside the request: making the link, writing and sending the mail.
        """
        backend = AccountBackend()
        named = User.objects.filter(email__iexact=self.cleaned_data["email"]).select_related("profile", "preferences")
        self._found = [user for user in named if user.has_usable_password() and backend.user_can_authenticate(user)]
        # Not a daemon: a server that stops waits for the mail to go.
        threading.Thread(target=self._send, kwargs=options, name=MAIL_THREAD_NAME).start()

    def get_users(self, email: str) -> Iterable[User]:
        """Accounts with the address that may sign in and have a password to forget, as ``save`` found them."""
        return self._found

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Write to each account in its own language."""
        with translation.override(language_of(context["user"])):
            super().send_mail(
                subject_template_name, email_template_name, context, from_email, to_email, html_email_template_name
            )

    def _send(self, **options: Any) -> None:
        try:
            super().save(**options)
        except Exception:
            logger.exception("The mail with the link for a new password could not be written")


def is_throttled(form: forms.BaseForm) -> bool:
    """Whether the form was refused for too many attempts."""
    return any(form.has_error(name, "throttled") for name in (NON_FIELD_ERRORS, *form.fields))
