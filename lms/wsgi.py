"""The WSGI entry that granian serves: the machine interface's door, and Django behind it."""

import sys

from django.core.wsgi import get_wsgi_application

from lms.celery import prepare_to_wake

django = get_wsgi_application()
prepare_to_wake()

# Needs Django's apps.
from accreditation.api.door import MachineDoor  # noqa: E402

# How long a thread may go on before Python asks it to let another: long enough for a page or a batch of answers. At the
# default of 5 ms every thread that waits wakes up so often only to wait on (see benchmarks/register_check.py).
sys.setswitchinterval(0.1)

application = MachineDoor(django)
