"""Documents of a person: ``Document`` → ``DocumentVersion`` → ``Blob``. Nothing is overwritten, nothing removed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles import policy

from .access import Viewer, VisibleQuerySet, roles_of
from .base import AppendOnly, AppendOnlyQuerySet, AuditedRecords, TrackedModel, TrackedQuerySet


class DocumentType(TrackedModel):
    """How documents of one kind are treated. Types are switched off, never removed: files keep their type."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    help_text = models.CharField(_("help for the person"), max_length=300, blank=True)
    folder = models.CharField(
        _("folder"),
        max_length=40,
        validators=[RegexValidator(r"\A[a-z0-9][a-z0-9-]*\Z", _("Write small letters, digits and hyphens."))],
        help_text=_("New files of this type are stored below this folder. Small letters, digits and hyphens."),
    )
    employee_sees = models.BooleanField(_("the person sees it"), default=True)
    employee_adds = models.BooleanField(_("the person may add it"), default=False)
    auditor_opens = models.BooleanField(_("auditors may open it"), default=False)
    formats = models.JSONField(_("formats"), default=list, blank=True)
    max_size_mb = models.PositiveSmallIntegerField(_("largest size, MB"), null=True, blank=True)
    one_current = models.BooleanField(
        _("one current document"),
        default=False,
        help_text=_("A new file becomes a new version of the document that is there."),
    )
    expiry_required = models.BooleanField(_("expiry date required"), default=False)
    needs_verification = models.BooleanField(_("HR verifies it"), default=False)
    is_required = models.BooleanField(
        _("every record needs one"),
        default=False,
        help_text=_("A record without such a document is incomplete until the person leaves."),
    )
    retention_months = models.PositiveSmallIntegerField(_("kept after leaving, months"), default=24)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = TrackedQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name = _("document type")
        verbose_name_plural = _("document types")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Blob(AppendOnly):
    """Stored bytes, known by their SHA-256. ``storage_key`` is relative to the media root; sizes in bytes."""

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    storage_key = models.CharField(max_length=200, unique=True)
    stored_at = models.DateTimeField(auto_now_add=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.storage_key


class DocumentQuerySet(VisibleQuerySet["Document"]):
    """Reading vocabulary of documents."""

    def visible_to(self, user: Viewer) -> DocumentQuerySet:
        """Documents that the account may know of; the person sees their own where the type allows."""
        rows = super().visible_to(user)
        if user.is_superuser or roles_of(user) & policy.ROLES.keys():
            return rows
        return rows.filter(type__employee_sees=True).kept()

    def kept(self) -> DocumentQuerySet:
        """Documents that are not archived."""
        return self.exclude(state=Document.State.ARCHIVED)

    def newest_of_type(self, code: str) -> Document | None:
        """Of the documents that are not archived, the one of this type whose current version came last, or None."""
        rows = self.kept().filter(type__code=code, current__isnull=False).select_related("type", "current__blob")
        return rows.order_by("-current__uploaded_at", "-current__pk").first()

    def counting(self) -> DocumentQuerySet:
        """Documents that count today: kept, not rejected and not past their last day."""
        in_date = Q(expires_on=None) | Q(expires_on__gte=timezone.localdate())
        return self.kept().exclude(state=Document.State.REJECTED).filter(in_date)

    def with_version(self) -> DocumentQuerySet:
        """Load what a line in a list shows, in the same query."""
        return self.select_related("type", "current__blob__rendering", "current__uploaded_by__profile")


class Document(TrackedModel):
    """One document of a person, whatever its version. ``expires_on`` is the last day on which it counts."""

    class State(models.TextChoices):
        """How far HR has come with it."""

        SUBMITTED = "submitted", _("To verify")
        VERIFIED = "verified", _("Verified")
        REJECTED = "rejected", _("Rejected")
        ARCHIVED = "archived", _("Archived")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="documents"
    )
    type = models.ForeignKey(DocumentType, verbose_name=_("type"), on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=150, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    rejected_reason = models.TextField(_("reason for rejection"), blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    current = models.ForeignKey(
        "DocumentVersion",
        verbose_name=_("current version"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = DocumentQuerySet.as_manager()
    history = AuditedRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["type__position", "title", "pk"]
        indexes = [models.Index(fields=["person", "type"], name="document_person_type")]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(issued_on__lte=F("expires_on")),
                name="document_issued_before_expiry",
                violation_error_message=_("It expires before it was issued. Correct one of the dates."),
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(rejected_reason=""),
                name="document_rejected_with_reason",
                violation_error_message=_("Say why it is rejected, so that the person can send a better one."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_expired(self) -> bool:
        """Whether its last day lies in the past."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()


class DocumentVersionQuerySet(AppendOnlyQuerySet["DocumentVersion"]):
    """Reading vocabulary of versions."""

    def visible_to(self, user: Viewer) -> DocumentVersionQuerySet:
        """Versions of the documents that the account may know of."""
        return self.filter(document__in=Document.objects.visible_to(user))


class DocumentVersion(AppendOnly):
    """One state of a document's bytes: written once, kept for good. ``number`` counts from 1."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="versions")
    display_name = models.CharField(_("file name"), max_length=255)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("added"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_number_once")]

    def __str__(self) -> str:
        return self.display_name
