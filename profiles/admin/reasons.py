"""The reason for a change: taken from the save bar before anything is written, asked for where the policy wants one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.history.context import give_reason

#: The name under which every form and every act sends the reason.
REASON = "_reason"
#: Characters of a reason; a letter of two pages fits.
REASON_MAX_LENGTH = 10_000
#: How the inputs of the two models with such fields begin on the page of a person.
_PREFIXES = {"auth.User": "", "profiles.Profile": "profile-0-"}
#: Where the request keeps what to say beside the field when a reason is missing.
_MISSING = "hr.reason_missing"


def reason_field() -> forms.CharField:
    """The field on pages of an act that always needs a reason."""
    return forms.CharField(
        label=_("Reason for this change"),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown in the history."),
        error_messages={"required": _("Say why: this change needs a reason.")},
    )


def take_reason(request: HttpRequest, *names: str) -> None:
    """Give the first reason that was sent under ``_reason`` or one of the names to the act under way."""
    sent = (request.POST.get(name, "").replace("\0", "").strip() for name in (*names, REASON))
    give_reason(next(filter(None, sent), "")[:REASON_MAX_LENGTH])


def ask_for_reason(request: HttpRequest, sentence: str) -> None:
    """On the second look at the same page the form is shown again, with the sentence beside the reason."""
    request.META[_MISSING] = sentence


def asking(form: type[Any], request: HttpRequest) -> type[Any]:
    """The form, which does not pass while a reason is missing."""
    sentence = request.META.get(_MISSING)
    return type(form.__name__, (_WithoutReason, form), {"missing_reason": sentence}) if sentence else form


def reason_context(request: HttpRequest) -> dict[str, Any]:
    """What the save bar shows: what was written, and what is wrong with it."""
    sentence = request.META.get(_MISSING)
    return {
        "value": request.POST.get(REASON, ""),
        "max_length": REASON_MAX_LENGTH,
        "required": bool(sentence),
        "errors": [sentence] if sentence else [],
        "always": _names(policy.Why.ALWAYS),
        "corrections": _names(policy.Why.CORRECTION),
    }


def _names(why: policy.Why) -> str:
    """Names of the inputs whose change needs a reason, parted by spaces: a script asks before files are sent."""
    return " ".join(
        f"{prefix}{field}"
        for model, prefix in _PREFIXES.items()
        for field, rule in policy.FIELDS[model].items()
        if rule.reason_required == why
    )


class _WithoutReason:
    """Every check of the form, and then that it lacks a reason."""

    missing_reason: str

    def full_clean(self) -> None:
        """The form's own checks come first: what else is wrong is said at the same time."""
        form: Any = self
        super().full_clean()  # type: ignore[misc]  # the form's
        if form.is_bound:
            form.add_error(None, self.missing_reason)
