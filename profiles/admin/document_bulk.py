"""Decisions about many documents at once: who is concerned and what stays out is shown first, then it is one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from profiles.documents.review import reject_document, verify_document
from profiles.documents.seen import SEEN, changed_since, mark_of
from profiles.models import Document
from profiles.permissions import can_change, know_people
from profiles.templatetags.hr_record import state_pill

from .base import account_of
from .reasons import REASON, REASON_MAX_LENGTH, take_reason

if TYPE_CHECKING:
    from .documents import DocumentAdmin

#: The most documents of one act: they are decided about one by one, in one transaction.
MOST = 500
#: Titles named in a sentence.
NAMED = 5
#: Says that the page was seen and the act is meant.
CONFIRMED = "confirmed"

State = Document.State


class VerifyForm(forms.Form):
    """Verifying asks for nothing; a note for the history may be left."""

    reason = forms.CharField(
        label=gettext_lazy("Note for the history"),
        required=False,
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RejectForm(forms.Form):
    """What is wrong with the documents, in words that each person reads."""

    reason = forms.CharField(
        label=gettext_lazy("What is wrong"),
        max_length=REASON_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Each of the people reads it beside their document."),
        error_messages={
            "required": gettext_lazy("Say what is wrong, so that each of them can send a better one."),
        },
    )


@dataclass(frozen=True)
class Decision:
    """One act on many documents: its words, its form, the state that it leads to and what it does to each."""

    action: str
    state: str
    heading: Any  # these three count with "n"
    button: Any
    done: Any
    form: type[forms.Form]
    decide: Callable[[Document, User, str], Any]


def _reject(document: Document, by: User, reason: str) -> Document:
    return reject_document(document, by=by, rejected_reason=reason)


def _verify(document: Document, by: User, _reason: str) -> Document:
    return verify_document(document, by=by)


VERIFY = Decision(
    "verify_selected",
    State.VERIFIED,
    ngettext_lazy("Verify %(n)d document?", "Verify %(n)d documents?", "n"),
    ngettext_lazy("Verify %(n)d document", "Verify %(n)d documents", "n"),
    ngettext_lazy("%(n)d document is verified.", "%(n)d documents are verified.", "n"),
    VerifyForm,
    _verify,
)
REJECT = Decision(
    "reject_selected",
    State.REJECTED,
    ngettext_lazy("Reject %(n)d document?", "Reject %(n)d documents?", "n"),
    ngettext_lazy("Reject %(n)d document", "Reject %(n)d documents", "n"),
    ngettext_lazy("%(n)d document is rejected.", "%(n)d documents are rejected.", "n"),
    RejectForm,
    _reject,
)


def decide(
    page: DocumentAdmin, request: HttpRequest, chosen: QuerySet[Document], decision: Decision
) -> HttpResponse | None:
    """The page that asks, then the act and the list again. None leads back to the list."""
    documents = list(chosen[: MOST + 1])
    if len(documents) > MOST:
        messages.error(
            request, _("%(n)s documents at most are decided about at once. Narrow the list.") % {"n": f"{MOST:,}"}
        )
        return None
    by = account_of(request)
    know_people(by, (document.person_id for document in documents))
    apart = {document.pk: why for document in documents if (why := _why_not(document, by, decision))}
    open_ones = [document for document in documents if document.pk not in apart]
    form = decision.form(request.POST if CONFIRMED in request.POST else None, label_suffix="")
    if form.is_bound and form.is_valid() and SEEN not in request.POST:
        form.add_error(None, _("This page does not say what it showed. Read what is here and confirm again."))
    if form.is_bound and form.is_valid() and open_ones:
        _do(request, open_ones, decision, form.cleaned_data["reason"], by)
        return None
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": decision.heading % {"n": len(open_ones)},
        "documents": [(document, state_pill(document)) for document in open_ones],
        "apart": [(document, apart[document.pk]) for document in documents if document.pk in apart],
        "form": form,
        "button": decision.button % {"n": len(open_ones)},
        "action": decision.action,
        "confirmed": CONFIRMED,
        "seen_name": SEEN,
        "seen": ",".join(f"{document.pk}:{mark_of(document)}" for document in open_ones),
        "checkbox": ACTION_CHECKBOX_NAME,
        "is_danger": decision is REJECT,
    }
    return TemplateResponse(request, "admin/profiles/document/decide.html", context)


def _why_not(document: Document, by: User, decision: Decision) -> str | Promise:
    """Why the document stays as it is; "" when it does not."""
    if not can_change(by, document.person):
        return _("You may read this record and not change it.")
    if document.state == State.ARCHIVED:
        return _("It is archived. Bring it back first.")
    if document.state == decision.state:
        return _("That is its state already.")
    if decision.state == State.VERIFIED and document.person_id == by.pk and not by.is_superuser:
        return _("Nobody verifies their own document. Ask a colleague.")
    return ""


def _do(request: HttpRequest, documents: Sequence[Document], decision: Decision, reason: str, by: User) -> None:
    # Under the name by which every act sends its reason: the history tells all of it as one story.
    take_reason(request, "reason", REASON)
    seen = dict(part.split(":", 1) for part in request.POST.get(SEEN, "").split(",") if ":" in part)
    done, changed = 0, []
    for document in _held(documents):
        if changed_since(document, seen.get(str(document.pk), "")):
            changed.append(document.title)
            continue
        try:
            decision.decide(document, by, reason)
            done += 1
        except ValidationError as error:
            messages.warning(request, f"{document.title}: {' '.join(error.messages)}")
    if done:
        messages.success(request, decision.done % {"n": done})
    if changed:
        messages.warning(request, _changed(changed))


def _held(documents: Sequence[Document]) -> QuerySet[Document]:
    """The documents as stored, held until the act ends."""
    held = Document.objects.select_for_update(of=("self",)).select_related("person__profile", "type", "current")
    return held.filter(pk__in=[document.pk for document in documents]).order_by("pk")


def _changed(titles: Sequence[str]) -> str:
    """Which documents somebody else was faster with."""
    sentence = ngettext(
        "%(n)d document was changed after you opened the page and stays as it is: %(titles)s. Look at it again.",
        "%(n)d documents were changed after you opened the page and stay as they are: %(titles)s. Look at them again.",
        len(titles),
    )
    return sentence % {"n": len(titles), "titles": ", ".join([*titles[:NAMED], *(["…"] if titles[NAMED:] else [])])}
