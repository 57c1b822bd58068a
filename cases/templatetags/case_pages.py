"""What stands at the top of each page of a case."""

from typing import Any

from django import template
from django.urls import reverse

from cases.banners import banners_for
from cases.contact import Way
from cases.contact import ways_to_contact as ways_of
from cases.models import Case, Person
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
def ways_to_contact(person: Person) -> list[Way]:
    """Every way to reach the person, with whether it may be used."""
    return ways_of(person)
