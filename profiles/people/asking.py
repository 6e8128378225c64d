"""Asking people for the documents that their record lacks, by a mail that names them and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from profiles.history.access import record_access
from profiles.models import Event, RecordKind
from profiles.permissions import can_change

from .completeness import Missing, completeness
from .preferences import language_of

logger = logging.getLogger(__name__)

#: Nobody is asked again before that.
ASKED_ONCE_IN = timedelta(days=1)


def wanted_of(person: User) -> list[Missing]:
    """The required documents that the record lacks and that the person brings themself."""
    return [each for each in completeness(person).missing if each.is_document and each.by_self]


def why_not(person: User, by: User, wanted: Sequence[Missing]) -> str:
    """Why the person cannot be asked now; "" when they can."""
    if not can_change(by, person):
        return _("You may read this record and not change it.")
    if not wanted:
        return _("Nothing is missing that the person could bring.")
    if not person.email:
        return _("There is no work e-mail to write to.")
    if _was_asked(person):
        return _("The person was asked within the last day.")
    if not person.is_active or not person.has_usable_password():
        return _("The person cannot sign in yet. Send an invitation first.")
    return ""


def _was_asked(person: User) -> bool:
    """Whether a mail left within ASKED_ONCE_IN: a form sent twice, or two members of HR."""
    asked = Event.objects.filter(subject_id=person.pk, action=Event.Action.ASK)
    return asked.filter(at__gte=timezone.now() - ASKED_ONCE_IN).exists()


@transaction.atomic
def ask_for_documents(person: User, wanted: Sequence[Missing], *, by: User, link_base: str) -> None:
    """Mail the person which documents are missing and where to add them; told in the history.

    ``link_base`` is the scheme and host that the person sees. Raises PermissionDenied, ValidationError when the mail
    does not leave.
    """
    # Held, so that of two who ask at once the second one sees what the first has done.
    list(User.objects.select_for_update(of=("self",)).filter(pk=person.pk).values_list("pk"))
    if why := why_not(person, by, wanted):
        if not can_change(by, person):
            raise PermissionDenied
        raise ValidationError(why)
    details = [each.name for each in wanted]
    record_access(Event.Action.ASK, subject=person, kind=RecordKind.PERSON, object_id=person.pk, details=details)
    try:
        # Inside the transaction: when no mail leaves, nobody was asked.
        _mail(person, wanted, link_base).send()
    except OSError as error:
        logger.exception("Somebody could not be asked for documents")
        raise ValidationError(_("The mail server did not take the mail. Try again in a few minutes.")) from error


def _mail(person: User, wanted: Sequence[Missing], link_base: str) -> EmailMessage:
    context = {
        "name": person.profile.preferred_name or person.profile.display_name,
        "titles": [each.title for each in wanted],
        "organisation": settings.ORGANISATION,
        "link_base": link_base,
    }
    with translation.override(language_of(person)):
        subject = " ".join(render_to_string("profiles/accounts/ask_subject.txt", context).split())
        body = render_to_string("profiles/accounts/ask_email.txt", context)
    return EmailMessage(subject, body, to=[person.email])
