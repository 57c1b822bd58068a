"""Direct access: the policy that is asked by, who reads the answers, the door, and what a red flag concerns (P6)."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accreditation.models import Adaptation
from audit.selectors import history_of
from cases.constants.decisions import Relation
from cases.constants.direct_access import WhyTurnedAway
from cases.constants.lines import LineRoute, LineState
from cases.constants.provision import ProvisionState
from cases.exceptions import ConflictOfInterest, NotDirectAccess, NotYourOrganisation, PolicyNotPossible
from cases.models import DirectAccessPolicy, RedFlagAnswer, RedFlagQuestion, SolutionLine
from cases.pathway import next_step
from cases.services import (
    arrange_direct_access,
    assess,
    declare_relation,
    read_answers,
    stop_at_the_door,
    stop_order_at_the_door,
)
from cases.services.policies import name_reader, set_direct_access_policy
from core import clock
from core.exceptions import TransitionNotAllowed
from people.constants import Role
from people.vocabulary import Tenure
from tests.factories.accreditation import AdaptationFactory
from tests.factories.cases import Team, a_case, a_line, a_team, assessment_of, brought_to, talked
from tests.factories.cases_provision import ALL_NO, a_fitter, order_in, ordered
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def a_rail(team: Team, **kwargs: object) -> SolutionLine:
    case = kwargs.get("case") or a_case(team.caseworker)
    return a_line(case, team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)


def a_reader(team: Team) -> object:
    reader = employed(organisation__code="lantern", roles=(Role.CASEWORKER,))
    name_reader(organisation=a_case(team.caseworker).organisation, user=reader, valid_from=clock.today(), by=None)
    return reader


def a_policy(*questions: RedFlagQuestion, day: date, working_days: int = 3) -> DirectAccessPolicy:
    return set_direct_access_policy(
        tenure=Tenure.COUNCIL, questions=questions, working_days=working_days, valid_from=day, by=None
    )


def test_p6_answers_are_kept_with_the_version_that_asked(team: Team) -> None:
    line = a_rail(team)
    arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    assert {answer.policy.version for answer in RedFlagAnswer.objects.all()} == {1}
    only = RedFlagQuestion.objects.get(code="falls")
    a_policy(only, day=clock.today())
    other = a_rail(team)
    arrange_direct_access(line=other, answers={"falls": False}, by=team.caseworker)
    assert [(one.policy.version, one.question.code) for one in other.redflaganswers.all()] == [(2, "falls")]
    assert line.redflaganswers.count() == len(ALL_NO), "what was asked before stays"


def test_p6_a_policy_begins_on_its_day_and_never_in_the_past(team: Team, now: datetime) -> None:
    only = RedFlagQuestion.objects.get(code="falls")
    with pytest.raises(PolicyNotPossible, match="past"):
        a_policy(only, day=now.date() - timedelta(days=1))
    a_policy(only, day=now.date() + timedelta(days=1))
    line = a_rail(team)
    arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    assert line.redflaganswers.count() == len(ALL_NO), "the next version is not asked by yet"
    with clock.fixed(now + timedelta(days=1)):
        other = a_rail(team)
        arrange_direct_access(line=other, answers={"falls": False}, by=team.caseworker)
    assert other.redflaganswers.get().policy.version == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        DirectAccessPolicy.objects.create(tenure="council", version=2, working_days=1, valid_from=now.date())


def test_p6_without_a_policy_there_is_no_direct_access(team: Team) -> None:
    DirectAccessPolicy.objects.all().update(valid_until=clock.today())
    with pytest.raises(NotDirectAccess, match="No direct-access policy"):
        arrange_direct_access(line=a_rail(team), answers=ALL_NO, by=team.caseworker)


def test_p6_it_is_fitted_within_the_policys_working_days_of_the_homes_nation(team: Team) -> None:
    line = a_rail(team)
    arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    arrangement = line.directaccessarrangements.get()
    # From Friday 4 June 2027, ten working days.
    assert (arrangement.due_on, arrangement.calendar) == (date(2027, 6, 18), "SCT")


def test_p6_a_yes_turns_the_item_away_and_delays_nothing_else(team: Team) -> None:
    line = a_rail(team)
    other = brought_to(LineState.PROPOSED, team)
    said = arrange_direct_access(line=line, answers=ALL_NO | {"transfer": True}, by=team.caseworker)
    line.refresh_from_db()
    turned = line.turnedaways.get()
    assert not said.permitted
    assert said.record == turned
    assert turned.why == WhyTurnedAway.RED_FLAG
    assert "lift or steady" in turned.reason
    assert (line.route, line.state, line.round) == (LineRoute.ASSESSED, LineState.PROPOSED, 2)
    assert next_step(line, has_conversation=True).page == "assess"
    assess(line=other, by=team.caseworker, **assessment_of(other))


def test_p6_a_red_flag_concerns_only_the_items_that_its_question_names(team: Team) -> None:
    """A question about sockets is not asked about a rail, and its “yes” does not hold the rail up."""
    socket = AdaptationFactory(code="SOCKET-RAISE", category="electrical", tier="direct_access")
    rail = Adaptation.objects.get(code="RAIL-GRAB-INT")
    rail.direct_access_lists.get().items.add(socket)
    wiring = RedFlagQuestion.objects.create(code="wiring", words="Is the wiring old?", valid_from=clock.today())
    wiring.items.set([socket])
    a_policy(RedFlagQuestion.objects.get(code="falls"), wiring, day=clock.today())
    case = a_case(team.caseworker)
    raised = a_line(case, team.caseworker, code="SOCKET-RAISE", route=LineRoute.DIRECT_ACCESS)
    held = a_line(case, team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    assert not arrange_direct_access(
        line=raised, answers={"falls": False, "wiring": True}, by=team.caseworker
    ).permitted
    assert arrange_direct_access(line=held, answers={"falls": False}, by=team.caseworker).permitted


def test_p6_a_red_flag_about_the_person_stands_for_the_next_item_too(team: Team) -> None:
    case = a_case(team.caseworker)
    first, second = a_rail(team, case=case), a_rail(team, case=case)
    arrange_direct_access(line=first, answers=ALL_NO | {"falls": True}, by=team.caseworker)
    said = arrange_direct_access(line=second, answers=ALL_NO, by=team.caseworker)
    assert not said.permitted
    assert "fallen more than once" in said.reasons[0]


def test_p6_a_named_reader_reads_the_answers_before_it_is_arranged(team: Team) -> None:
    reader = a_reader(team)
    line = a_rail(team)
    mail.outbox.clear()
    assert arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker).permitted
    line.refresh_from_db()
    assert line.state == LineState.PROPOSED
    assert next_step(line, has_conversation=False, waits_to_be_read=True).page == "read-answers"
    with pytest.raises(NotDirectAccess, match="named to read"):
        read_answers(line=line, by=team.caseworker)
    with pytest.raises(NotDirectAccess, match="questions are asked"):
        arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    assert read_answers(line=line, by=reader).permitted
    line.refresh_from_db()
    assert line.state == LineState.ARRANGED
    assert line.directaccessarrangements.get().by == reader


def test_p6_the_reader_is_told_without_a_word_about_the_person(
    team: Team, django_capture_on_commit_callbacks: object
) -> None:
    reader = a_reader(team)
    line = a_rail(team)
    with django_capture_on_commit_callbacks(execute=True):
        arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    message = next(one for one in mail.outbox if one.to == [reader.email])
    assert line.case.reference in message.subject
    assert "Muir" not in message.subject + message.body
    assert f"/cases/{line.case.reference}/lines/1/read-answers/" in message.body


def test_p6_the_reader_may_stop_it_with_a_reason(team: Team) -> None:
    reader = a_reader(team)
    line = a_rail(team)
    arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    assert not read_answers(line=line, by=reader, stop_because="She was here for a fall last week.").permitted
    line.refresh_from_db()
    assert line.route == LineRoute.ASSESSED
    assert line.turnedaways.get().why == WhyTurnedAway.READER


def test_p6_nobody_reads_the_answers_of_somebody_close(team: Team) -> None:
    reader = a_reader(team)
    line = a_rail(team)
    arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker)
    declare_relation(case=line.case, relation=Relation.NEIGHBOUR, by=reader)
    with pytest.raises(ConflictOfInterest):
        read_answers(line=line, by=reader)


def test_p6_a_reader_works_for_the_organisation_that_names_them(team: Team) -> None:
    case = a_case(team.caseworker)
    with pytest.raises(PolicyNotPossible, match="does not work for"):
        name_reader(
            organisation=case.organisation,
            user=employed(organisation__code="millburn"),
            valid_from=clock.today(),
            by=None,
        )


def test_p6_the_installer_may_stop_at_the_door(team: Team) -> None:
    line = brought_to(LineState.ARRANGED, team)
    provision = ordered(line, team.caseworker)
    stop_at_the_door(line=line, installer="Rob Lyle", reason="The wall crumbles.", by=team.caseworker)
    line.refresh_from_db()
    assert (line.route, line.state, line.round) == (LineRoute.ASSESSED, LineState.PROPOSED, 2)
    provision.refresh_from_db()
    assert provision.state == ProvisionState.CANCELLED
    turned = line.turnedaways.get()
    assert (turned.why, turned.installer) == (WhyTurnedAway.AT_THE_DOOR, "Rob Lyle")
    assert history_of(line.case).last().verb == "cases.line_turned_away"
    talked(line.case, team.caseworker)
    assess(line=line, by=team.caseworker, **assessment_of(line))


@pytest.mark.parametrize("state", ProvisionState)
def test_p6_the_installer_stops_from_these_states_and_no_other(team: Team, state: ProvisionState) -> None:
    line, fitter = brought_to(LineState.ARRANGED, team), a_fitter()
    order = order_in(state, line, by=team.caseworker, inspector=team.payer, fitter=fitter)
    line.refresh_from_db()
    before = (line.state, line.route, line.round)
    said = {"provision": order, "installer": "Rob Lyle", "reason": "The wall crumbles."}
    with pytest.raises(NotYourOrganisation):
        stop_order_at_the_door(**said, by=employed(organisation__code="northfield-works"))
    begun = {ProvisionState.PLACED, ProvisionState.ACCEPTED, ProvisionState.SCHEDULED, ProvisionState.STARTED}
    if state in begun:
        assert stop_order_at_the_door(**said, by=fitter).by == fitter
    else:
        with pytest.raises(TransitionNotAllowed):
            stop_order_at_the_door(**said, by=fitter)
    line.refresh_from_db()
    assert ((line.state, line.route, line.round) == before) is (state not in begun)


def test_p6_who_stopped_at_the_door_is_named(team: Team) -> None:
    line = brought_to(LineState.ARRANGED, team)
    with pytest.raises(IntegrityError), transaction.atomic():
        stop_at_the_door(line=line, installer="", reason="The wall crumbles.", by=team.caseworker)
