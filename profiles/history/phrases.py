"""What one event says, as the end of a sentence that begins with the name of who did it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.models import Event, Operation, RecordKind

_Action = Event.Action
_Text = str | Promise

_PHRASES: Mapping[tuple[Event.Action, RecordKind], _Text] = {
    (_Action.CREATE, RecordKind.PERSON): gettext_lazy("added the record"),
    (_Action.CREATE, RecordKind.PROFILE): gettext_lazy("added the profile"),
    (_Action.CREATE, RecordKind.EMPLOYMENT): gettext_lazy("added a job"),
    (_Action.CREATE, RecordKind.CONTACT): gettext_lazy("added an emergency contact"),
    (_Action.CREATE, RecordKind.SCOPE): gettext_lazy("gave a department to keep"),
    (_Action.UPDATE, RecordKind.PERSON): gettext_lazy("changed the account"),
    (_Action.UPDATE, RecordKind.PROFILE): gettext_lazy("changed the profile"),
    (_Action.UPDATE, RecordKind.EMPLOYMENT): gettext_lazy("changed a job"),
    (_Action.UPDATE, RecordKind.CONTACT): gettext_lazy("changed an emergency contact"),
    (_Action.UPDATE, RecordKind.SCOPE): gettext_lazy("changed a department to keep"),
    (_Action.DELETE, RecordKind.EMPLOYMENT): gettext_lazy("removed a job"),
    (_Action.DELETE, RecordKind.CONTACT): gettext_lazy("removed an emergency contact"),
    (_Action.DELETE, RecordKind.SCOPE): gettext_lazy("took a department to keep"),
    (_Action.VIEW, RecordKind.PERSON): gettext_lazy("opened the record"),
    (_Action.EXPORT, RecordKind.PERSON): gettext_lazy("exported the record"),
}
_WHATEVER: Mapping[Event.Action, _Text] = {
    _Action.BASELINE: gettext_lazy("recorded what was found"),
    _Action.LOGIN: gettext_lazy("signed in"),
    _Action.LOGOUT: gettext_lazy("signed out"),
    _Action.LOGIN_FAILED: gettext_lazy("tried to sign in and failed"),
    _Action.PASSWORD: gettext_lazy("set the password"),
    _Action.PERMISSION: gettext_lazy("changed the roles"),
    _Action.INVITE: gettext_lazy("sent an invitation to sign in"),
    _Action.EXPORT: gettext_lazy("exported the record"),
    _Action.RESTORE: gettext_lazy("restored earlier values"),
    _Action.REDACT: gettext_lazy("redacted values"),
    _Action.UNDO: gettext_lazy("undid an import"),
    _Action.ASK: gettext_lazy("asked for missing documents"),
}
_DOCUMENTS: Mapping[Event.Action, _Text] = {
    _Action.CREATE: gettext_lazy("added “%(title)s”"),
    _Action.UPDATE: gettext_lazy("changed “%(title)s”"),
    _Action.DELETE: gettext_lazy("removed “%(title)s”"),
    _Action.VIEW: gettext_lazy("opened “%(title)s”"),
    _Action.PREVIEW: gettext_lazy("looked at “%(title)s”"),
    _Action.DOWNLOAD: gettext_lazy("downloaded “%(title)s”"),
}
_NOBODY: Mapping[Operation.Kind, _Text] = {
    Operation.Kind.IMPORT: gettext_lazy("An import"),
    Operation.Kind.COMMAND: gettext_lazy("A command on the server"),
    Operation.Kind.API: gettext_lazy("Another system"),
    Operation.Kind.WEB: gettext_lazy("A visitor"),
}

#: The pages on which people keep their own record; everything else on the web is the administration.
OWN_PAGES = "/profile/"


def phrase(event: Event, title: str, number: int | None = None) -> str:
    """What the event says; ``title`` and ``number`` name the document and the version it speaks of, if any."""
    action = _Action(event.action)
    said = _document(event, action, title, number) if title else ""
    kind = RecordKind(event.kind) if event.kind is not None else None
    if not said and kind is not None:
        said = str(_PHRASES.get((action, kind), ""))
    said = (
        said or str(_WHATEVER.get(action, "")) or f"{event.get_action_display()} {kind.label if kind else ''}".strip()
    )
    refused = event.outcome == Event.Outcome.REFUSED and action != _Action.LOGIN_FAILED
    return _("was refused (%(what)s)") % {"what": said} if refused else said


def _document(event: Event, action: Event.Action, title: str, number: int | None) -> str:
    if action == _Action.UPDATE and "current" in event.changed and number:
        return _("added version %(number)s of “%(title)s”") % {"number": number, "title": title}
    words = _DOCUMENTS.get(action)
    return str(words) % {"title": title} if words else ""


def who(operation: Operation) -> str:
    """Who acted, by the name of that time; what stands for somebody where nobody is known."""
    if operation.actor_id is not None or operation.actor_name:
        return operation.actor_name or _("Somebody")
    if not operation.is_attributed:
        return _("Nobody known")
    return str(_NOBODY.get(Operation.Kind(operation.kind), _("The system")))


def route(operation: Operation) -> str:
    """The way by which the act came in, in a word."""
    if operation.kind == Operation.Kind.WEB:
        return _("Own page") if operation.route.startswith(OWN_PAGES) else _("Web")
    words = {
        Operation.Kind.IMPORT: _("Import"),
        Operation.Kind.COMMAND: _("Command"),
        Operation.Kind.API: _("API"),
        Operation.Kind.SYSTEM: _("System"),
    }
    return words[Operation.Kind(operation.kind)]
