"""What is recorded and what is not, read from the code that records and from the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from profiles import policy
from profiles.models import Event, tracked_models

from .capture import KIND_AND_SUBJECT
from .commitments import columns_of
from .values import label_of_field

Text = str | Promise

#: Why a field of a tracked model is in no history row.
NOT_RECORDED: dict[tuple[str, str], Text] = {
    ("auth.User", "password"): _("A secret. That it was changed is an event, what it is stays out of the history."),
    ("auth.User", "last_login"): _("Moves with every sign-in, and each sign-in is an event of its own."),
    ("auth.User", "groups"): _("Giving and taking a role is an event of its own."),
    ("auth.User", "user_permissions"): _("Not used; giving and taking one would be an event of its own."),
    ("auth.Group", "permissions"): _("Roles come from the policy; giving and taking one is an event of its own."),
}

#: Why a kind of row keeps no history.
UNTRACKED: dict[str, Text] = {
    "profiles.DocumentVersion": _("Never changed and never removed: the row is its own history."),
    "profiles.Blob": _("Never changed and never removed; the digest of the bytes is in the document's history."),
    "profiles.Rendering": _("Made from the file and made again at will."),
    "profiles.PreviewPage": _("Made from the file and made again at will."),
    "profiles.Extract": _("Made from the file and made again at will."),
    "profiles.SavedView": _("Finds rows again and says nothing about anybody."),
    "profiles.Preferences": _("How one person reads pages: language, time zone, columns; changes no record."),
}
_SYSTEM = _("Kept by the system itself: it records, proves or carries out, and holds no facts of its own.")

#: When each action is told.
TOLD: dict[Event.Action, Text] = {
    Event.Action.CREATE: _("A record was added, in whatever way."),
    Event.Action.UPDATE: _("At least one field of a record changed; a save that changes nothing leaves nothing."),
    Event.Action.DELETE: _("A record was removed, or a file that belonged to nothing."),
    Event.Action.VIEW: _("Somebody opened the record of another person; once in ten minutes."),
    Event.Action.PREVIEW: _("Somebody looked at a document, or was refused."),
    Event.Action.DOWNLOAD: _("Somebody took a document, or was refused."),
    Event.Action.LOGIN: _("An account signed in."),
    Event.Action.LOGIN_FAILED: _("A sign-in failed. What was typed is not kept: it may be a password."),
    Event.Action.LOGOUT: _("An account signed out."),
    Event.Action.PASSWORD: _("A password was set or changed."),
    Event.Action.PERMISSION: _("A role or permission was given or taken."),
    Event.Action.INVITE: _("Somebody was invited to sign in."),
    Event.Action.EXPORT: _("Rows left as a file: which filters, how many rows, the digest of the file."),
    Event.Action.IMPORT: _("A file was imported."),
    Event.Action.BASELINE: _("A record that had no history yet was recorded as it stood."),
    Event.Action.RESTORE: _("A field was set back to an earlier value."),
    Event.Action.REDACT: _("Values were taken out of the history; the proof stays."),
    Event.Action.VERIFY: _("The history was verified."),
    Event.Action.REVIEW: _("Somebody signed off that the log was looked through."),
    Event.Action.UNDO: _("An import was undone."),
    Event.Action.ASK: _("A person was asked by mail for documents that are missing."),
}


@dataclass(frozen=True)
class FieldTold:
    """One field: whether its values are in the history, and why not."""

    name: str
    label: str
    is_recorded: bool
    why_not: Text
    kept: str


@dataclass(frozen=True)
class RecordTold:
    """One kind of record with its fields."""

    label: str
    fields: Sequence[FieldTold]


def records_told() -> list[RecordTold]:
    """Every tracked kind of record, each field of it."""
    return [
        RecordTold(capfirst(str(kind.label)), [_field(model, name) for name in policy.FIELDS[model._meta.label]])
        for model, (kind, _subject) in KIND_AND_SUBJECT.items()
    ]


def _field(model: type[models.Model], name: str) -> FieldTold:
    label = model._meta.label
    field = model._meta.get_field(name)
    recorded = getattr(field, "attname", name) in columns_of(model)
    why_not = "" if recorded else NOT_RECORDED.get((label, name), "")
    return FieldTold(name, label_of_field(label, name), recorded, why_not, policy.FIELDS[label][name].keep.value)


def untracked_told() -> list[tuple[str, Text]]:
    """Kinds of rows without a history, each with the reason."""
    tracked = {model._meta.label for model in tracked_models()}
    return [
        (capfirst(str(apps.get_model(label)._meta.verbose_name)), UNTRACKED.get(label, _SYSTEM))
        for label in policy.FIELDS
        if label not in tracked
    ]


def actions_told() -> list[tuple[str, Text]]:
    """Every action that leaves an event, each with when it does."""
    return [(capfirst(str(action.label)), TOLD.get(action, "")) for action in Event.Action]
