"""Accounts that were there before HR Records get their profile, with its first history row."""

import uuid

from django.db import migrations
from django.utils import timezone


def backfill(apps, schema_editor):
    """Make the missing profiles; safe to run again."""
    user_model = apps.get_model("auth", "User")
    profile_model = apps.get_model("profiles", "Profile")
    history_model = apps.get_model("profiles", "HistoricalProfile")
    columns = [field.attname for field in profile_model._meta.concrete_fields]
    for user in user_model.objects.filter(profile=None).iterator():
        profile = profile_model.objects.create(user=user, public_id=uuid.uuid4())
        history_model.objects.create(
            **{name: getattr(profile, name) for name in columns},
            history_date=timezone.now(),
            history_type="+",
        )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0002_database_guards")]
    operations = [migrations.RunPython(backfill, migrations.RunPython.noop)]
