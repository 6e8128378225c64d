"""How much people may add to their own record, all files and versions counted; HR may always add more."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.models import DocumentVersion

from .checks import MEGABYTE
from .errors import UploadRejected


@dataclass(frozen=True)
class Quota:
    """What is left for a person's own uploads; never below 0."""

    files: int
    size_bytes: int


def quota_left(person: User) -> Quota:
    """How much the person may still add; one query."""
    added = DocumentVersion.objects.filter(document__person=person, uploaded_by=person)
    used = added.aggregate(files=Count("pk"), size=Sum("blob__size_bytes"))
    return Quota(
        files=max(0, settings.OWN_FILES_MAX - used["files"]),
        size_bytes=max(0, settings.OWN_FILES_MAX_BYTES - (used["size"] or 0)),
    )


def quota_text(person: User) -> str:
    """What stands beside the field: how much the person may still add."""
    left = quota_left(person)
    if not left.files or left.size_bytes < MEGABYTE:
        return _("You have added as much as one person may. Ask HR to add further files.")
    sentence = ngettext(
        "You can add %(files)d more file, up to %(size)d MB.",
        "You can add %(files)d more files, up to %(size)d MB together.",
        left.files,
    )
    return sentence % {"files": left.files, "size": left.size_bytes // MEGABYTE}


def check_quota(person: User, by: User | None, size_bytes: int) -> None:
    """Raises UploadRejected when ``by`` is the person and adds more than people may add to their own record."""
    if by is None or by.pk != person.pk:
        return
    left = quota_left(person)
    if not left.files:
        raise UploadRejected(
            "quota-files",
            _("You have added %(most)d files, as many as one person may. Ask HR to add this one.")
            % {"most": settings.OWN_FILES_MAX},
        )
    if size_bytes > left.size_bytes:
        raise UploadRejected(
            "quota-size",
            _("Your files together would be larger than %(most)d MB. Make this one smaller, or ask HR to add it.")
            % {"most": settings.OWN_FILES_MAX_BYTES // MEGABYTE},
        )
