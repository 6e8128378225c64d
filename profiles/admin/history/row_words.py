"""The rows of a record in words: jobs, contacts and documents as they were, each beside what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from profiles.history.as_of import Record, Row
from profiles.history.in_force import InForce
from profiles.history.values import DASH, display, plain
from profiles.models import Document, DocumentVersion, EmergencyContact, EmploymentRecord, Viewer
from profiles.permissions import can_open
from profiles.templatetags.hr import pill
from profiles.templatetags.hr_documents import is_pictured
from profiles.templatetags.hr_record import file_kind

from .record_words import Sight, fields_of, text_of

_JOB_COLUMNS = ("effective_from", "effective_to", "job_title", "department", "manager", "location", "fte")
_CONTACT_COLUMNS = ("name", "relationship", "phone", "priority")


@dataclass(frozen=True)
class RowLine:
    """A row in words: ``cells`` by the name of the field, ``state`` on the day, ``since`` what became of it."""

    cells: Mapping[str, str]
    state: str = ""
    since: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has no last day."""
        return self.cells.get("effective_to") == DASH


@dataclass(frozen=True)
class DocumentLine:
    """A document as it was, with the version that was current; addresses are empty for who may not open it."""

    title: str
    type: str
    file: str
    kind: str
    version: int | None
    state: SafeString
    issued: date | None
    expires: date | None
    since: str
    url: str
    picture: str


def job_rows(found: InForce, sight: Sight) -> list[RowLine]:
    """Every job that was known, the latest first."""
    lines = []
    for row in found.known.jobs:
        cells = _cells(found.known, row, _JOB_COLUMNS, sight)
        if cells.get("effective_to", DASH) != DASH and not row.is_redacted:
            # The column has the first day on which the job holds no more; people ask for its last one.
            cells["effective_to"] = plain(row["effective_to"] - timedelta(days=1))
        lines.append(RowLine(cells, _job_state(row, found.day), since(row, found.now.jobs, sight)))
    return lines


def _job_state(row: Row, day: date) -> str:
    if row.is_redacted:
        return ""
    job = EmploymentRecord(effective_from=row["effective_from"], effective_to=row["effective_to"])
    return job.state_on(day)


def contact_rows(found: InForce, sight: Sight) -> list[RowLine]:
    """The emergency contacts, for those who see them."""
    return [
        RowLine(_cells(found.facts, row, _CONTACT_COLUMNS, sight), "", since(row, found.now.contacts, sight))
        for row in found.facts.contacts
    ]


def _cells(record: Record, row: Row, names: Sequence[str], sight: Sight) -> dict[str, str]:
    model = row.model
    return {name: text_of(record, row, _field(model, name)) for name in names if sight.sees(model, name)}


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found: models.Field[Any, Any] = cast(Any, model._meta.get_field(name))
    return found


def since(row: Row, now: Sequence[Row], sight: Sight) -> str:
    """What became of the row until today, in words; "" when it stands as it was."""
    other = next((each for each in now if each.pk == row.pk), None)
    if other is None:
        return _("Removed since")
    if row.is_redacted:
        return ""
    fields = [each for each in fields_of(row.model) if sight.sees(row.model, each.name)]
    return _("Changed since") if any(row[each.attname] != other[each.attname] for each in fields) else ""


def added_later(shown: Sequence[Row], now: Sequence[Row]) -> int:
    """How many rows of today were not there."""
    return len({row.pk for row in now} - {row.pk for row in shown})


def document_lines(found: InForce, viewer: Viewer, person: User, sight: Sight) -> list[DocumentLine]:
    """Every document that was known, those that counted first; one query for the versions."""
    rows = found.documents()
    wanted = {row["current_id"] for row, _state in rows}
    versions = DocumentVersion.objects.select_related("document__type", "blob__rendering").in_bulk(wanted - {None})
    for version in versions.values():
        version.document.person = person
    return [_document_line(found, row, state, versions.get(row["current_id"]), viewer, sight) for row, state in rows]


def _document_line(
    found: InForce, row: Row, state: str, version: DocumentVersion | None, viewer: Viewer, sight: Sight
) -> DocumentLine:
    url = picture = ""
    if version is not None and can_open(viewer, version):
        public_id = version.document.public_id
        url = f"{reverse('profiles:preview', args=[public_id])}?v={version.number}"
        if is_pictured(version.blob):
            picture = reverse("profiles:preview-thumb", args=[public_id, version.number])
    return DocumentLine(
        title=_("redacted") if row.is_redacted else row["title"],
        type=display(_field(Document, "type"), row["type_id"], row.labels),
        file=version.display_name if version is not None else "",
        kind=file_kind(version.blob.storage_key) if version is not None else "",
        version=version.number if version is not None else None,
        state=_state_pill(row, state),
        issued=row["issued_on"],
        expires=row["expires_on"],
        since=since(row, found.now.documents, sight),
        url=url,
        picture=picture,
    )


def _state_pill(row: Row, state: str) -> SafeString:
    if row.is_redacted:
        return pill(_("Redacted"), "quiet off")
    if state == "expired":
        return pill(_("Ran out on %(day)s") % {"day": plain(row["expires_on"])}, "bad")
    if state == "later":
        return pill(_("Not there yet"), "info")
    if state == Document.State.REJECTED:
        return pill(_("Rejected"), "bad")
    if state == Document.State.ARCHIVED:
        return pill(_("Archived"), "quiet off")
    if row["state"] == Document.State.SUBMITTED:
        return pill(_("To verify"), "info")
    return pill(_("In force"), "quiet ok")


def sees_contacts(sight: Sight) -> bool:
    """Whether emergency contacts are shown at all."""
    return sight.sees(EmergencyContact, "name")
