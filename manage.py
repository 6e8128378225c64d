#!/usr/bin/env python3
"""The command line of HR Records: `python3 manage.py demo`, `python3 manage.py test` and every other command.

This file must parse under any Python 3, so that an old one gets a sentence instead of a syntax error.
"""

import os
import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (the very Python this line is for never sees pyproject.toml)
        sys.exit(
            f"HR Records needs Python 3.11 or newer; this is {sys.version_info[0]}.{sys.version_info[1]}. "
            "Install a newer Python and start again with it, for example: python3.11 manage.py demo"
        )
    if sys.platform == "win32":
        sys.exit("HR Records runs on Linux and macOS. On Windows, start it inside the Linux subsystem (WSL).")

    from hrsite import bootstrap

    bootstrap.prepare(sys.argv)

    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrsite.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        if settings.configured:  # a mistake in the code, not in the environment variables
            raise
        sys.exit(f"HR Records does not start. {problem}")
