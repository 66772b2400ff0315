"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  read the pages before gunicorn forks: once instead of once a worker, and shared
