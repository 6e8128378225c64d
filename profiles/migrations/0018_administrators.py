"""The few administrators are found by an index: every list of HR leaves them out."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("profiles", "0017_own_records"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX profiles_administrators ON auth_user (id) WHERE is_superuser",
            "DROP INDEX profiles_administrators",
        ),
    ]
