"""Imports: the batch as it is read, previewed, applied and undone, and the file while it is needed."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles import policy

from .access import Viewer, roles_of


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Imports as their readers know them."""

    def visible_to(self, user: Viewer) -> Self:
        """One's own; HR for everybody, auditors and administrators see all."""
        if not user.is_active or not user.pk:
            return self.none()
        if user.is_superuser or roles_of(user) & {policy.HR, policy.AUDITOR}:
            return self
        return self.filter(by_id=user.pk)


class ImportBatch(models.Model):
    """One uploaded file on its way into the records. Every change it made belongs to ``operation_id``.

    With ``is_change`` nobody uploaded it: it is the same change of many people, chosen in their list.
    ``counts`` holds the numbers of new, changed, unchanged, wrong and conflicting rows; ``digest`` is the SHA-256
    over the old and new values that the preview showed, and what is applied must still have it.
    """

    class State(models.TextChoices):
        """How far it has come."""

        UPLOADED = "uploaded", _("uploaded")
        READING = "reading", _("being read")
        PREVIEWED = "previewed", _("waiting for confirmation")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        UNDOING = "undoing", _("being undone")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")
        UNDONE = "undone", _("undone")
        PARTLY_UNDONE = "partly-undone", _("partly undone")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resource = models.CharField(_("records"), max_length=40, default="people")
    is_change = models.BooleanField(_("change of many people"), default=False)
    file_name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=10)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("size, bytes"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="import_batches",
        null=True,
        verbose_name=_("imported by"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.UPLOADED)
    headers = models.JSONField(_("columns of the file"), default=list)
    mapping = models.JSONField(_("columns as read"), default=dict)
    options = models.JSONField(_("options"), default=dict)
    notices = models.JSONField(_("notices"), default=list)
    counts = models.JSONField(_("rows"), default=dict)
    digest = models.CharField(_("digest of the preview"), max_length=64, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    message = models.TextField(_("message"), blank=True)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows to do"), default=0)
    is_cancel_asked = models.BooleanField(_("cancel asked"), default=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    operation_id = models.BigIntegerField(_("operation"), null=True, db_index=True)
    undo_operation_id = models.BigIntegerField(_("operation of the undo"), null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        permissions = [("import_missing", "Can create departments and locations by import")]

    def __str__(self) -> str:
        return self.file_name


class ImportUpload(models.Model):
    """The uploaded bytes, compressed, until the import is confirmed, cancelled or a day old."""

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="upload")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")

    def __str__(self) -> str:
        return str(self.batch)


class ImportJob(models.Model):
    """Work on an import beside the request that asked for it: what is to be done, and how far it is. Goes at its end.

    ``told`` holds who asked, why and from where; ``beat_at`` is when the job was last heard of.
    """

    class Act(models.TextChoices):
        """What is to be done."""

        PREVIEW = "preview", _("read")
        CONFIRM = "confirm", _("apply")
        UNDO = "undo", _("undo")

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="job")
    act = models.CharField(max_length=10, choices=Act.choices)
    told = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField()
    is_stop_asked = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("work on an import")
        verbose_name_plural = _("work on imports")

    def __str__(self) -> str:
        return f"{self.batch} {self.act}"


class ImportPart(models.Model):
    """One page of a preview: rows with their changes or errors, as shown; goes with the upload."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        verbose_name = _("page of a preview")
        verbose_name_plural = _("pages of previews")
        constraints = [models.UniqueConstraint(fields=["batch", "kind", "number"], name="one_part_of_a_number")]

    def __str__(self) -> str:
        return f"{self.batch} {self.kind} {self.number}"
