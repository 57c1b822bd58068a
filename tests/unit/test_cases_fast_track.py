"""Fast track: for what cannot wait, with a clock of its own and a named authoriser (P6)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils.timezone import localtime

from cases.constants.direct_access import FastTrackReason, WhyTurnedAway
from cases.constants.lines import LineRoute, LineState
from cases.due import due_of
from cases.exceptions import NotFastTrack, NotYourOrganisation, PolicyNotPossible
from cases.models import SolutionLine
from cases.pathway import next_step
from cases.services import authorise, cancel_order, commit_funds, decline_order, fast_track, stop_fast_track
from cases.services.policies import set_fast_track_term
from core import clock
from core.exceptions import TransitionNotAllowed
from people.models import User
from people.vocabulary import Nation
from tests.factories.accreditation import AdaptationFactory
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to
from tests.factories.cases_money import the_budget_of
from tests.factories.cases_provision import ordered
from tests.factories.people import employed
from tests.unit.test_cases_register import the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def tracked(line: SolutionLine, team: Team, authoriser: User | None = None, **changes: object) -> None:
    values = {
        "reason": FastTrackReason.DISCHARGE,
        "known_from": "The ward rang: home on Tuesday.",
        "summary": "Fit a seat.",
        "authoriser": authoriser or team.assessor,
        "by": team.caseworker,
    }
    fast_track(line=line, **(values | changes))
    line.refresh_from_db()


@pytest.mark.parametrize("reason", FastTrackReason)
def test_p6_fast_track_goes_to_delivery_without_conversation_or_assessment(team: Team, reason: FastTrackReason) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker)
    tracked(line, team, reason=reason)
    assert (line.route, line.state) == (LineRoute.FAST_TRACK, LineState.RECOMMENDED)
    step = next_step(line, has_conversation=False)
    assert (step.page, "fast track" in step.words) == ("authorise", True)
    assert authorise(line=line, by=team.assessor).permitted
    commit_funds(line=line, amount=Decimal(120), budget=the_budget_of(line, team.payer), by=team.payer)
    ordered(line, team.caseworker)
    assert not line.case.conversations.exists()
    assert not line.caseassessments.exists()


@pytest.mark.parametrize("call_off", [decline_order, cancel_order])
def test_p6_a_called_off_fast_track_can_be_ordered_again(team: Team, call_off: Callable[..., object]) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker)
    tracked(line, team)
    authorise(line=line, by=team.assessor)
    commit_funds(line=line, amount=Decimal(120), budget=the_budget_of(line, team.payer), by=team.payer)
    call_off(provision=ordered(line, team.caseworker), reason="No fitter until May.", by=team.caseworker)
    line.refresh_from_db()
    assert (line.route, line.state) == (LineRoute.FAST_TRACK, LineState.COMMITTED)
    assert ordered(line, team.caseworker).number.endswith("-2")


def test_p6_the_named_authoriser_is_asked_of_the_register_like_everybody(team: Team) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker)
    with pytest.raises(NotFastTrack, match="would not permit"):
        tracked(line, team, authoriser=team.caseworker)
    tracked(line, team)
    the_suspension(team.assessor)
    assert not authorise(line=line, by=team.assessor).permitted


def test_p6_the_clock_counts_the_working_days_of_the_homes_nation(team: Team, now: datetime) -> None:
    """Across the late summer bank holiday of England, which is none in Scotland."""
    with clock.fixed(now.replace(month=8, day=27)):
        scottish = a_line(a_case(team.caseworker), team.caseworker)
        tracked(scottish, team)
        english = a_line(a_case(team.caseworker), team.caseworker)
        place = english.case.home.locality
        place.nation = Nation.ENGLAND
        place.save()
        tracked(english, team)
    days = [localtime(line.fasttracks.get().due_at).date() for line in (scottish, english)]
    assert days == [date(2027, 9, 1), date(2027, 9, 2)]
    assert [line.fasttracks.get().calendar for line in (scottish, english)] == ["SCT", "ENG"]


def test_p6_a_term_may_be_in_hours_and_begins_on_its_day(team: Team, now: datetime) -> None:
    set_fast_track_term(reason=FastTrackReason.PALLIATIVE, hours=24, valid_from=now.date(), by=None)
    line = a_line(a_case(team.caseworker), team.caseworker)
    tracked(line, team, reason=FastTrackReason.PALLIATIVE)
    assert line.fasttracks.get().due_at == now + timedelta(hours=24)
    assert not due_of(line).is_over
    with clock.fixed(now + timedelta(hours=25)):
        assert due_of(line).is_over
    with pytest.raises(PolicyNotPossible, match="one of the two"):
        set_fast_track_term(reason=FastTrackReason.REPEAT, valid_from=now.date() + timedelta(days=1), by=None)


def test_p6_the_authoriser_is_told_at_once(team: Team, django_capture_on_commit_callbacks: object) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker)
    with django_capture_on_commit_callbacks(execute=True):
        tracked(line, team)
    message = next(one for one in mail.outbox if one.subject.startswith("A fast track waits for you"))
    assert message.to == [team.assessor.email]
    assert "Muir" not in message.subject + message.body
    assert "9 June 2027" in message.body


def test_p6_the_authoriser_may_stop_it(team: Team) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker)
    tracked(line, team)
    with pytest.raises(NotFastTrack, match="Say why"):
        stop_fast_track(line=line, reason=" ", by=team.assessor)
    stop_fast_track(line=line, reason="She needs to be seen on the stairs first.", by=team.assessor)
    line.refresh_from_db()
    assert (line.route, line.state, line.round) == (LineRoute.ASSESSED, LineState.PROPOSED, 2)
    assert line.turnedaways.get().why == WhyTurnedAway.AUTHORISER


def test_p6_what_may_limit_somebody_is_never_fast_tracked_unassessed(team: Team) -> None:
    AdaptationFactory(code="TELECARE-FALL", category="technology", capacity_check=True)
    line = a_line(a_case(team.caseworker), team.caseworker, code="TELECARE-FALL")
    with pytest.raises(NotFastTrack, match="capacity check"):
        tracked(line, team)


@pytest.mark.parametrize("state", [LineState.RECOMMENDED, LineState.AUTHORISED, LineState.ORDERED, LineState.STOPPED])
def test_p6_what_is_decided_is_not_fast_tracked(team: Team, state: LineState) -> None:
    line = brought_to(state, team)
    with pytest.raises(TransitionNotAllowed):
        tracked(line, team)


def test_r1_nobody_of_another_organisation_fast_tracks(team: Team) -> None:
    line = a_line(a_case(team.caseworker), team.caseworker)
    with pytest.raises(NotYourOrganisation):
        tracked(line, team, by=employed(organisation__code="millburn"))
