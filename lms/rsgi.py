"""The RSGI entry that granian serves for the one address that case systems ask thousands of times."""

import sys

import django

django.setup()

# Needs Django's apps.
from accreditation.api.door import MachineDoor  # noqa: E402
from core.batching import SWITCH_SECONDS  # noqa: E402

sys.setswitchinterval(SWITCH_SECONDS)

application = MachineDoor()
