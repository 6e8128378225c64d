"""Gunicorn for HR Records, started in the project folder: `gunicorn -c hrsite/deploy/gunicorn.conf.py`.

Behind a proxy that overwrites X-Forwarded-For and X-Forwarded-Proto (nginx.conf beside this file), set
TRUSTED_PROXY_COUNT=1.
"""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# A server is production unless told otherwise. What the settings miss is said here, once and in plain words: a
# worker's log line would leave the text out and the start would be tried again and again.
os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrsite.settings")
try:
    uncollected = not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
except ImproperlyConfigured as problem:
    sys.exit(f"HR Records does not start. {problem}")
if uncollected:
    sys.exit("HR Records does not start. Collect its styles first: python manage.py collectstatic --no-input")

wsgi_app = "hrsite.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 20  # seconds that running requests get when the server stops
keepalive = 5
max_requests = 2000  # a worker is renewed after so many requests, so that a leak stays small
max_requests_jitter = 200
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 (the folder that gunicorn itself advises: signs of life never wait for a disk)
    worker_tmp_dir = "/dev/shm"  # noqa: S108 (as above)

# Lines of JSON on stderr, like the application's. It writes the access line of each request itself, without
# query strings and one-time links, so gunicorn's stays off.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hrsite.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
    },
}
