"""A person's case, from first conversation to outcome."""
