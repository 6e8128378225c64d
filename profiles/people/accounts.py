"""Accounts: inviting somebody to sign in, switching sign-in off, giving roles."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from profiles import policy
from profiles.history.access import record_access
from profiles.models import Event, RecordKind, roles_of
from profiles.people.invitations import invitation_token, invitation_uid
from profiles.people.preferences import language_of
from profiles.permissions import assignable_roles, can_manage_account

logger = logging.getLogger(__name__)


@transaction.atomic
def invite(person: User, *, by: User | None, link_base: str) -> None:
    """Let the person sign in and mail the single-use link with which they choose their password.

    ``link_base`` is the scheme and host that the person sees, for example ``https://hr.example``. Raises
    PermissionDenied when ``by`` may not manage the account, ValidationError when there is no work e-mail, the person
    has left or already has a password, or the mail does not leave.
    """
    if by is not None and not can_manage_account(by, person):
        raise PermissionDenied
    if not person.email:
        raise ValidationError(_("There is no work e-mail to send the invitation to. Add it and invite again."))
    if person.profile.has_left:
        raise ValidationError(_("The last day of this person has passed. Change it before you invite them."))
    if person.has_usable_password():
        raise ValidationError(_("This person has a password already. They can reset it from the sign-in page."))
    account = User.objects.select_for_update().get(pk=person.pk)
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
    person.is_active = True
    record_access(Event.Action.INVITE, subject=account, kind=RecordKind.PERSON, object_id=account.pk)
    try:
        # Inside the transaction: when no mail leaves, nothing has happened. A link without the change opens nothing.
        _invitation(account, link_base).send()
    except OSError as error:
        logger.exception("An invitation could not be mailed")
        raise ValidationError(
            _("The mail server did not take the invitation, so nobody was invited. Try again in a few minutes.")
        ) from error


def _invitation(account: User, link_base: str) -> EmailMessage:
    context = {
        "person": account,
        "name": account.profile.preferred_name or account.profile.display_name,
        "organisation": settings.ORGANISATION,
        "link_base": link_base,
        "uid": invitation_uid(account),
        "token": invitation_token(account),
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
    }
    with translation.override(language_of(account)):
        # A subject is one line, whatever the organisation is called.
        subject = " ".join(render_to_string("profiles/accounts/invitation_subject.txt", context).split())
        body = render_to_string("profiles/accounts/invitation_email.txt", context)
    return EmailMessage(subject, body, to=[account.email])


@transaction.atomic
def give_roles(person: User, names: Iterable[str], *, by: User) -> None:
    """Let the person hold exactly these of the roles that ``by`` may give; other roles stay as they are.

    Who holds a role may enter the admin. Raises PermissionDenied for a role that ``by`` may not give, and for
    one's own account unless ``by`` is an administrator.
    """
    wanted, giveable = frozenset(names), assignable_roles(by)
    held = frozenset(person.groups.filter(name__in=policy.ROLES).values_list("name", flat=True))
    changed = (wanted ^ held) & (giveable | wanted)
    if not changed <= giveable or (changed and by.pk == person.pk and not by.is_superuser):
        raise PermissionDenied
    keep = (held - giveable) | wanted
    if keep != held:
        others = person.groups.exclude(name__in=policy.ROLES)
        person.groups.set([*others, *Group.objects.filter(name__in=keep)])
        vars(person).pop("_policy_roles", None)
    staff = bool(keep) or person.is_superuser
    if person.is_staff != staff:
        person.is_staff = staff
        person.save(update_fields=["is_staff"])


def holds_a_role(person: User) -> bool:
    """Whether the account is more than an employee's."""
    return person.is_superuser or bool(roles_of(person))
