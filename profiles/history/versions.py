"""Which version of a document an event speaks of: the one that was looked at, or the one that was put there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from profiles.models import Blob, Document, DocumentType, DocumentVersion, Event, RecordKind, Rendering

from .commitments import history_model


def with_versions(events: QuerySet[Event]) -> QuerySet[Any]:
    """The events, each with what ``know_versions`` needs, in the same query."""
    rows = history_model(Document).objects.filter(history_id=OuterRef("history_id")).order_by()
    version = DocumentVersion.objects.filter(pk=OuterRef("version_pk")).order_by()
    return events.annotate(
        version_pk=Case(
            When(kind=RecordKind.VERSION, then=F("object_id")),
            When(kind=RecordKind.DOCUMENT, history_id__isnull=False, then=Subquery(rows.values("current_id")[:1])),
            output_field=BigIntegerField(null=True),
        )
    ).annotate(version_facts=Subquery(version.annotate(_facts=_facts()).values("_facts")[:1]))


def _facts() -> JSONObject:
    return JSONObject(
        pk=F("pk"),
        number=F("number"),
        display_name=F("display_name"),
        public_id=F("document__public_id"),
        title=F("document__title"),
        state=F("document__state"),
        employee_sees=F("document__type__employee_sees"),
        auditor_opens=F("document__type__auditor_opens"),
        media_type=F("blob__media_type"),
        storage_key=F("blob__storage_key"),
        form=F("blob__rendering__form"),
    )


def know_versions(events: list[Any], person: User) -> None:
    """Put the version on each event of ``with_versions`` about ``person``, without a query."""
    for event in events:
        facts = getattr(event, "version_facts", None)
        event.known_version = _version(facts, person) if facts else None


def version_of(event: Event) -> DocumentVersion | None:
    """The version that the event speaks of; None when it speaks of none."""
    found: DocumentVersion | None = getattr(event, "known_version", None)
    return found


def _version(facts: dict[str, Any], person: User) -> DocumentVersion:
    """A version with its document, type and file, to show and to ask the rules about; never to save."""
    kind = DocumentType(employee_sees=bool(facts["employee_sees"]), auditor_opens=bool(facts["auditor_opens"]))
    public_id = Document._meta.get_field("public_id").to_python(facts["public_id"])
    document = Document(public_id=public_id, title=facts["title"], state=facts["state"], type=kind, person=person)
    blob = Blob(media_type=facts["media_type"], storage_key=facts["storage_key"])
    rendering = Rendering(form=facts["form"]) if facts["form"] is not None else None
    blob._state.fields_cache["rendering"] = rendering
    return DocumentVersion(
        pk=facts["pk"], number=facts["number"], display_name=facts["display_name"], document=document, blob=blob
    )
