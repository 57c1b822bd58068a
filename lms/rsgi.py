"""The RSGI entry that granian serves for the one address that case systems ask thousands of times."""

import gc
import sys

import django

django.setup()

# Needs Django's apps.
from accreditation.api.door import MachineDoor  # noqa: E402
from core.batching import SWITCH_SECONDS  # noqa: E402

NEW_OBJECTS = 50_000

sys.setswitchinterval(SWITCH_SECONDS)
# A batch makes tens of thousands of objects that go by themselves. By default Python looks for circles among them after
# every 700, in vain, which was a sixth of the work.
gc.set_threshold(NEW_OBJECTS)

application = MachineDoor()
