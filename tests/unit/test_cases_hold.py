"""Holds: shown, never silent, each with a day on which somebody looks again (design, 3.7)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.banners import banners_for
from cases.constants.hold import HoldState, Paused
from cases.constants.intake import ClosedReason
from cases.constants.lines import LineState
from cases.constants.provision import ProvisionState
from cases.exceptions import AlreadyOnHold, CaseClosed, NotWhole, NotYourOrganisation, OnHold
from cases.models import Hold
from cases.selectors.hold import standing_holds
from cases.services import authorise, close_case, commit_funds, end_hold, hand_over, keep_hold, start_works, stop_line
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from people.constants import Role
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to
from tests.factories.cases_hold import a_hold
from tests.factories.cases_money import a_budget
from tests.factories.cases_provision import A_HAND_OVER, a_fitter, order_in, ordered
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.mark.parametrize("of_line", [True, False], ids=["line", "case"])
def test_p1_a_step_that_a_hold_pauses_is_refused_in_words_that_name_it(team: Team, of_line: bool) -> None:
    line = brought_to(LineState.COMMITTED, team)
    hold = a_hold(line.case, team.caseworker, line=line if of_line else None)
    with pytest.raises(OnHold, match="since 4 June 2027: She is in hospital"):
        ordered(line, team.caseworker)
    with pytest.raises(OnHold, match="That pauses ordering, fitting and handing over"):
        ordered(line, team.caseworker)
    end_hold(hold=hold, by=team.caseworker, note="She is home.")
    assert ordered(line, team.caseworker)


def test_p1_a_hold_pauses_nothing_else(team: Team) -> None:
    """Another solution of the case, another step, stopping, and a hold that is only shown."""
    line = brought_to(LineState.RECOMMENDED, team)
    other = a_line(line.case, team.caseworker)
    a_hold(line.case, team.caseworker, line=other, pauses=list(Paused))
    a_hold(line.case, team.caseworker, pauses=[])
    assert authorise(line=line, by=team.assessor).permitted
    stop_line(line=other, reason="A stool does.", by=team.caseworker)


def test_p1_authorising_waits_too_when_the_hold_says_so(team: Team) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    a_hold(line.case, team.caseworker, line=line, pauses=[Paused.DECISION])
    with pytest.raises(OnHold, match="authorising"):
        authorise(line=line, by=team.assessor)
    assert not line.authorisations.exists()


def test_p1_whoever_fits_it_is_told_to_wait_and_not_why(team: Team) -> None:
    line = brought_to(LineState.COMMITTED, team)
    fitter = a_fitter()
    provision = order_in(ProvisionState.SCHEDULED, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    a_hold(line.case, team.caseworker, line=line)
    with pytest.raises(OnHold, match=r"looked at again by 18 June 2027\. Ask ") as told:
        start_works(provision=provision, by=fitter)
    assert "hospital" not in str(told.value)


def test_p1_committing_money_waits_too_when_the_hold_says_so(team: Team) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    a_hold(line.case, team.caseworker, pauses=[Paused.MONEY])
    with pytest.raises(OnHold, match="committing money"):
        commit_funds(line=line, amount=Decimal(100), budget=a_budget(team.payer), by=team.payer)
    assert not line.commitments.exists()


def test_p1_a_hold_ends_with_what_it_holds(team: Team) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    of_line, of_case = a_hold(line.case, team.caseworker, line=line), a_hold(line.case, team.caseworker)
    stop_line(line=line, reason="A stool does.", by=team.caseworker)
    of_line.refresh_from_db()
    assert (of_line.state, of_line.end_note) == (HoldState.ENDED, "The solution is finished.")
    with pytest.raises(NotWhole, match="finished"):
        a_hold(line.case, team.caseworker, line=line)
    close_case(case=line.case, reason=ClosedReason.FINISHED, by=team.caseworker)
    of_case.refresh_from_db()
    assert (of_case.state, of_case.ended_by) == (HoldState.ENDED, team.caseworker)


def test_p1_the_banner_says_what_waits_why_what_is_paused_and_when_its_day_has_passed(team: Team) -> None:
    line = brought_to(LineState.ORDERED, team)
    a_hold(line.case, team.caseworker, line=line)
    [banner] = banners_for(line.case)
    assert banner.words == (
        f"“{line.title}” is on hold since 4 June 2027: She is in hospital. Paused: ordering, fitting and handing over. "
        "Look at it again by 18 June 2027."
    )
    assert not banner.is_warning
    with clock.fixed(clock.now() + timedelta(days=15)):
        [banner] = banners_for(line.case)
        assert banner.is_warning
        assert "which has passed" in banner.words
        with pytest.raises(OnHold):
            hand_over(line=line, by=team.caseworker, **A_HAND_OVER)


def test_p1_keeping_a_hold_leaves_what_was_written(team: Team) -> None:
    hold = a_hold(a_case(team.caseworker), team.caseworker)
    later = clock.today() + timedelta(days=40)
    review = keep_hold(hold=hold, review_on=later, note="Still on the ward.", by=team.assessor)
    hold.refresh_from_db()
    assert (hold.review_on, review.was_due_on.isoformat()) == (later, "2027-06-18")
    with pytest.raises(ImmutableRecord):
        review.save()
    with pytest.raises(NotWhole):
        keep_hold(hold=hold, review_on=clock.today(), note="x", by=team.assessor)


def test_p1_one_hold_stands_for_a_case_or_a_solution_at_a_time(team: Team) -> None:
    case = a_case(team.caseworker)
    hold = a_hold(case, team.caseworker)
    with pytest.raises(AlreadyOnHold):
        a_hold(case, team.caseworker)
    end_hold(hold=hold, by=team.caseworker)
    for act in (
        lambda: end_hold(hold=hold, by=team.caseworker),
        lambda: keep_hold(hold=hold, review_on=clock.today() + timedelta(days=3), note="x", by=team.caseworker),
    ):
        with pytest.raises(TransitionNotAllowed):
            act()
    a_hold(case, team.caseworker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(state=HoldState.STANDING, ended_at=None, ended_by=None)


@pytest.mark.parametrize("changes", [{"reason": " "}, {"review_on": None}], ids=["no reason", "a day that has passed"])
def test_p1_a_hold_says_why_and_until_when(team: Team, changes: dict[str, Any]) -> None:
    case = a_case(team.caseworker)
    if "review_on" in changes:
        changes = {"review_on": clock.today() - timedelta(days=1)}
    with pytest.raises(NotWhole):
        a_hold(case, team.caseworker, **changes)


def test_r1_only_staff_of_the_organisation_place_and_see_holds(team: Team) -> None:
    case = a_case(team.caseworker)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    with pytest.raises(NotYourOrganisation):
        a_hold(case, stranger)
    hold = a_hold(case, team.caseworker)
    assert list(standing_holds(team.assessor)) == [hold]
    assert list(standing_holds(team.assessor, search="muir")) == [hold]
    assert not standing_holds(team.assessor, past_review=True)
    assert not standing_holds(stranger)


def test_p1_nothing_is_put_on_hold_in_a_closed_case(team: Team) -> None:
    line = brought_to(LineState.STOPPED, team)
    close_case(case=line.case, reason=ClosedReason.FINISHED, by=team.caseworker)
    with pytest.raises(CaseClosed):
        a_hold(line.case, team.caseworker)
