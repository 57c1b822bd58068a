"""Public pages and the dashboards that only compose what other apps offer."""
