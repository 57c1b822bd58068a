"""Who may, what may they authorise, and which actions may they take: AuthZEN's searches of the register.

The law: whoever or whatever a search names would get a yes to the same question at that moment. A search finds
candidates by the register's rows and then asks the decision function about each. It is not a permit, and answers nobody
with a receipt: before anything is authorised the question itself is asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accreditation.api.authzen import Search, Target
from accreditation.api.machine import bad_request
from accreditation.api.reading import ADAPTATION_TYPE, SUBJECT_TYPE, at_least_of, question_of, type_of
from accreditation.api.tenants import Found
from accreditation.constants import EVERY_KIND
from accreditation.decisions import decide, tier_for
from accreditation.exceptions import RegisterBehind
from accreditation.fact_reading import read_facts
from accreditation.models import Adaptation, CaseSystem, RegisterEntry
from accreditation.questions import Action, Question
from audit.services import record
from core import clock
from core.strict_json import Json

LARGEST_PAGE = 200
NOT_A_PERMIT = "A search permits nothing. Ask the question itself before anybody acts."

# What a page is made of: each candidate's key, which orders it, with the question about it.
Candidates = list[tuple[str, Question]]


@transaction.atomic
def search_register(search: Search, *, case_system: CaseSystem) -> Found:
    """One page of those to whom the register would say yes now, with one audit event of who searched for what kind.

    The number of queries does not grow with the register: a page is so many candidates, of whom those stay that get a
    yes. Raises `ApiError` 400 and `RegisterBehind`.
    """
    record("accreditation.register_searched", case_system, by=None, detail={"kind": search.target})
    now = clock.now()
    candidates, after = FINDERS[search.target](search, now) if _is_known(search) else ([], None)
    facts = read_facts([question for _, question in candidates], now)
    if facts.register_number < at_least_of(search.context):
        raise RegisterBehind(f"The register's state is {facts.register_number}.")
    keys = [key for key, question in candidates if decide(question, facts).permitted]
    return found(search, keys, after, register_number=facts.register_number)


def found(search: Search, keys: Iterable[str], after: str | None, *, register_number: int) -> Found:
    """The page that these keys make."""
    return Found(
        results=[entity_of(search, key) for key in keys],
        after=after,
        context={"is_permit": False, "note": NOT_A_PERMIT, "register_number": register_number},
    )


def in_memory(search: Search, *, numbers: Iterable[str], codes: Iterable[str]) -> tuple[Candidates, str | None]:
    """The candidates of one page out of a register that is small enough to be gone through: the sandbox's."""
    if not _is_known(search) or search.target is Target.ACTION:
        return _actions(search, clock.now()) if _is_known(search) else ([], None)
    action = Action(search.action.name if search.action else "")
    if search.target is Target.RESOURCE and search.resource.type != ADAPTATION_TYPE:
        return [], None
    is_subject = search.target is Target.SUBJECT
    question = _question(search, action, code=search.resource.id if is_subject else "")
    chosen, after = window((key for key in sorted(numbers if is_subject else codes) if key > search.after), search)
    if is_subject:
        return [(key, replace(question, subject=key)) for key in chosen], after
    return [(key, replace(question, adaptation=key)) for key in chosen], after


def window(following: Iterable[str], search: Search) -> tuple[list[str], str | None]:
    """The keys of one page, and where the next page begins (None: nowhere).

    `following` are those after `search.after` in order; one more than fits on the page is enough.
    """
    limit, following = min(search.limit, LARGEST_PAGE), list(following)
    chosen = following[:limit]
    return chosen, None if len(following) <= limit else (chosen[-1] if chosen else search.after)


def _is_known(search: Search) -> bool:
    """Whether the register knows such types and such an action at all. What it does not know it finds nothing for."""
    if "at" in search.context:
        raise bad_request("A search is about now. Leave context.at out.")
    if search.subject.type != SUBJECT_TYPE:
        return False
    if search.action is None:
        return search.resource.type in {type_of(action) for action in Action}
    return search.action.name in Action and search.resource.type == type_of(Action(search.action.name))


def _question(search: Search, action: Action, *, code: str) -> Question:
    return question_of(
        subject=search.subject.id,
        action=action,
        code=code,
        properties=search.resource.properties,
        context=search.context,
    )


def _subjects(search: Search, now: datetime) -> tuple[Candidates, str | None]:
    """Those whose accreditation covers tier, tenure, locality and kind by the register's rows."""
    assert search.action  # noqa: S101 - only an action search has none
    question = _question(search, Action(search.action.name), code=search.resource.id)
    facts = read_facts([question], now)
    entries = RegisterEntry.objects.holding(now).filter(
        tenures__contains=f"|{question.tenure}|", localities__code=question.locality, number__gt=search.after
    )
    tier = tier_for(question, facts)
    if question.action is not Action.HOUSING_MOT and tier:
        entries = entries.filter(tier_rank__gte=tier.rank)
    if question.organisation:
        # Where somebody works is withheld with their name: no list may put the two together.
        entries = entries.filter(is_name_withheld=False)
    if adaptation := facts.adaptations.get(question.adaptation):
        entries = entries.filter(Q(kinds=f"|{EVERY_KIND}|") | Q(kinds__contains=f"|{adaptation.category}|"))
    numbers = entries.order_by("number").values_list("number", flat=True)
    chosen, after = window(numbers[: min(search.limit, LARGEST_PAGE) + 1], search)
    return [(number, replace(question, subject=number)) for number in chosen], after


def _resources(search: Search, now: datetime) -> tuple[Candidates, str | None]:
    """Every code of the catalogue. Homes are not the register's to list."""
    assert search.action  # noqa: S101 - only an action search has none
    if search.resource.type != ADAPTATION_TYPE:
        return [], None
    question = _question(search, Action(search.action.name), code="")
    codes = Adaptation.objects.filter(code__gt=search.after).order_by("code").values_list("code", flat=True)
    chosen, after = window(codes[: min(search.limit, LARGEST_PAGE) + 1], search)
    return [(code, replace(question, adaptation=code)) for code in chosen], after


def _actions(search: Search, now: datetime) -> tuple[Candidates, str | None]:
    actions = sorted(action.value for action in Action if type_of(action) == search.resource.type)
    chosen, after = window((name for name in actions if name > search.after), search)
    return [(name, _question(search, Action(name), code=search.resource.id)) for name in chosen], after


FINDERS: dict[Target, Callable[[Search, datetime], tuple[Candidates, str | None]]] = {
    Target.SUBJECT: _subjects,
    Target.RESOURCE: _resources,
    Target.ACTION: _actions,
}


def entity_of(search: Search, key: str) -> Json:
    """A result as AuthZEN writes it."""
    if search.target is Target.ACTION:
        return {"name": key}
    sought = search.subject if search.target is Target.SUBJECT else search.resource
    return {"type": sought.type, "id": key}
