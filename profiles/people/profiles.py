"""A profile for accounts from before."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from profiles.models import Profile


def ensure_profiles() -> int:
    """Make the missing profiles of all accounts, all or none; how many were made."""
    with transaction.atomic():
        missing = list(User.objects.filter(profile=None).order_by("pk"))
        for user in missing:
            Profile.objects.ensure(user)
    return len(missing)
