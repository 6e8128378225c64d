"""Who changed one's record and who looked, in sentences: names of people and of fields, never values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import BigIntegerField, Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import formats, timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles import policy
from profiles.models import Document, DocumentVersion, Event, Operation, RecordKind, people
from profiles.people.completeness import label_of

from .own_page import SELF

_Action = Event.Action

#: Events read for one page; several of them make one sentence.
_READ = 60
_FIELDS_NAMED = 3
_PHRASES_TOLD = 3

_LABELS = {RecordKind.PERSON: "auth.User", RecordKind.PROFILE: "profiles.Profile"}
_OWN_COMINGS_AND_GOINGS = (_Action.LOGIN, _Action.LOGOUT, _Action.LOGIN_FAILED)

#: What was done to what, as the end of a sentence that begins with a name or with "You".
_PHRASES = {
    (_Action.CREATE, RecordKind.PERSON): gettext_lazy("added your record"),
    (_Action.VIEW, RecordKind.PERSON): gettext_lazy("opened your record"),
    (_Action.EXPORT, RecordKind.PERSON): gettext_lazy("exported your record"),
    (_Action.INVITE, RecordKind.PERSON): gettext_lazy("sent you an invitation"),
    (_Action.ASK, RecordKind.PERSON): gettext_lazy("asked you for missing documents"),
    (_Action.PASSWORD, RecordKind.PERSON): gettext_lazy("set your password"),
    (_Action.PERMISSION, RecordKind.PERSON): gettext_lazy("changed your roles"),
    (_Action.CREATE, RecordKind.EMPLOYMENT): gettext_lazy("added a job"),
    (_Action.UPDATE, RecordKind.EMPLOYMENT): gettext_lazy("changed your job"),
    (_Action.DELETE, RecordKind.EMPLOYMENT): gettext_lazy("removed a job"),
    (_Action.CREATE, RecordKind.CONTACT): gettext_lazy("added an emergency contact"),
    (_Action.UPDATE, RecordKind.CONTACT): gettext_lazy("changed an emergency contact"),
    (_Action.DELETE, RecordKind.CONTACT): gettext_lazy("removed an emergency contact"),
    (_Action.CREATE, RecordKind.SCOPE): gettext_lazy("gave you a department to keep"),
    (_Action.DELETE, RecordKind.SCOPE): gettext_lazy("took a department from you to keep"),
}
_DOCUMENT_PHRASES = {
    _Action.CREATE: gettext_lazy("added “%(title)s”"),
    _Action.UPDATE: gettext_lazy("changed “%(title)s”"),
    _Action.VIEW: gettext_lazy("opened “%(title)s”"),
    _Action.PREVIEW: gettext_lazy("opened “%(title)s”"),
    _Action.DOWNLOAD: gettext_lazy("downloaded “%(title)s”"),
}
_WITHOUT_ACCOUNT = {
    Operation.Kind.IMPORT: gettext_lazy("An import"),
    Operation.Kind.COMMAND: gettext_lazy("A command on the server"),
    Operation.Kind.API: gettext_lazy("Another system"),
}


@dataclass(frozen=True)
class Act:
    """What somebody did in one go. ``person`` is None for the system and for accounts that are gone."""

    person: User | None
    sentence: str
    at: datetime

    @property
    def when(self) -> str:
        """The time as people say it, in the time zone of the installation."""
        local = timezone.localtime(self.at)
        today = timezone.localdate()
        if local.date() == today:
            return _("Today, %(time)s") % {"time": f"{local:%H:%M}"}
        if local.date() == today - timedelta(days=1):
            return _("Yesterday, %(time)s") % {"time": f"{local:%H:%M}"}
        return formats.date_format(local, "DATETIME_FORMAT")


def latest_acts(person: User, documents: Iterable[Document], most: int = 6) -> list[Act]:
    """The last things done with the person's record, newest first; two queries.

    ``documents`` are those the person may know of: events about others are left out, like changes of fields
    that the person does not see.
    """
    titles = {document.pk: document.title for document in documents}
    told: list[tuple[Operation, datetime, list[str]]] = []
    for _key, group in groupby(_events(person), key=lambda event: event.operation_id):
        events = list(group)
        phrases = _phrases(events, titles)
        if phrases and len(told) < most:
            told.append((events[0].operation, events[0].at, phrases))
    actors = {actor.pk: actor for actor in people().filter(pk__in={op.actor_id for op, _at, _p in told if op.actor_id})}
    return [_act(operation, at, phrases, person, actors) for operation, at, phrases in told]


def _events(person: User) -> QuerySet[Event]:
    """The newest events about the person; for a version of a document with the document's number."""
    version_of = DocumentVersion.objects.filter(pk=OuterRef("object_id")).values("document_id")[:1]
    mine = Event.objects.filter(subject_id=person.pk, outcome=Event.Outcome.DONE)
    return (
        mine.exclude(Q(action__in=_OWN_COMINGS_AND_GOINGS))
        .select_related("operation")
        .annotate(
            document_pk=Case(
                When(kind=RecordKind.DOCUMENT, then=F("object_id")),
                When(kind=RecordKind.VERSION, then=Subquery(version_of)),
                output_field=BigIntegerField(),
            )
        )
        .order_by("-id")[:_READ]
    )


