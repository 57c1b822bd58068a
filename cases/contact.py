"""Whether, and how, somebody may be reached. Everything that writes, rings, visits or invites asks here (R4).

    if may_contact(case.person, by=ContactRoute.LETTER): ...

So that somebody has died, moved away, or is not safe to reach by some route is marked once.
"""

from dataclasses import dataclass

from cases.constants.people import ContactRoute
from cases.models import Person

NEEDS = {
    ContactRoute.EMAIL: ("email", "No e-mail address is known."),
    ContactRoute.TELEPHONE: ("telephone", "No telephone number is known."),
    ContactRoute.TEXT: ("telephone", "No telephone number is known."),
}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to reach somebody: whether it may be used, why not, what to mind. `is_safe` is None when not asked."""

    route: ContactRoute
    why_not: str
    note: str
    is_safe: bool | None

    @property
    def may_be_used(self) -> bool:
        return not self.why_not


def may_contact(person: Person, *, by: ContactRoute) -> bool:
    """Whether this person may be reached by this route today."""
    return not why_not(person, by=by)


def why_not(person: Person, *, by: ContactRoute) -> str:
    """Why this person may not be reached by this route, in a sentence; empty when they may.

    One query for a person, or none where `contact_rules` is prefetched.
    """
    return _way(person, by, {rule.route: rule for rule in person.contact_rules.all()}).why_not


def ways_to_contact(person: Person) -> list[Way]:
    """Every route, with whether it may be used. One query, or none where `contact_rules` is prefetched."""
    rules = {rule.route: rule for rule in person.contact_rules.all()}
    return [_way(person, route, rules) for route in ContactRoute]


def _way(person: Person, route: ContactRoute, rules: dict) -> Way:
    rule = rules.get(route)
    return Way(
        route=route,
        why_not=_reason(person, route, is_unsafe=rule is not None and not rule.is_allowed),
        note=rule.note if rule else "",
        is_safe=rule.is_allowed if rule else None,
    )


def _reason(person: Person, route: ContactRoute, *, is_unsafe: bool) -> str:
    if person.died_on:
        return "The person has died."
    if person.moved_on:
        return "The person has moved away."
    if is_unsafe:
        return "It is not safe to reach the person in this way."
    field, missing = NEEDS.get(route, ("", ""))
    return missing if field and not getattr(person, field) else ""
