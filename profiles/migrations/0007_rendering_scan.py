"""Whether the virus scanner looked at stored bytes is kept beside them, to be shown to HR."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0006_ledger_keys")]

    operations = [
        migrations.AddField(
            model_name="rendering",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[("", "no scanner was set"), ("clean", "Nothing found"), ("unscanned", "Not scanned")],
                default="",
                max_length=9,
            ),
            preserve_default=False,
        ),
    ]
