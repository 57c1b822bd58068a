"""Append-only events: who did what to which record, as labels and ids, with no foreign keys."""
