"""The circumstances of every write and read: ``Operation`` (who, when, why, from where) and its ``Event`` lines."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .base import AppendOnly, AppendOnlyQuerySet


class Operation(AppendOnly):
    """One act of one actor: a request, a command, an import. All its events share its reason.

    ``actor_id`` is a plain number and ``actor_name`` the name at that time: an account may change or go,
    the line stays. ``commitment`` is the salted SHA-256 of the rest, sealed with each of the events. Times are UTC.
    """

    class Kind(models.IntegerChoices):
        """The route by which the act came in."""

        WEB = 1, _("web")
        IMPORT = 2, _("import")
        COMMAND = 3, _("command")
        API = 4, _("API")
        SYSTEM = 5, _("system")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    kind = models.PositiveSmallIntegerField(_("route"), choices=Kind.choices)
    actor_id = models.BigIntegerField(_("actor"), null=True, db_index=True)
    actor_name = models.CharField(_("actor's name"), max_length=200, blank=True)
    ip = models.GenericIPAddressField(_("address"), null=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    session_hash = models.CharField(_("session"), max_length=64, blank=True)
    request_id = models.CharField(_("request"), max_length=32, blank=True)
    route = models.CharField(_("page or command"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    source_sha256 = models.CharField(_("source file"), max_length=64, blank=True)
    is_attributed = models.BooleanField(_("attributed"), default=True)
    nonce = models.BinaryField(max_length=16, null=True, editable=False)
    commitment = models.BinaryField(max_length=32, null=True, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        # There should be none; the few that are must be found among millions.
        indexes = [models.Index(fields=["id"], name="operation_no_author", condition=models.Q(is_attributed=False))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.uuid}"


class RecordKind(models.IntegerChoices):
    """The kinds of record that events speak of; numbers are never reused."""

    PERSON = 1, _("person")
    ROLE = 2, _("role")
    PROFILE = 3, _("profile")
    EMPLOYMENT = 4, _("job")
    CONTACT = 5, _("emergency contact")
    DOCUMENT = 6, _("document")
    DOCUMENT_TYPE = 7, _("document type")
    DEPARTMENT = 8, _("department")
    LOCATION = 9, _("location")
    SCOPE = 10, _("scope")
    VERSION = 11, _("document version")
    OPERATION = 12, _("operation")
    SEAL = 13, _("seal")
    BATCH = 14, _("import")
    SETTING = 15, _("setting")


#: Writes of somebody to their own record: additions, changes, removals and roles.
OWN_RECORD = models.Q(actor_id=models.F("subject_id"), action__in=(1, 2, 3, 11))


class Event(AppendOnly):
    """One line of the ledger: an object written, opened or refused. Holds names of fields, never values."""

    class Action(models.IntegerChoices):
        """What was done."""

        CREATE = 1, _("added")
        UPDATE = 2, _("changed")
        DELETE = 3, _("removed")
        VIEW = 4, _("opened")
        PREVIEW = 5, _("previewed")
        DOWNLOAD = 6, _("downloaded")
        LOGIN = 7, _("signed in")
        LOGIN_FAILED = 8, _("failed to sign in")
        LOGOUT = 9, _("signed out")
        PASSWORD = 10, _("changed a password")
        PERMISSION = 11, _("changed roles")
        INVITE = 12, _("invited")
        EXPORT = 13, _("exported")
        IMPORT = 14, _("imported")
        BASELINE = 15, _("found as it stood")
        RESTORE = 16, _("restored")
        REDACT = 17, _("redacted")
        VERIFY = 18, _("verified the history")
        REVIEW = 19, _("reviewed the history")
        UNDO = 20, _("undid an import")
        ASK = 21, _("asked for documents")

    class Outcome(models.IntegerChoices):
        """How it ended."""

        DONE = 1, _("done")
        REFUSED = 2, _("refused")

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    operation = models.ForeignKey(Operation, on_delete=models.DO_NOTHING, db_constraint=False, related_name="events")
    actor_id = models.BigIntegerField(_("actor"), null=True)
    action = models.PositiveSmallIntegerField(_("action"), choices=Action.choices)
    kind = models.PositiveSmallIntegerField(_("record"), choices=RecordKind.choices, null=True)
    object_id = models.BigIntegerField(_("record's number"), null=True)
    subject_id = models.BigIntegerField(_("person"), null=True)
    history_id = models.BigIntegerField(_("history row"), null=True)
    changed = models.JSONField(_("fields"), default=list)
    outcome = models.PositiveSmallIntegerField(_("outcome"), choices=Outcome.choices, default=Outcome.DONE)
    #: The salted SHA-256 of the history row that the event stands for; the salt is in that row.
    commitment = models.BinaryField(max_length=32, null=True, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["subject_id", "-id"], name="event_subject"),
            models.Index(fields=["actor_id", "-id"], name="event_actor_newest"),
            models.Index(fields=["kind", "object_id", "-id"], name="event_object"),
            models.Index(fields=["at", "id"], name="event_time"),
            # Few of many: found without going through all of them.
            models.Index(fields=["id"], name="event_own_record", condition=OWN_RECORD),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.get_kind_display() or ''} {self.object_id or ''}".strip()
