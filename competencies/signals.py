"""News of competence, sent inside the transaction that made it. Each carries `sign_off`."""

from django.dispatch import Signal

sign_off_made = Signal()
sign_off_withdrawn = Signal()
