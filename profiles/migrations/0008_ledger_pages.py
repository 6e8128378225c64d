"""Indexes for the pages of the audit log: an actor's newest events, and acts without a known author."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0007_rendering_scan")]

    operations = [
        migrations.RemoveIndex(model_name="event", name="event_actor"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["actor_id", "-id"], name="event_actor_newest"),
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(condition=models.Q(("is_attributed", False)), fields=["id"], name="operation_no_author"),
        ),
    ]
