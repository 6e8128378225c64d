"""The WSGI entry point: `gunicorn --config hrsite/deploy/gunicorn.conf.py`, or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from hrsite.encodings import utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hrsite.settings")

application = utf8_only(get_wsgi_application())
