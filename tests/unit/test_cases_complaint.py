"""Complaints and compliments: stages with due days, more time, answers, learning; both procedures in writing (H12)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.constants.complaint import (
    COMPLAINT_LIFE,
    ComplaintState,
    FeedbackKind,
    GivenHow,
    ReceivedBy,
    StageOutcome,
    Whose,
)
from cases.constants.lines import LineState
from cases.constants.people import ContactRoute
from cases.exceptions import (
    DutiesNotSeparate,
    LateWithoutReason,
    MayNotBeContacted,
    NotWhole,
    NotYourOrganisation,
    ProcedureMissing,
)
from cases.models import Case, Complaint, ComplaintProcedure
from cases.selectors.complaint import complaints_of, procedure_for, ways_to_give
from cases.services import mark_person, set_contact_rules
from cases.services.complaint import (
    acknowledge,
    answer,
    close_complaint,
    extend,
    give_procedures,
    take_further,
)
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from people.constants import Role
from people.vocabulary import Nation
from tests.factories.cases import Team, a_case, a_team, brought_to
from tests.factories.cases_complaint import a_complaint
from tests.factories.cases_provision import ordered
from tests.factories.people import LocalityFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def case(team: Team) -> Case:
    return a_case(team.caseworker)


def upheld(complaint: Complaint, by: Any, **changes: Any) -> Any:
    return answer(complaint=complaint, outcome=StageOutcome.UPHELD, answer="We are sorry.", by=by, **changes)


@pytest.mark.parametrize(
    ("nation", "due", "acknowledged"),
    [(Nation.SCOTLAND, date(2027, 6, 11), None), (Nation.ENGLAND, date(2027, 6, 18), date(2027, 6, 11))],
)
def test_h12_a_complaint_is_due_by_the_dated_procedure_and_calendar_of_the_home(
    team: Team, nation: Nation, due: date, acknowledged: date | None
) -> None:
    LocalityFactory(code="there", nation=nation)
    stage = a_complaint(a_case(team.caseworker, locality="there"), team.caseworker).stages.get()
    assert (stage.due_on, stage.acknowledge_by, stage.calendar) == (due, acknowledged, nation.calendar)


@pytest.mark.parametrize("route", ReceivedBy)
def test_h12_it_is_received_by_any_route_and_a_compliment_has_no_stages(
    team: Team, case: Case, route: ReceivedBy
) -> None:
    assert a_complaint(case, team.caseworker, route=route).state == ComplaintState.RECEIVED
    thanks = a_complaint(case, team.caseworker, route=route, kind=FeedbackKind.COMPLIMENT, passed_to="The joiners")
    assert thanks.state == ComplaintState.NOTED
    assert not thanks.stages.exists()


def test_h12_from_receipt_through_both_stages_to_what_was_learned(team: Team, case: Case) -> None:
    complaint = a_complaint(case, team.caseworker)
    first = upheld(complaint, team.caseworker)
    assert (first.answered_on, first.outcome) == (clock.today(), StageOutcome.UPHELD)
    second = take_further(complaint=complaint, on=clock.today(), by=team.caseworker)
    assert (second.number, second.due_on, second.acknowledge_by) == (2, date(2027, 7, 2), date(2027, 6, 9))
    acknowledge(complaint=complaint, on=clock.today(), by=team.caseworker)
    with pytest.raises(DutiesNotSeparate):
        upheld(complaint, team.caseworker)
    upheld(complaint, team.payer)
    with pytest.raises(NotWhole, match="no further stage"):
        take_further(complaint=complaint, on=clock.today(), by=team.caseworker)
    with pytest.raises(NotWhole):
        close_complaint(complaint=complaint, learning=" ", by=team.caseworker)
    closed = close_complaint(complaint=complaint, learning="We ring before we are late.", by=team.caseworker)
    assert closed.state == ComplaintState.CLOSED


def test_h12_whoever_answered_before_is_told_so_before_they_write(team: Team, case: Case, client: Client) -> None:
    complaint = a_complaint(case, team.caseworker)
    upheld(complaint, team.caseworker)
    take_further(complaint=complaint, on=clock.today(), by=team.caseworker)
    step = reverse("cases:complaint-step", args=[complaint.token, "answer"])
    pages = {}
    for user in (team.caseworker, team.payer):
        client.force_login(user)
        pages[user] = client.get(reverse("cases:complaint", args=[complaint.token])).content.decode()
    assert step not in pages[team.caseworker]
    assert "You answered an earlier stage. Somebody else answers this one" in pages[team.caseworker]
    assert step in pages[team.payer]


def test_h12_more_time_takes_a_reason_and_has_an_end(team: Team, case: Case) -> None:
    complaint = a_complaint(case, team.caseworker)
    for day, reason in ((date(2027, 6, 15), " "), (date(2027, 6, 11), "x"), (date(2027, 6, 21), "x")):
        with pytest.raises(NotWhole):
            extend(complaint=complaint, due_on=day, reason=reason, by=team.caseworker)
    stage = extend(complaint=complaint, due_on=date(2027, 6, 18), reason="The joiner is away.", by=team.caseworker)
    assert (stage.first_due_on, stage.due_on) == (date(2027, 6, 11), date(2027, 6, 18))
    with pytest.raises(IntegrityError), transaction.atomic():
        complaint.stages.update(extended_reason="")


def test_h12_an_answer_after_its_day_says_why(team: Team, case: Case) -> None:
    complaint = a_complaint(case, team.caseworker)
    with clock.fixed(clock.now() + timedelta(days=8)):
        assert [one.pk for one in complaints_of(team.payer, show="late")] == [complaint.pk]
        with pytest.raises(LateWithoutReason, match="by 11 June 2027"):
            upheld(complaint, team.caseworker)
        assert upheld(complaint, team.caseworker, late_reason="I was ill.").late_reason == "I was ill."


VERBS: dict[str, Any] = {
    "acknowledge": lambda **facts: acknowledge(on=clock.today(), **facts),
    "extend": lambda **facts: extend(due_on=date(2027, 6, 14), reason="x", **facts),
    "answer": lambda **facts: answer(outcome=StageOutcome.UPHELD, answer="x", **facts),
    "take_further": lambda **facts: take_further(on=clock.today(), **facts),
    "close": lambda **facts: close_complaint(learning="x", **facts),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", [ComplaintState.RECEIVED, ComplaintState.ANSWERED])
def test_h12_every_verb_is_refused_from_every_other_state(team: Team, case: Case, verb: str, state: str) -> None:
    complaint = a_complaint(case, team.caseworker)
    if state == ComplaintState.ANSWERED:
        upheld(complaint, team.payer)
    if state in COMPLAINT_LIFE.steps[verb].allowed_from:
        VERBS[verb](complaint=complaint, by=team.caseworker)
    else:
        with pytest.raises(TransitionNotAllowed):
            VERBS[verb](complaint=complaint, by=team.caseworker)


def test_h12_a_complaint_holds_up_nothing(team: Team) -> None:
    line = brought_to(LineState.COMMITTED, team)
    a_complaint(line.case, team.caseworker)
    assert ordered(line, team.caseworker)


def test_h12_other_organisations_neither_see_nor_act(team: Team, case: Case) -> None:
    complaint = a_complaint(case, team.caseworker)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    assert not complaints_of(stranger, show="all").exists()
    for verb in VERBS.values():
        with pytest.raises(NotYourOrganisation):
            verb(complaint=complaint, by=stranger)
    assert [one.pk for one in complaints_of(team.payer, search="week late")] == [complaint.pk]


def test_h12_a_providers_own_procedure_goes_before_the_nations_from_its_day(team: Team, case: Case) -> None:
    a_complaint(case, team.caseworker)
    nations = ComplaintProcedure.objects.get(nation=Nation.SCOTLAND, whose=Whose.PROVIDER)
    own = ComplaintProcedure.objects.create(
        nation=Nation.SCOTLAND,
        whose=Whose.PROVIDER,
        organisation=case.organisation,
        title="Lantern listens",
        words="x",
        contact="x",
        beyond="x",
        valid_from=clock.today() + timedelta(days=1),
    )
    asked = {"nation": Nation.SCOTLAND, "whose": Whose.PROVIDER, "organisation": case.organisation}
    assert procedure_for(**asked, day=clock.today()) == nations
    assert procedure_for(**asked, day=clock.today() + timedelta(days=1)) == own


def test_h12_both_procedures_are_given_in_writing_and_kept_as_they_were(team: Team, case: Case) -> None:
    ComplaintProcedure.objects.all().delete()
    with pytest.raises(ProcedureMissing):
        give_procedures(case=case, how=GivenHow.POST, given_on=clock.today(), by=team.caseworker)
    a_complaint(case, team.caseworker)
    given = give_procedures(case=case, how=GivenHow.POST, given_on=clock.today(), by=team.caseworker)
    assert [one["whose"] for one in given.content] == ["provider", "council"]
    with pytest.raises(ImmutableRecord):
        given.save()


def test_h12_nothing_is_given_to_somebody_who_has_died(team: Team, case: Case) -> None:
    a_complaint(case, team.caseworker)
    mark_person(case=case, died_on=clock.today(), by=team.caseworker)
    with pytest.raises(MayNotBeContacted):
        give_procedures(case=case, how=GivenHow.POST, given_on=clock.today(), by=team.caseworker)


def test_r4_nothing_is_given_in_a_way_that_is_not_safe(team: Team, case: Case) -> None:
    a_complaint(case, team.caseworker)
    assert ways_to_give(case) == [GivenHow.BY_HAND, GivenHow.POST], "no e-mail address is known"
    set_contact_rules(case=case, rules={ContactRoute.LETTER: (False, "Her son opens it.")}, by=team.caseworker)
    case.person.refresh_from_db()
    assert ways_to_give(case) == [GivenHow.BY_HAND]
    with pytest.raises(MayNotBeContacted, match="not safe"):
        give_procedures(case=case, how=GivenHow.POST, given_on=clock.today(), by=team.caseworker)
    assert give_procedures(case=case, how=GivenHow.BY_HAND, given_on=clock.today(), by=team.caseworker)