def _phrases(events: list[Event], titles: Mapping[int, str]) -> list[str]:
    """What the events of one act say, each once, in the order in which it happened."""
    events = sorted(events, key=lambda event: event.pk)
    created = {(event.kind, event.object_id) for event in events if event.action == _Action.CREATE}
    if any(kind == RecordKind.PERSON for kind, _number in created):
        return [str(_PHRASES[_Action.CREATE, RecordKind.PERSON])]
    # What is added is written in several steps; only the first is news.
    news = [event for event in events if event.action != _Action.UPDATE or (event.kind, event.object_id) not in created]
    phrases = list(dict.fromkeys(filter(None, (_phrase(event, titles) for event in news))))
    changed, added = (str(_PHRASES[action, RecordKind.EMPLOYMENT]) for action in (_Action.UPDATE, _Action.CREATE))
    # A change from a day on ends one row and adds another.
    return [phrase for phrase in phrases if phrase != added or changed not in phrases]


def _phrase(event: Event, titles: Mapping[int, str]) -> str:
    """What one event says; nothing when it tells of something that the person does not see."""
    kind = RecordKind(event.kind) if event.kind is not None else None
    action = _Action(event.action)
    if kind in (RecordKind.DOCUMENT, RecordKind.VERSION):
        return _document_phrase(event, action, titles)
    if kind is None:
        return ""
    if action == _Action.UPDATE and kind in _LABELS:
        return _fields_phrase(_LABELS[kind], event.changed)
    if action == _Action.UPDATE and not _tells(kind, event.changed):
        return ""
    return str(_PHRASES.get((action, kind), ""))


def _tells(kind: RecordKind, changed: list[str]) -> bool:
    """Whether one of the changed fields is among those that the person sees."""
    label = {RecordKind.EMPLOYMENT: "profiles.EmploymentRecord", RecordKind.CONTACT: "profiles.EmergencyContact"}
    return kind not in label or bool(policy.visible_fields(label[kind], SELF) & set(changed))


def _document_phrase(event: Event, action: Event.Action, titles: Mapping[int, str]) -> str:
    title = titles.get(event.document_pk)  # type: ignore[attr-defined]
    if title is None or action not in _DOCUMENT_PHRASES:
        return ""
    phrase = _DOCUMENT_PHRASES[action]
    if action == _Action.UPDATE and "current" in event.changed:
        phrase = gettext_lazy("added a new version of “%(title)s”")
    elif action == _Action.UPDATE and "state" in event.changed:
        phrase = gettext_lazy("checked “%(title)s”")
    return str(phrase) % {"title": title}


def _fields_phrase(model_label: str, changed: list[str]) -> str:
    """The fields that were changed, by name, as far as the person sees them."""
    visible = policy.visible_fields(model_label, SELF)
    names = [label_of(model_label, name) for name in changed if name in visible]
    if not names:
        return ""
    named, more = names[:_FIELDS_NAMED], len(names) - _FIELDS_NAMED
    if more > 0:
        named.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return _("changed your %(fields)s") % {"fields": get_text_list(named, _("and"))}


def _act(operation: Operation, at: datetime, phrases: list[str], person: User, actors: Mapping[int, User]) -> Act:
    actor = actors.get(operation.actor_id) if operation.actor_id is not None else None
    if actor == person:
        who = _("You")
    elif operation.actor_id is not None:
        who = operation.actor_name or _("Somebody")
    else:
        who = str(_WITHOUT_ACCOUNT.get(Operation.Kind(operation.kind), _("The system")))
    what = get_text_list(phrases[:_PHRASES_TOLD], _("and"))
    if len(phrases) > _PHRASES_TOLD:
        what = _("%(what)s, and more") % {"what": ", ".join(phrases[:_PHRASES_TOLD])}
    return Act(actor, _("%(who)s %(what)s") % {"who": who, "what": what}, at)
