"""Which view of the people list opens first is each person's own choice, not the view's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0019_changes_of_many"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="savedview",
            name="is_default",
        ),
        migrations.AddField(
            model_name="preferences",
            name="first_people_view",
            field=models.CharField(blank=True, max_length=20, verbose_name="view of the people list that opens first"),
        ),
    ]
