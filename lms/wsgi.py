"""The WSGI entry that granian serves."""

import sys

from django.core.wsgi import get_wsgi_application

from core.batching import SWITCH_SECONDS
from lms.celery import prepare_to_wake

application = get_wsgi_application()
prepare_to_wake()
sys.setswitchinterval(SWITCH_SECONDS)
