"""The events that an account may read, and the ledger cut into pages by the numbers of events."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from profiles import policy
from profiles.models import Event, RecordKind, Viewer, roles_of, scope_department_ids, visible_people
from profiles.permissions import general_audiences, keeps_scope_only, know_visible
from profiles.policy import Audience

#: Kinds of records that are nobody's and that HR keeps: their events have no person.
_NOBODYS = (RecordKind.DOCUMENT_TYPE, RecordKind.LOCATION, RecordKind.SETTING)
#: A scope of at most so many people is told to the database by their numbers, so that it goes by its index.
_FEW_PEOPLE = 500


def may_read_ledger(user: Viewer) -> bool:
    """Whether the account may open the audit log: those who keep records and those who check them."""
    return bool(general_audiences(user) & {Audience.ADMINISTRATOR, Audience.HR, Audience.AUDITOR})


def reads_all_events(user: Viewer) -> bool:
    """Whether the account sees the events about everybody and those about nobody; such an account may review."""
    return bool(general_audiences(user) & {Audience.ADMINISTRATOR, Audience.AUDITOR})


def visible_events(user: Viewer) -> QuerySet[Event]:
    """The events that the account may know of.

    Administrators and auditors see all. HR sees those about people whose record it may open, and those about
    the organisation and its settings as far as they lie in its scope. Sign-ins that failed, exports of lists
    and the like are about nobody: they are for administrators and auditors. Everybody else sees none.
    """
    events: QuerySet[Event] = Event.objects.all()
    if reads_all_events(user):
        return events
    if not may_read_ledger(user):
        return events.none()
    organisation = Q(kind__in=_NOBODYS)
    if keeps_scope_only(user) and isinstance(user, User):
        organisation |= Q(kind=RecordKind.DEPARTMENT, object_id__in=scope_department_ids(user))
    else:
        organisation |= Q(kind=RecordKind.DEPARTMENT)
    return events.filter(_about_visible_people(user) | Q(organisation, subject_id=None))


def _about_visible_people(user: Viewer) -> Q:
    """The one access rule as a condition on events."""
    known = User.objects.filter(visible_people(user))
    if keeps_scope_only(user):
        few = list(known.values_list("pk", flat=True)[: _FEW_PEOPLE + 1])
        if len(few) <= _FEW_PEOPLE:
            know_visible(user, few)
            return Q(subject_id__in=few)
    return Q(Exists(known.filter(pk=OuterRef("subject_id"))))


def is_auditor(user: Viewer) -> bool:
    """Whether the account holds the auditor's role."""
    return policy.AUDITOR in roles_of(user)
