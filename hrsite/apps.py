"""The admin as this project uses it."""

from django.contrib.admin.apps import AdminConfig


class HRAdminConfig(AdminConfig):
    """Django's admin with our site as the default, so that ``admin.register`` lands there."""

    default_site = "hrsite.admin.HRAdminSite"
