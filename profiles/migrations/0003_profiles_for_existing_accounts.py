"""Accounts that were there before HR Records get their profile; their history begins when the migrations are done."""

import uuid

from django.db import migrations


def backfill(apps, schema_editor):
    """Make the missing profiles; safe to run again."""
    user_model = apps.get_model("auth", "User")
    profile_model = apps.get_model("profiles", "Profile")
    for user in user_model.objects.filter(profile=None).iterator():
        profile_model.objects.create(user=user, public_id=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("profiles", "0002_database_guards")]
    operations = [migrations.RunPython(backfill, migrations.RunPython.noop)]
