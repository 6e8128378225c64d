"""Changes of many people are told from imports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0018_administrators"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="is_change",
            field=models.BooleanField(default=False, verbose_name="change of many people"),
        ),
    ]
