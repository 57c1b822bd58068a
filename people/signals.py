"""News of people, sent inside the writing transaction; receivers write rows only."""

from django.dispatch import Signal

# What a public page may call somebody has changed: a new name, or one that is withheld or shown again. Keyword: user.
public_name_changed = Signal()
# A staff check or a professional registration was recorded or ended. Keyword: user.
fitness_changed = Signal()
# An employment was started or ended. Keyword: user.
employment_changed = Signal()
