"""The words of budgets (F3)."""

from decimal import Decimal

NOTHING = Decimal("0.00")
PENNY = Decimal("0.01")

# The month in which a financial year begins.
YEAR_BEGINS_IN = 4
