"""A closed case is opened again without touching what was decided; whoever drifts away is followed up (H19)."""

from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.selectors import history_of
from cases.constants.clocks import ClockState
from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import LineState
from cases.constants.reopening import ASK_AFTER_DAYS, CameOf, FollowUpWhy, ReopenedWhy
from cases.exceptions import ClosingUnexplained, FollowUpRefused, NotReopened, NotYourOrganisation
from cases.forms import FollowedUpForm
from cases.models import Case, FollowUp, Reopening
from cases.selectors import open_follow_ups
from cases.selectors.contact import shown_clocks
from cases.services import close_case, do_follow_up, mark_person, record_outcome, reopen_case, set_follow_up
from core import clock
from core.exceptions import TransitionNotAllowed
from people.constants import Role
from people.models import Employment
from tests.factories.cases import AN_OUTCOME, Team, a_case, a_team, brought_to
from tests.factories.cases_clocks import default_standards, rang
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def closed(team: Team, state: LineState = LineState.OUTCOME_RECORDED) -> Case:
    case = brought_to(state, team).case
    return close_case(case=case, reason=ClosedReason.FINISHED, note="All done.", by=team.caseworker)


def test_p1_a_case_goes_on_where_it_stood_and_no_decision_changes(team: Team) -> None:
    case = closed(team)
    line = case.lines.get()
    before = {name: list(getattr(line, name).values()) for name in ("authorisations", "commitments", "outcomes")}
    with clock.fixed(clock.now() + timedelta(days=30)):
        reopening = reopen_case(case=case, why=ReopenedWhy.NOT_RIGHT, words="The seat came loose.", by=team.caseworker)
        assert reopening.received_at == clock.now(), "its clocks start anew"
    case.refresh_from_db()
    assert (case.state, case.owner, case.closed_at, case.closed_reason) == (CaseState.OPEN, team.caseworker, None, "")
    assert reopening.stage == LineState.OUTCOME_RECORDED
    assert (reopening.was_closed_reason, reopening.was_closing_note) == (ClosedReason.FINISHED, "All done.")
    assert before == {name: list(getattr(line, name).values()) for name in before}
    assert history_of(case).filter(verb="cases.reopened").get().detail["why"] == "not_right"


def test_h3_its_clocks_start_anew_and_what_waited_at_its_end_is_over(team: Team) -> None:
    default_standards()
    case = close_case(case=a_case(team.caseworker), reason=ClosedReason.NOT_NEEDED, by=team.caseworker)
    before = set(case.clocks.values_list("pk", flat=True))
    with clock.fixed(clock.now() + timedelta(days=30)):
        reopen_case(case=case, why=ReopenedWhy.BACK_IN_TOUCH, words="She rang.", by=team.caseworker)
        case.refresh_from_db()
        states = {one.clock.pk: one.state for one in shown_clocks(case)}
        assert {states.pop(pk) for pk in before} == {ClockState.ENDED}
        assert list(states.values()) == [ClockState.RUNNING] * 2
        rang(case, team.caseworker)
        assert not case.clocks.filter(pk__in=before).exclude(done_at=None).exists()


def test_p1_a_new_owner_is_somebody_who_may_own_it(team: Team) -> None:
    case = closed(team)
    words = {"why": ReopenedWhy.NEEDS_AGAIN, "words": "The stairs."}
    with pytest.raises(NotReopened, match="cannot own"):
        reopen_case(case=case, by=team.payer, owner=team.payer, **words)


def test_h19_a_follow_up_stands_on_the_work_list(team: Team, client: Client) -> None:
    case = a_case(team.caseworker)
    waiting = set_follow_up(case=case, why=FollowUpWhy.AGREED, due_on=clock.today(), by=team.caseworker)
    client.force_login(team.caseworker)
    page = client.get(reverse("cases:work")).content.decode()
    assert "Ask the person how they are" in page
    assert reverse("cases:followed-up", args=[case.reference, waiting.pk]) in page


