"""The one app of HR Records."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    """Connects the receivers and the system checks when Django is ready."""

    name = "profiles"
    verbose_name = _("HR records")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the modules that register themselves; they need the models, so not earlier."""
        import_module("profiles.signals")
        import_module("profiles.checks")
