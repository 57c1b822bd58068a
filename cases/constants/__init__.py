"""The words of a case by noun, and the sets of states that verbs ask about."""
