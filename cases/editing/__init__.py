"""What the partnership configures about cases, in Wagtail's editor."""
