"""Who works where, as what, in which role, and who manages whom."""
