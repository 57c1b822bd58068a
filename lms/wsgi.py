"""The WSGI entry that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from lms.celery import prepare_to_wake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

application = get_wsgi_application()
prepare_to_wake()
