"""What the partnership configures about cases, in Wagtail's editor."""

from cases.editing import equipment, price_list

price_list.register()
equipment.register()
