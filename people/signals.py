"""News of people, sent inside the writing transaction; receivers write rows only."""

from django.dispatch import Signal

# What a public page may call somebody has changed: a new name, or one that is withheld or shown again. Keyword: user.
public_name_changed = Signal()
