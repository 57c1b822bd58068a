"""Modules, lessons, knowledge checks, completions and certificates."""
