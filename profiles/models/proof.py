"""What proves the ledger: the columns of each time, seals over batches of events, checkpoints sent out, reviews."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .base import AppendOnly, AppendOnlyQuerySet


class RecordSchema(AppendOnly):
    """The columns that a tracked model had at some time: what its commitments of that time were made of.

    ``code`` is derived from the label and the names, so that writers know it without asking.
    """

    code = models.CharField(_("code"), max_length=16, primary_key=True)
    model = models.CharField(_("model"), max_length=100)
    columns = models.JSONField(_("columns"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("columns of a record")
        verbose_name_plural = _("columns of records")

    def __str__(self) -> str:
        return f"{self.model} {self.code}"


class Seal(AppendOnly):
    """One signed batch: the Merkle root over all events between two numbers, chained to the seal before.

    ``hash`` is the SHA-256 of number, bounds, count, root and the previous hash; ``signature`` is Ed25519 (RFC 8032)
    over it. Hashes, roots and keys are 64 hex digits, signatures 128. Times are UTC.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    first_event = models.BigIntegerField(_("first event"))
    last_event = models.BigIntegerField(_("last event"), unique=True)
    count = models.PositiveIntegerField(_("events"))
    root = models.CharField(_("root"), max_length=64)
    previous = models.CharField(_("previous seal"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    signature = models.CharField(_("signature"), max_length=128)
    public_key = models.CharField(_("public key"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed"), default=timezone.now, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.first_event}–{self.last_event}"


class Checkpoint(AppendOnly):
    """A seal's line as it was sent to one place outside the database, or the failure to send it."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="checkpoints", verbose_name=_("seal"))
    sink = models.CharField(_("sent to"), max_length=200)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    is_sent = models.BooleanField(_("arrived"), default=True)
    receipt = models.CharField(_("answer"), max_length=300, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.seal_id} → {self.sink}"


class Review(AppendOnly):
    """An auditor's word that the ledger was looked through up to an event, for everything or for one filter.

    ``query`` is the query string of the audit log that was reviewed, empty for all of it.
    """

    up_to_event = models.BigIntegerField(_("reviewed up to"))
    query = models.CharField(_("filter"), max_length=2000, blank=True)
    note = models.TextField(_("note"), blank=True)
    reviewed_at = models.DateTimeField(_("reviewed"), default=timezone.now, editable=False)
    actor_id = models.BigIntegerField(_("reviewer"))
    actor_name = models.CharField(_("reviewer's name"), max_length=200)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.up_to_event}"
