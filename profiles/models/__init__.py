"""Tables, constraints, one-record rules and the reading vocabulary; imports ``policy`` and ``lib`` only."""

from .access import (
    Viewer,
    VisibleQuerySet,
    general_audiences,
    know_roles,
    remembered,
    roles_of,
    scope_department_ids,
    visible_people,
    with_roles,
)
from .audit import Event, Operation, RecordKind
from .base import (
    CHANGED,
    CREATED,
    REMOVED,
    AppendOnly,
    AppendOnlyQuerySet,
    AuditedHistory,
    AuditedRecords,
    LinkQuerySet,
    TrackedModel,
    TrackedQuerySet,
    WriteRefused,
    links_written,
    rows_written,
    tracked_models,
)
from .documents import Blob, Document, DocumentType, DocumentVersion
from .employment import EmploymentRecord, managers_above
from .exchange import ImportBatch, ImportJob, ImportPart, ImportUpload
from .organisation import AccessScope, Department, Location
from .person import EmergencyContact, PersonQuerySet, PersonStatus, Profile, people
from .preferences import Preferences
from .previews import Extract, PreviewPage, Rendering
from .proof import Checkpoint, RecordSchema, Review, Seal
from .views import SavedView

__all__ = [
    "CHANGED",
    "CREATED",
    "REMOVED",
    "AccessScope",
    "AppendOnly",
    "AppendOnlyQuerySet",
    "AuditedHistory",
    "AuditedRecords",
    "Blob",
    "Checkpoint",
    "Department",
    "Document",
    "DocumentType",
    "DocumentVersion",
    "EmergencyContact",
    "EmploymentRecord",
    "Event",
    "Extract",
    "ImportBatch",
    "ImportJob",
    "ImportPart",
    "ImportUpload",
    "LinkQuerySet",
    "Location",
    "Operation",
    "PersonQuerySet",
    "PersonStatus",
    "Preferences",
    "PreviewPage",
    "Profile",
    "RecordKind",
    "RecordSchema",
    "Rendering",
    "Review",
    "SavedView",
    "Seal",
    "TrackedModel",
    "TrackedQuerySet",
    "Viewer",
    "VisibleQuerySet",
    "WriteRefused",
    "general_audiences",
    "know_roles",
    "links_written",
    "managers_above",
    "people",
    "remembered",
    "roles_of",
    "rows_written",
    "scope_department_ids",
    "tracked_models",
    "visible_people",
    "with_roles",
]
