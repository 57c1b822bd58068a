"""News for the apps above, sent inside the transaction that made it true."""

from django.dispatch import Signal

# Somebody completed a version of a module. Keyword: `completion`.
module_completed = Signal()

# A version of a module went live for the first time. Keyword: `version`.
module_published = Signal()

# A completion no longer follows from what was done. Keywords: `completion`, `withdrawal`.
completion_withdrawn = Signal()