def test_p1_only_the_owner_or_a_manager_of_the_organisation_opens_it_again(team: Team) -> None:
    case = closed(team)
    words = {"why": ReopenedWhy.BACK_IN_TOUCH, "words": "She rang."}
    with pytest.raises(NotReopened, match="or a manager"):
        reopen_case(case=case, by=employed(organisation__code="lantern", roles=(Role.CASEWORKER,)), **words)
    with pytest.raises(NotYourOrganisation):
        reopen_case(case=case, by=employed(organisation__code="millburn", roles=(Role.MANAGER,)), **words)
    assert not Reopening.objects.exists()
    reopen_case(case=case, by=team.payer, **words)
    with pytest.raises(TransitionNotAllowed):
        reopen_case(case=case, by=team.payer, **words)


def test_p1_an_owner_who_left_gives_way_to_somebody_who_works_here(team: Team) -> None:
    case = closed(team)
    Employment.objects.filter(user=team.caseworker).update(valid_until=clock.today())
    words = {"why": ReopenedWhy.NEEDS_AGAIN, "words": "The stairs."}
    with pytest.raises(NotReopened, match="does not work for"):
        reopen_case(case=case, by=team.payer, **words)
    with pytest.raises(NotReopened, match="does not work for"):
        reopen_case(case=case, by=team.payer, owner=employed(organisation__code="millburn"), **words)
    reopen_case(case=case, by=team.payer, owner=team.assessor, **words)
    case.refresh_from_db()
    assert case.owner == team.assessor


def test_r4_a_case_of_somebody_who_died_is_not_opened_again(team: Team) -> None:
    case = a_case(team.caseworker)
    mark_person(case=case, died_on=date(2027, 6, 1), by=team.caseworker)
    close_case(case=case, reason=ClosedReason.DIED, by=team.caseworker)
    with pytest.raises(NotReopened, match="has died"):
        reopen_case(case=case, why=ReopenedWhy.NEEDS_AGAIN, words="x", by=team.caseworker)


def test_h19_whoever_drifts_away_is_followed_up_and_it_says_what_was_tried(team: Team) -> None:
    case = a_case(team.caseworker)
    lost = {"case": case, "reason": ClosedReason.DISENGAGED, "by": team.caseworker}
    with pytest.raises(ClosingUnexplained, match="what was tried"):
        close_case(**lost)
    with pytest.raises(FollowUpRefused, match="Name the day"):
        close_case(**lost, note="Rang three times, wrote once.")
    with pytest.raises(FollowUpRefused, match="within a year"):
        close_case(**lost, note="Rang.", follow_up_on=date(2027, 6, 3))
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    close_case(**lost, note="Rang.", follow_up_on=date(2027, 7, 2))
    waiting = open_follow_ups(team.caseworker).get()
    assert (waiting.why, waiting.due_on) == (FollowUpWhy.DISENGAGED, date(2027, 7, 2))


def test_h19_a_service_that_was_not_given_says_why(team: Team) -> None:
    with pytest.raises(ClosingUnexplained):
        close_case(case=a_case(team.caseworker), reason=ClosedReason.NOT_GIVEN, by=team.caseworker)


def test_m4_after_a_hand_over_somebody_asks_what_it_changed(team: Team) -> None:
    line = brought_to(LineState.HANDED_OVER, team)
    waiting = open_follow_ups(team.caseworker).get()
    assert (waiting.why, waiting.due_on) == (FollowUpWhy.HAND_OVER, clock.today() + timedelta(days=ASK_AFTER_DAYS))
    assert not open_follow_ups(team.caseworker, until=clock.today())
    do_follow_up(follow_up=waiting, came_of=CameOf.WELL, words="Lovely.", by=team.caseworker)
    assert not open_follow_ups(team.caseworker)
    with pytest.raises(FollowUpRefused, match="already"):
        do_follow_up(follow_up=waiting, came_of=CameOf.HELP, by=team.caseworker)
    assert history_of(line.case).filter(verb="cases.follow_up_done").exists()


def test_m4_a_recorded_outcome_answers_what_was_to_be_asked(team: Team) -> None:
    line = brought_to(LineState.HANDED_OVER, team)
    waiting = open_follow_ups(team.caseworker).get()
    record_outcome(line=line, by=team.caseworker, **AN_OUTCOME)
    assert not open_follow_ups(team.caseworker)
    waiting.refresh_from_db()
    assert (waiting.came_of, waiting.done_by, waiting.done_at) == (CameOf.OUTCOME, team.caseworker, clock.now())
    done = history_of(line.case).filter(verb="cases.follow_up_done").get()
    assert done.detail == {"came_of": "outcome"}


