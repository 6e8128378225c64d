"""What a program made of stored bytes: how they can be shown, page images, text. All of it can be made again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .documents import Blob


class Rendering(models.Model):
    """How stored bytes can be shown. A blob without a row was not looked at yet; ``reason`` says why not shown.

    Derived from the bytes and therefore neither tracked nor append-only: a later engine may make it anew.
    """

    class Form(models.TextChoices):
        """In which form the file is shown; NONE when it cannot be."""

        PAGES = "pages", _("pages")
        TEXT = "text", _("text")
        TABLE = "table", _("tables")
        NONE = "none", _("no preview")

    class Scan(models.TextChoices):
        """What the virus scanner said; a file in which it finds something is never stored."""

        NONE = "", _("no scanner was set")
        CLEAN = "clean", _("Nothing found")
        UNSCANNED = "unscanned", _("Not scanned")

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="rendering")
    form = models.CharField(max_length=5, choices=Form.choices)
    reason = models.CharField(max_length=20, blank=True)
    page_count = models.PositiveIntegerField(null=True)
    has_text = models.BooleanField(default=False)
    scan = models.CharField(max_length=9, choices=Scan.choices, blank=True)
    engine = models.CharField(max_length=40)
    rendered_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(form="none") ^ models.Q(reason=""), name="rendering_shown_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blob_id} {self.form}"

    @property
    def is_ready(self) -> bool:
        """Whether there is something to show."""
        return self.form != self.Form.NONE


class PreviewPage(models.Model):
    """One image of one page, in pixels; with an empty ``storage_key`` it says why there is none. Pages count from 1."""

    class Size(models.TextChoices):
        """How large the image is: to read, or for a list."""

        FULL = "full", _("to read")
        THUMB = "thumb", _("for lists")

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="preview_pages")
    number = models.PositiveIntegerField()
    size = models.CharField(max_length=5, choices=Size.choices)
    storage_key = models.CharField(max_length=200, blank=True)
    size_bytes = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("page image")
        verbose_name_plural = _("page images")
        constraints = [
            models.UniqueConstraint(fields=["blob", "number", "size"], name="preview_page_once"),
        ]

    def __str__(self) -> str:
        return self.storage_key or f"{self.blob_id} {self.number} {self.reason}"


class Extract(models.Model):
    """Text and tables read from stored bytes, in a table of their own so that no list ever loads them.

    ``text`` holds at most 1 MB in UTF-8; ``tables`` sheets as ``{"name", "rows", "is_cut"}``.
    """

    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="extract")
    text = models.TextField(blank=True)
    tables = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("extracted text")
        verbose_name_plural = _("extracted texts")

    def __str__(self) -> str:
        return str(self.blob_id)
