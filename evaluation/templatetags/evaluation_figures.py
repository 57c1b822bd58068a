"""How figures of the report are written."""

from django import template

from evaluation.selectors.groups import Figure

register = template.Library()


@register.filter
def percent(share: float) -> str:
    return f"{share:.0%}"


@register.filter
def points(difference: float) -> str:
    """A difference of shares in percentage points, with a real minus sign."""
    rounded = round(difference * 100)
    return f"+{rounded}" if rounded > 0 else str(rounded).replace("-", "\N{MINUS SIGN}")


@register.filter
def figure(shown: Figure, unit: str) -> str:
    """A figure of a group, or the words that say why there is none."""
    if shown.is_hidden:
        return "Not shown"
    if shown.is_empty or shown.value is None:
        return "None"
    match unit:
        case "rating":
            return f"{shown.value:.1f}"
        case "points":
            return points(shown.value)
        case _:
            return str(shown.people)