def test_m4_one_day_waits_for_the_last_outcome_of_what_was_handed_over(team: Team) -> None:
    line = brought_to(LineState.HANDED_OVER, team)
    other = brought_to(LineState.HANDED_OVER, team, line.case)
    record_outcome(line=line, by=team.caseworker, **AN_OUTCOME)
    assert open_follow_ups(team.caseworker).get().why == FollowUpWhy.HAND_OVER
    record_outcome(line=other, by=team.caseworker, **AN_OUTCOME)
    assert not open_follow_ups(team.caseworker)


def test_m4_no_follow_up_ends_when_the_outcome_is_not_kept(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    line = brought_to(LineState.HANDED_OVER, team)
    monkeypatch.setattr("cases.services.reopening.record", Mock(side_effect=OSError("No disk")))
    with pytest.raises(OSError, match="No disk"):
        record_outcome(line=line, by=team.caseworker, **AN_OUTCOME)
    line.refresh_from_db()
    assert line.state == LineState.HANDED_OVER
    assert open_follow_ups(team.caseworker).exists()


def test_h19_a_case_opened_again_is_not_tried_once_more(team: Team) -> None:
    case = a_case(team.caseworker)
    set_follow_up(case=case, why=FollowUpWhy.AGREED, due_on=date(2027, 6, 30), by=team.caseworker)
    close_case(
        case=case,
        reason=ClosedReason.DISENGAGED,
        note="Rang.",
        follow_up_on=date(2027, 7, 2),
        by=team.caseworker,
    )
    reopen_case(case=case, why=ReopenedWhy.BACK_IN_TOUCH, words="She rang.", by=team.caseworker)
    assert open_follow_ups(team.caseworker).get().why == FollowUpWhy.AGREED, "what was agreed with her stands"
    assert FollowUp.objects.get(why=FollowUpWhy.DISENGAGED).came_of == CameOf.REOPENED


def test_h19_nobody_chooses_what_the_record_says_by_itself() -> None:
    offered = {value for value, _ in FollowedUpForm().fields["came_of"].choices}
    assert offered == {"well", "help", "not_wanted", "not_reached"}


def test_r4_nobody_follows_up_somebody_who_moved(team: Team) -> None:
    case = a_case(team.caseworker)
    set_follow_up(case=case, why=FollowUpWhy.AGREED, due_on=date(2027, 6, 30), by=team.caseworker)
    mark_person(case=case, moved_on=date(2027, 6, 1), by=team.caseworker)
    assert not open_follow_ups(team.caseworker)
    with pytest.raises(FollowUpRefused, match="moved away"):
        set_follow_up(case=case, why=FollowUpWhy.AGREED, due_on=date(2027, 6, 30), by=team.caseworker)


def test_h19_one_follow_up_of_a_kind_waits_and_its_end_is_whole(team: Team) -> None:
    case = a_case(team.caseworker)
    for day in (date(2027, 6, 30), date(2027, 7, 1)):
        set_follow_up(case=case, why=FollowUpWhy.AGREED, due_on=day, by=team.caseworker)
    assert open_follow_ups(team.caseworker).get().due_on == date(2027, 7, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.update(came_of=CameOf.WELL)


def test_p1_a_case_is_opened_again_through_its_page(team: Team, client: Client) -> None:
    case = closed(team)
    client.force_login(team.caseworker)
    assert "Open the case again" in client.get(reverse("cases:case", args=[case.reference])).content.decode()
    address = reverse("cases:reopen", args=[case.reference])
    stranger = employed(organisation__code="millburn")
    filled = {"why": "needs_again", "words": "The stairs are hard now.", "owner": stranger.pk}
    assert client.post(address, filled).status_code == 200, "somebody of another organisation is no choice"
    assert client.post(address, filled | {"owner": team.assessor.pk}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.owner) == (CaseState.OPEN, team.assessor)
