"""What stands at the top of each page of a case."""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.banners import banners_for
from cases.concern_address import sealed_reference
from cases.contact import Way
from cases.contact import ways_to_contact as ways_of
from cases.models import AnswerElsewhere, Case, Person
from cases.tabs import TABS
from people.access import roles_in
from people.constants import Role

register = template.Library()
# How the ids of answers begin that an offline copy gave (`cases.registers.elsewhere.offline_id`).
OFFLINE = "offline-"


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


@register.simple_tag(takes_context=True)
def register_answer(context: Context, answer_id: str) -> SafeString:
    """The id of the register's answer; a link to its page for those who may open it (P7).

    An answer of a register elsewhere says whose it is, and one of the offline copy that it is and how old that was.
    """
    if settings.REGISTER_ELSEWHERE is not None or answer_id.startswith(OFFLINE):
        return _elsewhere(answer_id)
    if Role.ACCREDITATION_OFFICER not in roles_in(context["request"]):
        return format_html("<code>{}</code>", answer_id)
    return format_html('<a href="{}"><code>{}</code></a>', reverse("accreditation:answer", args=[answer_id]), answer_id)


def _elsewhere(answer_id: str) -> SafeString:
    kept = AnswerElsewhere.objects.filter(answer_id=answer_id).first()
    if kept is None:
        return format_html("<code>{}</code>", answer_id)
    if kept.copy_age is None:
        return format_html("<code>{}</code> ({})", answer_id, kept.register)
    minutes = int(kept.copy_age.total_seconds()) // 60
    words = f"from the offline copy of {kept.register}, which could not be reached; the copy was {minutes} minutes old"
    return format_html("<code>{}</code> ({})", answer_id, words)


@register.simple_tag
def ways_to_contact(person: Person) -> list[Way]:
    """Every way to reach the person, with whether it may be used."""
    return ways_of(person)
