"""Signing in and out, passwords and invitations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from profiles.people.invitations import account_of, invitation_tokens
from profiles.permissions import AccountBackend
from profiles.selfservice.account_forms import (
    AskForResetForm,
    ChangePasswordForm,
    ChoosePasswordForm,
    SignInForm,
    is_throttled,
)
from profiles.selfservice.throttle import WINDOW

RESET_HOURS = 2


class _BrakedMixin:
    """Answers 429 with ``Retry-After`` when the form refused for too many attempts."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page with its errors."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if is_throttled(form):
            response.status_code = 429
            response["Retry-After"] = str(int(WINDOW.total_seconds()))
        return response


class SignIn(_BrakedMixin, auth_views.LoginView):
    """Sign in by username or work e-mail; ``next`` leads on only inside this site."""

    template_name = "profiles/accounts/sign_in.html"
    authentication_form = SignInForm
    extra_context = {"title": _("Sign in"), "redirect_field_name": "next"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show or check the form; who is signed in goes to the start, whatever ``next`` says."""
        if request.method == "GET" and request.user.is_authenticated:
            # Not to ``next``: a page that refused this account would send it here again, round and round.
            return redirect("profiles:start")
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """To ``next``; to the start, which knows what is missing, instead of to one's own page."""
        target: str = self.get_redirect_url()
        if target == reverse("profiles:own") and self.request.user.is_staff:
            return target
        own = target in ("", reverse("profiles:own"))
        return reverse("profiles:start") if own else target


class SignOut(auth_views.LogoutView):
    """Sign out, by POST alone."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session, and over HTTPS have the browser forget what it kept of us."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        if request.is_secure():
            # Not "cookies": browsers clear those of the whole domain, other systems of the company included.
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PasswordChange(_BrakedMixin, auth_views.PasswordChangeView):
    """Change one's own password; this session goes on, all others of the account end."""

    template_name = "profiles/accounts/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("password-change-done")
    title = _("Change your password")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form also looks at where the request comes from."""
        return {**super().get_form_kwargs(), "request": self.request}


class PasswordChangeDone(auth_views.PasswordChangeDoneView):
    """The password is changed."""

    template_name = "profiles/accounts/password_change_done.html"
    title = _("Your password is changed")


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens of password resets: they live for hours, where an invitation lives for days."""

    key_salt = "profiles.selfservice.accounts.reset"

    def check_token(self, user: Any, token: str | None) -> bool:
        """Whether the token is right, unused and at most ``RESET_HOURS`` old."""
        return super().check_token(user, token) and self._age_seconds(str(token)) <= RESET_HOURS * 3600

    def _age_seconds(self, token: str) -> int:
        # The part before the hyphen is the second of its making, in base 36; the token was checked before.
        return self._num_seconds(self._now()) - int(token.partition("-")[0], 36)


reset_tokens = ResetTokens()


class PasswordReset(_BrakedMixin, auth_views.PasswordResetView):
    """Ask for a link to choose a new password; the answer is the same for addresses that nobody has."""

    template_name = "profiles/accounts/password_reset.html"
    email_template_name = "profiles/accounts/password_reset_email.txt"
    subject_template_name = "profiles/accounts/password_reset_subject.txt"
    form_class = AskForResetForm
    success_url = reverse_lazy("password-reset-done")
    token_generator = reset_tokens
    title = _("Forgotten password")
    extra_email_context = {"hours": RESET_HOURS, "organisation": settings.ORGANISATION}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form also looks at where the request comes from."""
        return {**super().get_form_kwargs(), "request": self.request}


class PasswordResetDone(auth_views.PasswordResetDoneView):
    """The link is on its way, if the address is known."""

    template_name = "profiles/accounts/password_reset_done.html"
    title = _("Look into your mail")
    extra_context = {"hours": RESET_HOURS}


class PasswordResetConfirm(auth_views.PasswordResetConfirmView):
    """Choose a new password by the link from the mail; the link works once."""

    template_name = "profiles/accounts/password_reset_confirm.html"
    form_class = ChoosePasswordForm
    success_url = reverse_lazy("password-reset-complete")
    token_generator: PasswordResetTokenGenerator = reset_tokens
    title = _("Choose a new password")

    def get_user(self, uidb64: str) -> User | None:
        """The account, as long as it may sign in."""
        account = account_of(uidb64)
        return account if account is not None and AccountBackend().user_can_authenticate(account) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with what the person signs in with beside it for password managers."""
        context = super().get_context_data(**kwargs)
        if context["validlink"] and self.user is not None:
            context["account"] = self.user
        else:
            context["title"] = _("This link does not work any more")
        return context


class PasswordResetComplete(auth_views.PasswordResetCompleteView):
    """The new password counts."""

    template_name = "profiles/accounts/password_reset_complete.html"
    title = _("Your password is changed")


class Invitation(PasswordResetConfirm):
    """Choose the first password by the link of an invitation, and be signed in."""

    token_generator = invitation_tokens
    success_url = reverse_lazy("profiles:start")
    title = _("Welcome. Choose a password")
    extra_context = {"is_invitation": True}
    post_reset_login = True
    post_reset_login_backend = "profiles.permissions.AccountBackend"
