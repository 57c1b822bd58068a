"""The group that judges whether training works."""
