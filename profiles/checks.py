"""System checks of the house rules, ids ``hr.E001`` …"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models
from django.db.models.signals import post_delete, pre_delete

from profiles.models import (
    AppendOnly,
    AppendOnlyQuerySet,
    AuditedHistory,
    AuditedRecords,
    TrackedQuerySet,
    links_written,
    rows_written,
    tracked_models,
)

from . import policy
from .history.capture import KIND_AND_SUBJECT
from .history.commitments import history_model
from .history.guards import missing_guards
from .history.membership import LINKS

#: Settings of simple-history and the one value that each may have; any other such setting is refused.
ALLOWED_SETTINGS = {
    "SIMPLE_HISTORY_ENABLED": True,
    "SIMPLE_HISTORY_EDIT": False,
    "SIMPLE_HISTORY_REVERT_DISABLED": True,
    "SIMPLE_HISTORY_DATE_INDEX": False,
    "SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS": True,
    "SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD": True,
}

#: What knows who acts, and keeps a change and its history together.
MIDDLEWARE = "hrsite.operation.OperationMiddleware"

#: Attributes by which the library lets code write without history.
SILENCERS = ("skip_history_when_saving", "save_without_historical_record", "_history_date", "_change_reason")

#: Tables that are neither tracked nor append-only: what a program made of stored bytes, and can make again. They say
#: nothing that the bytes do not say, a later engine makes them anew, and an erasure takes them away with the bytes.
DERIVED = frozenset({"profiles.Rendering", "profiles.PreviewPage", "profiles.Extract"})

#: Tables that say nothing about a person's record by themselves, each with the reason why they keep no history.
WORKING = {
    "profiles.SavedView": "a filter's query string, kept for convenience",
    "profiles.Preferences": "how pages look to one person",
    "profiles.ImportBatch": "its acts are events; what it changed has history of its own",
    "profiles.ImportUpload": "a file in waiting, gone after a day",
    "profiles.ImportJob": "work under way, gone at its end; what it did are events",
    "profiles.ImportPart": "a page of a preview in waiting, gone after a day",
}


def own_models() -> list[type[models.Model]]:
    """The models that the policy speaks of: ours without history tables, accounts and roles."""
    ours = [model for model in apps.get_app_config("profiles").get_models() if not hasattr(model, "history_object")]
    return [*ours, apps.get_model("auth", "User"), apps.get_model("auth", "Group")]


@register(Tags.models)
def every_field_has_a_policy(**_: Any) -> list[CheckMessage]:
    """hr.E001: a model field without an entry in the policy table, or an entry without a field."""
    problems: list[CheckMessage] = []
    for model in own_models():
        fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        entries = set(policy.FIELDS.get(model._meta.label, {}))
        for name in sorted(fields ^ entries):
            what = "has no entry in policy.FIELDS" if name in fields else "stands in policy.FIELDS but is no field"
            problems.append(Error(f"{model._meta.label}.{name} {what}.", obj=model, id="hr.E001"))
    return problems


@register(Tags.models)
def every_model_is_tracked(**_: Any) -> list[CheckMessage]:
    """hr.E002: a business table that is neither tracked nor append-only, or has no name in events."""
    tracked = set(tracked_models())
    problems: list[CheckMessage] = []
    for model in own_models():
        is_kept = model in tracked or issubclass(model, AppendOnly) or model._meta.label in {*DERIVED, *WORKING}
        if not is_kept:
            problems.append(Error(f"{model._meta.label} keeps no history.", obj=model, id="hr.E002"))
        if model in tracked and model not in KIND_AND_SUBJECT:
            problems.append(Error(f"{model._meta.label} has no name in events.", obj=model, id="hr.E002"))
    return problems


@register(Tags.models)
def every_queryset_is_guarded(**_: Any) -> list[CheckMessage]:
    """hr.E004: a table of ours whose default manager could write past the history."""
    guarded = (TrackedQuerySet, AppendOnlyQuerySet)
    return [
        Error(f"{model._meta.label}.objects is neither tracked nor append-only.", obj=model, id="hr.E004")
        for model in own_models()
        if model._meta.label not in {*DERIVED, *WORKING} and not isinstance(model._default_manager.all(), guarded)
    ]


@register(Tags.models)
def every_history_is_ours(**_: Any) -> list[CheckMessage]:
    """hr.E005: a tracked model whose history is not written by the capture function, or can be silenced."""
    problems: list[CheckMessage] = []
    for model in tracked_models():
        records = vars(model._meta).get("audited_records")
        if not isinstance(records, AuditedRecords) or not issubclass(history_model(model), AuditedHistory):
            problems.append(
                Error(f"{model._meta.label} keeps its history past AuditedRecords.", obj=model, id="hr.E005")
            )
        for name in SILENCERS:
            if hasattr(model, name):
                problems.append(Error(f"{model._meta.label}.{name} silences history.", obj=model, id="hr.E005"))
        if not isinstance(model._base_manager.all(), TrackedQuerySet):
            problems.append(Error(f"{model._meta.label} can be written past history.", obj=model, id="hr.E005"))
    if not (rows_written.has_listeners() and links_written.has_listeners()):
        problems.append(Error("Nobody listens to what is written: history would be empty.", id="hr.E005"))
    return problems


@register(Tags.models)
def nothing_is_emptied_behind_the_scenes(**_: Any) -> list[CheckMessage]:
    """hr.E006: a relation whose deletion would change rows without history, or a role taken without an event."""
    written = (models.SET_NULL, models.SET_DEFAULT)
    problems: list[CheckMessage] = [
        Error(f"{field} is emptied without history: protect it.", obj=model, id="hr.E006")
        for model in tracked_models()
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.remote_field is not None
        and (field.remote_field.on_delete in written or hasattr(field.remote_field.on_delete, "deconstruct"))
    ]
    for through in LINKS:
        if pre_delete.has_listeners(through) or post_delete.has_listeners(through):
            # Django then removes the rows one by one, past the queryset that tells of them.
            problems.append(Error("A receiver of every deletion hides who loses a role.", obj=through, id="hr.E006"))
    return problems


@register(Tags.security)
def history_is_not_silenced(**_: Any) -> list[CheckMessage]:
    """hr.E003: a setting that would silence history, or its middleware taken out."""
    problems: list[CheckMessage] = [
        Error(f"{name} must not be {getattr(settings, name)!r}: history would have gaps.", id="hr.E003")
        for name in sorted(name for name in dir(settings) if name.startswith("SIMPLE_HISTORY_"))
        if name not in ALLOWED_SETTINGS or getattr(settings, name) is not ALLOWED_SETTINGS[name]
    ]
    if MIDDLEWARE not in settings.MIDDLEWARE:
        problems.append(Error(f"{MIDDLEWARE} is missing: nobody would be named.", id="hr.E003"))
    return problems


@register(Tags.database)
def history_is_guarded(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """hr.E007: a table of history or the ledger that the connected database would let somebody change."""
    return [
        Error(
            f"{table} can be changed: {', '.join(names)} missing or switched off.",
            hint="Restore the database's triggers from the migrations, then run audit_verify.",
            id="hr.E007",
        )
        for database in databases or ()
        for table, names in missing_guards(database).items()
    ]
