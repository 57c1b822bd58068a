"""What the partnership configures about cases, in Wagtail's editor."""

from cases.editing import price_list

price_list.register()
