"""From order to hand-over: every verb from every state, who may, and what the database refuses (P9, H5, P12)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.constants.decisions import Relation
from cases.constants.lines import LineKind, LineState
from cases.constants.provision import LIFE, ProvisionState, VisitKind
from cases.exceptions import (
    ConflictOfInterest,
    DutiesNotSeparate,
    HandOverIncomplete,
    NotYetPassed,
    NotYourOrganisation,
    UnderReview,
)
from cases.models import Provision, SolutionLine
from cases.pathway import next_step
from cases.services import (
    Agreed,
    accept_order,
    add_item,
    cancel_order,
    complete_works,
    declare_relation,
    decline_order,
    hand_over,
    inspect,
    plan_visit,
    propose_line,
    put_right,
    start_works,
    stop_line,
)
from core import clock
from core.exceptions import Refused
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_case, a_team, brought_to
from tests.factories.cases_provision import (
    A_HAND_OVER,
    a_fitter,
    a_provider,
    handed_over,
    order_in,
    ordered,
    passed,
    works_on,
)
from tests.factories.people import employed
from tests.unit.test_cases_register import the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
S = ProvisionState


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def fitter() -> User:
    return a_fitter()


@pytest.fixture
def line(team: Team) -> SolutionLine:
    return brought_to(LineState.COMMITTED, team)


def by_fitter(verb: Callable[..., object], **details: Any) -> Callable[..., object]:
    return lambda provision, team, fitter: verb(provision=provision, by=fitter, **details)


def by_caseworker(verb: Callable[..., object], **details: Any) -> Callable[..., object]:
    return lambda provision, team, fitter: verb(provision=provision, by=team.caseworker, **details)


RAIL = Agreed(name="Second rail", amount=Decimal("20.00"), reason="The first is not in reach.")
# What the product promises, written down a second time: from where each verb is allowed, and where it leads.
VERBS: dict[str, tuple[set[ProvisionState], Callable[..., object]]] = {
    "accept": ({S.PLACED}, by_fitter(accept_order)),
    "decline": ({S.PLACED, S.ACCEPTED, S.SCHEDULED}, by_fitter(decline_order, reason="No fitter.")),
    "agree_works": ({S.ACCEPTED, S.SCHEDULED}, lambda provision, team, fitter: works_on(provision, fitter, days=9)),
    "start": ({S.SCHEDULED}, by_fitter(start_works)),
    "complete": ({S.STARTED}, by_fitter(complete_works)),
    "pass_inspection": ({S.COMPLETED}, lambda provision, team, fitter: inspect(provision=provision, by=team.payer)),
    "find_snags": (
        {S.COMPLETED},
        lambda provision, team, fitter: inspect(provision=provision, by=team.payer, snags=["Loose."]),
    ),
    "add_item": ({S.PLACED, S.ACCEPTED, S.SCHEDULED, S.STARTED}, by_caseworker(add_item, item=RAIL)),
    "hand_over": (
        {S.PASSED},
        lambda provision, team, fitter: hand_over(line=provision.line, by=team.caseworker, **A_HAND_OVER),
    ),
    "cancel": (set(S) - {S.HANDED_OVER, S.DECLINED, S.CANCELLED}, by_caseworker(cancel_order, reason="She moves.")),
}


@pytest.mark.parametrize("state", S)
def test_p9_every_verb_works_from_its_own_states_and_no_other(
    team: Team, fitter: User, line: SolutionLine, state: ProvisionState
) -> None:
    provision = order_in(state, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    for verb, (allowed, act) in VERBS.items():
        provision.refresh_from_db()
        before, events = Provision.objects.filter(pk=provision.pk).values().get(), Event.objects.count()
        mark = transaction.savepoint()
        if state in allowed:
            act(provision, team, fitter)
            assert Event.objects.count() > events, verb
        else:
            with pytest.raises(Refused) as refusal:
                act(provision, team, fitter)
            assert str(refusal.value).endswith("."), verb
            assert Provision.objects.filter(pk=provision.pk).values().get() == before
            assert Event.objects.count() == events
        transaction.savepoint_rollback(mark)


def test_p9_the_life_says_what_the_verbs_do() -> None:
    told = {verb: set(LIFE.steps[verb].allowed_from) for verb in VERBS}
    assert told | {"hand_over": {S.PASSED}} == {verb: allowed for verb, (allowed, _) in VERBS.items()}


def test_p9_the_solution_says_what_comes_next_for_its_order(team: Team, fitter: User, line: SolutionLine) -> None:
    provision = ordered(line, team.caseworker)
    said = []

    def note() -> None:
        line.refresh_from_db()
        step = next_step(line, has_conversation=True)
        said.append((line.state, step.words if step else ""))

    note()
    for act in (
        lambda: accept_order(provision=provision, by=fitter),
        lambda: works_on(provision, fitter),
        lambda: start_works(provision=provision, by=fitter),
        lambda: complete_works(provision=provision, by=fitter),
        lambda: inspect(provision=provision, by=team.payer),
        lambda: hand_over(line=line, by=team.caseworker, **A_HAND_OVER),
    ):
        act()
        note()
    assert [state for state, _ in said] == [LineState.ORDERED] * 6 + [LineState.HANDED_OVER]
    assert [words for _, words in said] == [
        "Wait for the provider to accept the order",
        "Agree the works dates with the person",
        "Start the works",
        "Complete the works",
        "Inspect the works",
        "Hand it over to the person",
        "Record what it changed",
    ]


@pytest.mark.parametrize("call_off", [decline_order, cancel_order])
def test_p9_what_is_called_off_can_be_ordered_again_from_somebody_else(
    team: Team, line: SolutionLine, call_off: Callable[..., object]
) -> None:
    first = ordered(line, team.caseworker)
    call_off(provision=first, reason="No fitter until May.", by=team.caseworker)
    line.refresh_from_db()
    assert line.state == LineState.COMMITTED
    second = ordered(line, team.caseworker, provider=a_provider("northfield-works"))
    first.refresh_from_db()
    assert (first.number, second.number) == (f"{line.case}-{line.number}-1", f"{line.case}-{line.number}-2")
    assert first.called_off_reason == "No fitter until May."


@pytest.mark.parametrize("verb", ["assessed", "authorised", "fitted"])
def test_p9_whoever_assessed_authorised_or_fitted_it_does_not_inspect_it(
    team: Team, fitter: User, line: SolutionLine, verb: str
) -> None:
    """Design 3.16: assessor is not inspector. In words first; and the database refuses it too."""
    provision = order_in(S.COMPLETED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    person = {"assessed": team.caseworker, "authorised": team.assessor, "fitted": fitter}[verb]
    with pytest.raises((DutiesNotSeparate, NotYourOrganisation)):
        inspect(provision=provision, by=person)
    rows = Provision.objects.filter(pk=provision.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(passed_at=clock.now(), passed_by=person)
    assert rows.update(passed_at=clock.now(), passed_by=team.payer) == 1


def test_p9_a_colleague_who_recorded_the_works_does_not_inspect_them(team: Team, line: SolutionLine) -> None:
    recorder = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    provision = order_in(S.COMPLETED, line, by=team.caseworker, inspector=team.payer, fitter=recorder)
    with pytest.raises(DutiesNotSeparate, match="You fitted this"):
        inspect(provision=provision, by=recorder)


def test_p9_nobody_inspects_for_somebody_close_to_them(team: Team, fitter: User, line: SolutionLine) -> None:
    provision = order_in(S.COMPLETED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    declare_relation(case=line.case, relation=Relation.NEIGHBOUR, by=team.payer)
    with pytest.raises(ConflictOfInterest):
        inspect(provision=provision, by=team.payer)


def test_p9_snags_are_put_right_without_starting_any_clock_again(team: Team, fitter: User, line: SolutionLine) -> None:
    provision = order_in(S.COMPLETED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    completed = provision.completed_at
    inspect(provision=provision, by=team.payer, snags=["The seat is loose.", " ", "A tile is cracked."])
    assert [snag.words for snag in provision.snags.all()] == ["The seat is loose.", "A tile is cracked."]
    with clock.fixed(clock.now() + timedelta(days=3)):
        first, second = provision.snags.all()
        put_right(snag=first, by=fitter)
        provision.refresh_from_db()
        assert provision.state == S.SNAGS
        with pytest.raises(Refused, match="already"):
            put_right(snag=first, by=fitter)
        put_right(snag=second, by=fitter, note="A new tile.")
        provision.refresh_from_db()
        assert (provision.state, provision.completed_at) == (S.COMPLETED, completed)
        inspect(provision=provision, by=team.payer)
    provision.refresh_from_db()
    assert (provision.state, provision.completed_at) == (S.PASSED, completed)
    assert [inspection.has_passed for inspection in provision.inspections.all()] == [False, True]


def test_p9_nothing_that_needs_an_inspection_is_handed_over_without(
    team: Team, fitter: User, line: SolutionLine
) -> None:
    provision = order_in(S.COMPLETED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    assert provision.needs_inspection
    with pytest.raises(NotYetPassed):
        hand_over(line=line, by=team.caseworker, **A_HAND_OVER)
    whole = {"handed_over_at": clock.now(), "handed_over_by": team.caseworker, "was_demonstrated": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        Provision.objects.filter(pk=provision.pk).update(**whole, was_tried=True, contacts_left="Ring us.")


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"was_demonstrated": False}, "Show the person"),
        ({"was_tried": False}, "Let the person try it"),
        ({"contacts_left": " "}, "Leave a number"),
    ],
)
def test_p9_a_hand_over_is_shown_tried_and_leaves_a_number(
    team: Team, fitter: User, line: SolutionLine, missing: dict[str, Any], words: str
) -> None:
    order_in(S.PASSED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    with pytest.raises(HandOverIncomplete, match=words):
        hand_over(line=line, by=team.caseworker, **(A_HAND_OVER | missing))


def test_p9_what_was_not_tried_says_why(team: Team, fitter: User, line: SolutionLine) -> None:
    order_in(S.PASSED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    not_tried = {"was_tried": False, "not_tried_reason": "She was tired and tries it tomorrow with her sister."}
    assert hand_over(line=line, by=team.caseworker, **(A_HAND_OVER | not_tried)).state == S.HANDED_OVER


def test_p9_a_stopped_solution_takes_its_order_back(team: Team, line: SolutionLine) -> None:
    provision = ordered(line, team.caseworker)
    stop_line(line=line, reason="She chose a stool.", by=team.caseworker)
    provision.refresh_from_db()
    line.refresh_from_db()
    assert (provision.state, line.state) == (S.CANCELLED, LineState.STOPPED)


def test_p9_equipment_and_rehabilitation_go_the_same_way(team: Team) -> None:
    """What is merely agreed needs no inspection, and no item with a price."""
    case = a_case(team.caseworker)
    kinds = (LineKind.REHABILITATION, LineKind.OTHER, LineKind.TECHNOLOGY)
    for kind in kinds:
        line = propose_line(case=case, kind=kind, purpose="Balance.", by=team.caseworker)
        provision = ordered(line, team.caseworker)
        assert not provision.needs_inspection
        handed_over(line, by=team.caseworker, inspector=team.payer)


def test_p9_other_providers_and_other_organisations_may_do_nothing(team: Team, line: SolutionLine) -> None:
    provision = ordered(line, team.caseworker)
    for stranger in (a_fitter("northfield-works"), employed(organisation__code="millburn", roles=(Role.CASEWORKER,))):
        with pytest.raises(NotYourOrganisation):
            accept_order(provision=provision, by=stranger)
        with pytest.raises(NotYourOrganisation):
            plan_visit(
                provision=provision,
                kind=VisitKind.SURVEY,
                starts_at=clock.now() + timedelta(days=1),
                ends_at=clock.now() + timedelta(days=2),
                by=stranger,
            )


def test_p9_the_providers_staff_neither_add_items_nor_cancel(team: Team, fitter: User, line: SolutionLine) -> None:
    provision = ordered(line, team.caseworker)
    with pytest.raises(NotYourOrganisation):
        add_item(provision=provision, item=RAIL, by=fitter)
    with pytest.raises(NotYourOrganisation):
        cancel_order(provision=provision, reason="Full.", by=fitter)


def test_p12_nothing_is_fitted_while_the_line_is_under_review(team: Team, fitter: User, line: SolutionLine) -> None:
    provision = order_in(S.SCHEDULED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    the_suspension(team.assessor)
    with pytest.raises(UnderReview, match="review list"):
        start_works(provision=provision, by=fitter)


def test_p9_a_passed_order_waits_for_its_hand_over(team: Team, fitter: User, line: SolutionLine) -> None:
    provision = passed(ordered(line, team.caseworker), fitter=fitter, inspector=team.payer)
    assert next_step(line, has_conversation=True).page in {"hand-over", "order"}
    line.refresh_from_db()
    assert next_step(line, has_conversation=True).page == "hand-over"
    assert provision.passed_by == team.payer
