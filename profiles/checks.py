"""System checks of the house rules, ids ``hr.E001`` …"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models

from profiles.models import AppendOnly, AppendOnlyQuerySet, TrackedQuerySet, tracked_models

from . import policy
from .history.capture import KIND_AND_SUBJECT

#: Settings that would silence simple-history or let its own pages write.
FORBIDDEN_SETTINGS = {
    "SIMPLE_HISTORY_ENABLED": False,
    "SIMPLE_HISTORY_REVERT_DISABLED": False,
    "SIMPLE_HISTORY_EDIT": True,
}

#: Tables that are neither tracked nor append-only: what a program made of stored bytes, and can make again. They say
#: nothing that the bytes do not say, a later engine makes them anew, and an erasure takes them away with the bytes.
DERIVED = frozenset({"profiles.Rendering", "profiles.PreviewPage", "profiles.Extract"})

#: Tables that say nothing about a person's record by themselves, each with the reason why they keep no history.
WORKING = {
    "profiles.SavedView": "a filter's query string, kept for convenience",
    "profiles.ImportBatch": "its acts are events; what it changed has history of its own",
    "profiles.ImportUpload": "a file in waiting, gone after a day",
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
        if model._meta.app_label == "profiles"
        and model._meta.label not in {*DERIVED, *WORKING}
        and not isinstance(model._default_manager.all(), guarded)
    ]


@register(Tags.security)
def history_is_not_silenced(**_: Any) -> list[CheckMessage]:
    """hr.E003: a setting that would silence history."""
    return [
        Error(f"{name} must not be {value}: history would have gaps.", id="hr.E003")
        for name, value in FORBIDDEN_SETTINGS.items()
        if getattr(settings, name, not value) is value
    ]
