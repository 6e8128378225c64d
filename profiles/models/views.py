"""Saved views: a list's filter, kept under a name, for oneself or for everybody."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .access import Viewer


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views as their readers know them."""

    def visible_to(self, user: Viewer) -> Self:
        """One's own and the shared ones."""
        return self.filter(Q(owner_id=user.pk) | Q(is_shared=True)) if user.pk else self.none()


class SavedView(models.Model):
    """The filter, order and columns of one list under a name. ``query`` is the list's query string.

    Without ``columns`` everybody sees the view with their own.
    """

    class Page(models.TextChoices):
        """The lists that keep views."""

        PEOPLE = "people", _("people")
        DOCUMENTS = "documents", _("documents")
        AUDIT = "audit", _("audit log")

    page = models.CharField(_("list"), max_length=20, choices=Page.choices)
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(_("filter"), max_length=2000, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    is_shared = models.BooleanField(_("shared with everybody who sees the list"), default=False)
    default_for_role = models.CharField(_("opens first for the role"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["page", "name"]
        constraints = [models.UniqueConstraint(fields=["owner", "page", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
