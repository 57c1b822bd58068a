"""What stands at the top of each page of a case."""

from typing import Any

from django import template
from django.urls import reverse

from cases.banners import banners_for
from cases.concern_address import sealed_reference
from cases.models import Case
from cases.tabs import TABS

register = template.Library()


@register.inclusion_tag("cases/case_header.html")
def case_header(case: Case, current: str) -> dict[str, Any]:
    """Name, state, banners and the links between the pages; `current` is the name of this page's address."""
    return {
        "case": case,
        "banners": banners_for(case),
        "tabs": [(tab.label, reverse(f"cases:{tab.page}", args=[case.reference]), tab.page == current) for tab in TABS],
    }


@register.simple_tag
def concern_address(case: Case | str) -> str:
    """Where to report a concern, with the case sealed. Pages outside any case have none."""
    where = reverse("cases:concern")
    return f"{where}?about={sealed_reference(case)}" if isinstance(case, Case) else where
