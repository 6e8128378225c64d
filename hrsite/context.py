"""What every page says about this installation; asks no database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def installation(request: HttpRequest) -> dict[str, Any]:
    """The organisation, the label of the environment and the time zone, for the frame of each page."""
    return {
        "organisation": settings.ORGANISATION,
        "environment_label": settings.ENVIRONMENT_LABEL,
        "times_in": timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " "),
    }
