"""How pages say when a period ends."""

from datetime import date, timedelta

from django import template

register = template.Library()


@register.filter
def last_day(until: date | None) -> date | None:
    """The last day on which something holds, as people are told it. `until` is the first on which it does not."""
    return until - timedelta(days=1) if until else None
