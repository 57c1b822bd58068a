"""The rules of a decision once more, as plainly as possible, against thousands of made-up registers (A4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accreditation.constants import DecisionKind, Status
from accreditation.decisions import decide
from accreditation.facts import DecisionFact, Facts, Held, ScopeFact, Subject, TogetherFact
from accreditation.models import Adaptation
from accreditation.questions import Action, Question, Reason
from accreditation.standing import standing_at
from people.vocabulary import Tenure, Tier

pytestmark = pytest.mark.django_db


DAY = date(2027, 6, 4)
NOON = datetime(2027, 6, 4, 12, tzinfo=UTC)
ITEMS = {
    code: Adaptation(code=code, category=category, tier=tier, registered_only=only)
    for code, category, tier, only in [
        ("A", "rails", Tier.DIRECT_ACCESS, False),
        ("B", "bathroom", Tier.SIMPLE, False),
        ("C", "stairs", Tier.MODERATE, False),
        ("D", "stairs", Tier.MODERATE, True),
    ]
}
PLACES = ["harbour", "islands"]


@st.composite
def held(draw: st.DrawFn) -> Held:
    scope = ScopeFact(
        tier=draw(st.sampled_from([Tier.SIMPLE, Tier.MODERATE])),
        kinds=frozenset(draw(st.sets(st.sampled_from(["bathroom", "stairs"])))),
        tenures=frozenset(draw(st.sets(st.sampled_from(Tenure.values), min_size=1))),
        localities=frozenset(draw(st.sets(st.sampled_from(PLACES), min_size=1))),
        valid_from=date(2027, 1, 1),
        valid_until=None,
    )
    days = draw(st.sampled_from([-1, 0, 1]))
    decisions = [
        DecisionFact(
            id=position + 1,
            kind=kind,
            overturns_id=None,
            effective_from=NOON - timedelta(days=30 - position),
            recorded_at=NOON - timedelta(days=30 - position),
            valid_until=DAY + timedelta(days=days) if position == 0 else None,
            register_number=position + 1,
            scopes=[scope] if position == 0 else [],
        )
        for position, kind in enumerate(
            [
                DecisionKind.GRANTED,
                *draw(st.sampled_from([[], ["suspended"], ["suspended", "reinstated"], ["revoked"]])),
            ]
        )
    ]
    return Held(
        number="TA-0000-0",
        actions=frozenset({"authorise"}),
        needs_staff_check=draw(st.booleans()),
        standing=standing_at(decisions, effective_at=NOON, known_at=NOON),
    )


questions = st.builds(
    Question,
    subject=st.sampled_from(["known", "unknown"]),
    action=st.sampled_from([Action.AUTHORISE, Action.HOUSING_MOT]),
    adaptation=st.sampled_from([*ITEMS, "X"]),
    tier=st.sampled_from([None, *Tier]),
    tenure=st.sampled_from([None, *Tenure]),
    locality=st.sampled_from([*PLACES, ""]),
    organisation=st.sampled_from(["", "own", "other"]),
    together_with=st.lists(st.sampled_from([*ITEMS, "X"]), max_size=3).map(tuple),
)


@given(
    held(), questions, st.booleans(), st.sets(st.tuples(st.sampled_from(Tenure.values), st.sampled_from(list(ITEMS))))
)
@settings(max_examples=400, deadline=None)
def test_a4_the_rules_agree_with_a_plain_model(
    entry: Held, question: Question, has_check: bool, listed: set[tuple[str, str]]
) -> None:
    subject = Subject(
        number=entry.number,
        accreditations=(entry,),
        registrations=(),
        organisations=frozenset({"own"}),
        has_staff_check=has_check,
    )
    facts = Facts(
        at=NOON,
        register_number=9,
        adaptations=ITEMS,
        direct_access=frozenset(listed),
        subjects={"known": subject},
        together=TogetherFact(items_from=3, tier=Tier.COMPLEX),
    )
    answer = decide(question, facts)
    assert answer.permitted == plainly(question, entry, has_check, listed)
    permits = {Reason.ACCREDITED, Reason.DIRECT_ACCESS, Reason.REGISTERED}
    assert (set(answer.reasons) <= permits) == answer.permitted
    assert list(answer.reasons) == sorted(set(answer.reasons), key=list(Reason).index)
    assert len(answer.reasons) == len(answer.explanations) > 0
    assert decide(question, facts) == answer


def plainly(question: Question, entry: Held, has_check: bool, listed: set[tuple[str, str]]) -> bool:
    item = ITEMS.get(question.adaptation)
    ranks = [tier.rank for tier in (question.tier, item.tier if item else None) if tier]
    if question.action is Action.HOUSING_MOT:
        return False
    if item is None:
        return False
    if (question.tenure, item.code) in listed and max(ranks) == item.tier.rank:
        return True
    if question.together_with:
        # Every item's tier counts, and three or more that are not on the list make it complex.
        if "X" in question.together_with:
            return False
        codes = {item.code, *question.together_with}
        ranks += [ITEMS[code].tier.rank for code in codes]
        ranks += [Tier.COMPLEX.rank] if len([c for c in codes if (question.tenure, c) not in listed]) >= 3 else []
    if question.subject == "unknown" or question.organisation == "other":
        return False
    if entry.standing.status is not Status.ACCREDITED or item.registered_only:
        return False
    if entry.needs_staff_check and not has_check:
        return False
    assert entry.standing.term is not None
    scope = entry.standing.term.scopes[0]
    assert scope.tier is not None
    return (
        max(ranks) <= scope.tier.rank
        and (not scope.kinds or item.category in scope.kinds)
        and question.tenure in scope.tenures
        and question.locality in scope.localities
    )
