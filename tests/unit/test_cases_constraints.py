"""What must never be untrue of a case, with the services bypassed: the database itself refuses."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from cases.constants.intake import ClosedReason
from cases.constants.lines import LineRoute, LineState
from cases.models import (
    AlternativeConsidered,
    Authorisation,
    AuthorisationRefusal,
    BudgetChange,
    CapacityCheck,
    CaseAssessment,
    Circumstance,
    Commitment,
    CommitmentRelease,
    ConsentAnswer,
    ConsentRequest,
    ContraindicationConsidered,
    Conversation,
    DeclaredRelation,
    DirectAccessArrangement,
    FastTrack,
    FundingDecision,
    FundingHandOff,
    FundsWait,
    MoneyRecord,
    Outcome,
    OwnShare,
    PermissionCheck,
    Recommendation,
    RedFlagAnswer,
    Referral,
    ReviewItem,
    SolutionLine,
    Spend,
    TierLowering,
    TurnedAway,
    WarrantSeen,
)
from cases.services import declare_relation
from core import clock
from core.exceptions import ImmutableRecord
from tests.factories.cases import Team, a_case, a_team, brought_to, talked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def refused(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def copy_of(record: models.Model, **changes: Any) -> None:
    """Write the same row once more, with changes."""
    values = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if not f.primary_key}
    type(record)(**(values | changes)).save(force_insert=True)


def test_h1_a_referral_comes_by_one_of_eight_routes_and_says_why(team: Team) -> None:
    referral = a_case(team.caseworker).referral
    refused(lambda: copy_of(referral, route="rumour"))
    refused(lambda: copy_of(referral, reason=""))


def test_p1_a_reference_and_a_referral_belong_to_one_case(team: Team) -> None:
    case, other = a_case(team.caseworker), a_case(team.caseworker)
    refused(lambda: copy_of(case, referral_id=other.referral_id, reference="AR-2027-0099"))
    refused(lambda: copy_of(case))


def test_p1_a_closed_case_says_when_who_and_why(team: Team) -> None:
    case = a_case(team.caseworker)
    rows = type(case).objects.filter(pk=case.pk)
    refused(lambda: rows.update(state="closed"))
    refused(lambda: rows.update(state="closed", closed_at=clock.now(), closed_by=team.caseworker))
    refused(lambda: rows.update(closed_reason=ClosedReason.FINISHED))


@pytest.mark.parametrize("empty", ["what_matters", "rehousing_reason", "technology_reason"])
def test_p2_a_conversation_gives_each_reason(team: Team, empty: str) -> None:
    conversation = talked(a_case(team.caseworker), team.caseworker)
    refused(lambda: copy_of(conversation, **{empty: ""}))


def test_p1_a_line_is_in_a_known_state_and_a_stopped_one_says_why(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    rows = SolutionLine.objects.filter(pk=line.pk)
    refused(lambda: rows.update(state="lost"))
    refused(lambda: rows.update(state=LineState.STOPPED))
    refused(lambda: rows.update(stopped_at=clock.now(), stopped_by=team.caseworker))
    refused(lambda: copy_of(line))


def test_p5_an_adaptation_is_of_the_catalogue_and_never_merely_agreed(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    refused(lambda: copy_of(line, number=9, adaptation_id=None, route=LineRoute.AGREED))
    refused(lambda: copy_of(line, number=9, route=LineRoute.AGREED))
    refused(lambda: copy_of(line, number=9, kind="equipment", adaptation_id=None))


@pytest.mark.parametrize(
    ("state", "model"),
    [
        (LineState.ASSESSED, CaseAssessment),
        (LineState.RECOMMENDED, Recommendation),
        (LineState.AUTHORISED, Authorisation),
        (LineState.COMMITTED, Commitment),
        (LineState.ARRANGED, DirectAccessArrangement),
        (LineState.OUTCOME_RECORDED, Outcome),
    ],
)
def test_p7_one_of_each_record_in_a_round(team: Team, state: LineState, model: type[models.Model]) -> None:
    brought_to(state, team)
    refused(lambda: copy_of(model.objects.get()))


def test_p4_an_assessment_carries_every_mark_and_explains_each_concern(team: Team) -> None:
    brought_to(LineState.ASSESSED, team)
    assessment = CaseAssessment.objects.get()
    refused(lambda: copy_of(assessment, round=2, minimum_intervention=""))
    asked = ContraindicationConsidered.objects.first()
    refused(lambda: copy_of(asked, words="balance", concern="managed", note=""))


def test_p7_an_authorisation_stands_on_an_answer_of_its_own(team: Team) -> None:
    brought_to(LineState.AUTHORISED, team)
    authorisation = Authorisation.objects.get()
    refused(lambda: copy_of(authorisation, round=2, answer_id=""))
    refused(lambda: copy_of(authorisation, round=2))


def test_p7_money_is_more_than_nothing_and_not_the_authorisers_act(team: Team) -> None:
    brought_to(LineState.COMMITTED, team)
    commitment = Commitment.objects.get()
    refused(lambda: copy_of(commitment, round=2, amount=0))
    refused(lambda: copy_of(commitment, round=2, by_id=commitment.authorised_by_id))


def test_p9_nothing_is_handed_over_before_it_was_ordered(team: Team) -> None:
    provision = brought_to(LineState.HANDED_OVER, team).provisions.get()
    rows = type(provision).objects.filter(pk=provision.pk)
    refused(lambda: rows.update(handed_over_by=None))
    early = clock.now().replace(year=2020)
    refused(lambda: rows.update(handed_over_at=early))


def test_p12_a_review_is_decided_whole_and_by_somebody_else(team: Team) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    item = ReviewItem.objects.create(
        authorisation=line.authorisations.get(),
        line=line,
        authorised_by=team.assessor,
        why="suspended",
        raised_at=clock.now(),
        due_on=clock.today(),
    )
    rows = ReviewItem.objects.filter(pk=item.pk)
    refused(lambda: copy_of(item))
    refused(lambda: rows.update(decision="confirm"))
    whole = {"decision": "confirm", "note": "Looked.", "decided_at": clock.now()}
    refused(lambda: rows.update(**whole, decided_by=team.assessor))
    assert rows.update(**whole, decided_by=team.payer) == 1


def test_r4_nobody_died_before_they_were_born(team: Team) -> None:
    person = a_case(team.caseworker).person
    rows = type(person).objects.filter(pk=person.pk)
    refused(lambda: rows.update(date_of_birth="1950-01-01", died_on="1949-01-01"))


def test_p7_a_tie_is_declared_once(team: Team) -> None:
    case = a_case(team.caseworker)
    declare_relation(case=case, relation="neighbour", by=team.caseworker)
    declare_relation(case=case, relation="self", by=team.caseworker)
    assert DeclaredRelation.objects.get().relation == "neighbour"
    refused(lambda: copy_of(DeclaredRelation.objects.get()))


IMMUTABLE = [
    Referral,
    Conversation,
    CaseAssessment,
    ContraindicationConsidered,
    Recommendation,
    Authorisation,
    AuthorisationRefusal,
    DirectAccessArrangement,
    RedFlagAnswer,
    TurnedAway,
    FastTrack,
    AlternativeConsidered,
    CapacityCheck,
    Circumstance,
    TierLowering,
    Commitment,
    Outcome,
    BudgetChange,
    CommitmentRelease,
    ConsentAnswer,
    ConsentRequest,
    FundingDecision,
    FundingHandOff,
    FundsWait,
    MoneyRecord,
    OwnShare,
    PermissionCheck,
    Spend,
    WarrantSeen,
]


@pytest.mark.parametrize("model", IMMUTABLE)
def test_what_was_decided_never_changes(model: type[models.Model]) -> None:
    with pytest.raises(ImmutableRecord):
        model.objects.all().update(pk=1)
    with pytest.raises(ImmutableRecord):
        model.objects.all().delete()
    with pytest.raises(ImmutableRecord):
        model().delete()
