"""What a case asks of the register: authorisation, its refusal and who may, and the review list."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accreditation.models import Answer
from accreditation.questions import Action
from accreditation.services import revoke, suspend
from audit.selectors import history_of
from cases.constants.decisions import Basis, Relation
from cases.constants.lines import LineRoute, LineState
from cases.constants.reviews import ReviewDecision
from cases.exceptions import AlreadyDecided, ConflictOfInterest, DutiesNotSeparate, NotYourOrganisation, UnderReview
from cases.models import Authorisation, AuthorisationRefusal, ReviewItem, SolutionLine
from cases.register import NO_NUMBER, nearest, question_about
from cases.selectors import authorisation_counts, open_reviews
from cases.services import (
    accept_order,
    arrange_direct_access,
    assess,
    authorise,
    await_funds,
    commit_funds,
    decisions,
    declare_relation,
    hand_over,
    put_on_review_list,
    recommend,
    review_line,
    start_works,
)
from core import clock
from people.constants import RegistrationBody, Role
from people.models import ProfessionalRegistration, User
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import a_scope, accredited, an_officer
from tests.factories.cases import Team, a_case, a_line, a_team, assessment_of, brought_to, talked
from tests.factories.cases_money import the_budget_of
from tests.factories.cases_provision import A_HAND_OVER, ALL_NO, a_fitter, ordered, passed, works_on
from tests.factories.people import LocalityFactory, ProfessionFactory, UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def a_therapist(organisation: str = "lantern", number: str = "OT100001") -> User:
    user = employed(organisation__code=organisation, roles=(Role.CASEWORKER,))
    ProfessionalRegistration.objects.create(
        user=user,
        body=RegistrationBody.HCPC,
        number=number,
        profession=ProfessionFactory(code="occupational-therapist"),
        valid_from=date(2020, 1, 1),
        valid_until=date(2029, 1, 1),
        checked_on=date(2027, 1, 1),
        checked_by=UserFactory(),
    )
    return user


def a_stairlift(team: Team) -> SolutionLine:
    """Recommended, and moderate: above what the team's assessor holds."""
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    line = a_line(case, team.caseworker, code="STAIRLIFT-STR")
    assess(line=line, by=team.caseworker, **assessment_of(line))
    recommend(line=line, tier=Tier.MODERATE, summary="Stairlift.", by=team.caseworker)
    return line


def the_suspension(user: User) -> None:
    suspend(accreditation=user.accreditations.get(), reason="A concern is looked into.", by=an_officer())


def test_p7_an_authorisation_stands_on_the_registers_answer(team: Team) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    said = authorise(line=line, by=team.assessor)
    assert said.permitted
    answer = Answer.objects.get(public_id=said.record.answer_id)
    assert answer.decision
    assert answer.question == {
        "subject": team.assessor.accreditations.get().number,
        "action": Action.AUTHORISE,
        "adaptation": "SEAT-SHOWER",
        "tier": Tier.SIMPLE,
        "tenure": Tenure.COUNCIL,
        "locality": "harbour",
        "organisation": "lantern",
        "together_with": [],
    }
    assert answer.asker == f"Threshold, case {line.case.reference}"
    assert said.record.register_number == answer.register_number
    assert (said.record.basis, said.record.tier) == (Basis.ACCREDITED, Tier.SIMPLE)
    line.refresh_from_db()
    assert line.state == LineState.AUTHORISED


def test_p7_an_officer_who_is_not_accredited_is_refused_and_told_who_may(team: Team) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    said = authorise(line=line, by=team.caseworker)
    assert not said.permitted
    assert said.reasons == (NO_NUMBER,)
    assert [person.name for person in said.who_may] == [str(team.assessor)]
    assert said.who_may[0].number == team.assessor.accreditations.get().number
    line.refresh_from_db()
    assert line.state == LineState.RECOMMENDED
    assert not Authorisation.objects.exists()


def test_p7_a_moderate_need_is_refused_and_the_therapist_named(team: Team) -> None:
    """The refusal shows who can: the register's list and registered occupational therapists."""
    therapist = a_therapist()
    said = authorise(line=a_stairlift(team), by=team.assessor)
    assert not said.permitted
    assert "may not authorise at this tier" in said.reasons[0]
    assert [person.number for person in said.who_may] == ["OT100001"]
    assert authorise(line=said.record.line, by=therapist).record.basis == Basis.REGISTERED


def test_p7_those_nearest_come_first(team: Team) -> None:
    near = employed(organisation__code="millburn")
    near.employments.get().localities.add(LocalityFactory(code="harbour"))
    far = employed(organisation__code="aardvark")
    for user in (far, near):
        accredited(user=user)
    said = authorise(line=brought_to(LineState.RECOMMENDED, team), by=team.caseworker)
    assert [person.name for person in said.who_may] == [str(team.assessor), str(near), str(far)]
    assert said.who_may[1].organisation == "Millburn"


def test_p7_a_refusal_and_its_answer_are_kept(team: Team) -> None:
    said = authorise(line=brought_to(LineState.RECOMMENDED, team), by=team.caseworker)
    refusal = AuthorisationRefusal.objects.get()
    assert said.record == refusal
    answer = Answer.objects.get(public_id=refusal.answer_id)
    assert not answer.decision
    assert refusal.reasons == answer.reasons
    assert history_of(refusal.line.case).last().verb == "cases.authorisation_refused"


@pytest.mark.django_db(transaction=True)
def test_p7_a_refusal_outlives_the_transaction() -> None:
    """Nothing is raised, so nothing takes the answer back: it is there when the outermost transaction has ended."""
    team = a_team()
    with transaction.atomic():
        line = brought_to(LineState.RECOMMENDED, team)
    said = authorise(line=line, by=team.caseworker)
    assert not transaction.get_connection().in_atomic_block
    assert Answer.objects.filter(public_id=said.record.answer_id, decision=False).exists()


def test_p7_a_suspended_officer_is_refused_on_the_very_next_question(team: Team) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    the_suspension(team.assessor)
    said = authorise(line=line, by=team.assessor)
    assert not said.permitted
    assert said.reasons == ("The accreditation is suspended.",)
    assert said.who_may == []


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({"localities": ("islands",)}, "locality"),
        ({"tenures": (Tenure.OWNER,)}, "tenure"),
        ({"kinds": ("rails",)}, "kind"),
    ],
)
def test_p7_each_part_of_the_scope_counts(team: Team, scope: dict[str, object], words: str) -> None:
    other = employed(organisation__code="lantern")
    accredited(user=other, scopes=[a_scope(**scope)])
    said = authorise(line=brought_to(LineState.RECOMMENDED, team), by=other)
    assert not said.permitted
    assert words in said.reasons[0]


def test_p7_being_an_administrator_authorises_nothing(team: Team) -> None:
    administrator = employed(organisation__code="lantern")
    administrator.is_superuser = administrator.is_staff = True
    administrator.save()
    assert not authorise(line=brought_to(LineState.RECOMMENDED, team), by=administrator).permitted
    with pytest.raises(NotYourOrganisation):
        authorise(line=brought_to(LineState.RECOMMENDED, team), by=UserFactory(is_superuser=True))


@pytest.mark.parametrize("relation", Relation)
def test_p7_nobody_authorises_for_themselves_or_somebody_close(team: Team, relation: Relation) -> None:
    line = brought_to(LineState.RECOMMENDED, team)
    declare_relation(case=line.case, relation=relation, by=team.assessor)
    with pytest.raises(ConflictOfInterest):
        authorise(line=line, by=team.assessor)
    assert not Answer.objects.exists()
    rail = a_line(line.case, team.assessor, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
    with pytest.raises(ConflictOfInterest):
        arrange_direct_access(line=rail, answers=ALL_NO, by=team.assessor)


def test_p7_the_second_is_told_who_was_first(team: Team) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    with pytest.raises(AlreadyDecided, match=rf"{team.assessor} authorised it on 4 June 2027 at 13:00"):
        authorise(line=line, by=team.assessor)
    assert Authorisation.objects.count() == 1


def test_p7_the_constraint_decides_between_two_at_once(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a database without row locks: both see an undecided line, and one of the two rows is refused."""
    line = brought_to(LineState.AUTHORISED, team)
    SolutionLine.objects.filter(pk=line.pk).update(state=LineState.RECOMMENDED)
    look, looked = decisions._require_undecided, []

    def blind_once(line: SolutionLine) -> None:
        looked.append(line)
        if len(looked) > 1:
            look(line)

    monkeypatch.setattr(decisions, "_require_undecided", blind_once)
    with pytest.raises(AlreadyDecided, match=str(team.assessor)):
        authorise(line=line, by=team.assessor)
    assert len(looked) == 2
    assert Authorisation.objects.count() == 1


def test_p7_money_is_another_act(team: Team) -> None:
    line = brought_to(LineState.AUTHORISED, team)
    assert not line.commitments.exists()
    await_funds(line=line, reason="The new year's budget.", by=team.payer)
    budget = the_budget_of(line, team.payer)
    commitment = commit_funds(line=line, amount=Decimal(180), budget=budget, by=team.payer).commitment
    assert (commitment.by, commitment.authorised_by) == (team.payer, team.assessor)


UNDELIVERED = [LineState.AUTHORISED, LineState.AWAITING_FUNDS, LineState.COMMITTED, LineState.ORDERED]


@pytest.mark.parametrize("state", UNDELIVERED)
def test_p12_a_suspension_puts_what_is_undelivered_on_the_review_list(
    team: Team, state: LineState, now: datetime
) -> None:
    line = brought_to(state, team)
    brought_to(LineState.HANDED_OVER, team)
    the_suspension(team.assessor)
    item = ReviewItem.objects.get()
    assert (item.line, item.why, item.due_on) == (line, "suspended", now.date() + timedelta(days=7))
    assert item.authorisation == line.authorisations.get(), "valid when made"
    assert list(open_reviews(team.caseworker)) == [item]


def test_p12_nothing_under_review_is_ordered_or_handed_over(team: Team) -> None:
    committed, to_fit, fitted = (brought_to(s, team) for s in (LineState.COMMITTED, *[LineState.ORDERED] * 2))
    fitter = a_fitter()
    accept_order(provision=to_fit.provisions.get(), by=fitter)
    works_on(to_fit.provisions.get(), fitter)
    passed(fitted.provisions.get(), fitter=fitter, inspector=team.payer)
    the_suspension(team.assessor)
    with pytest.raises(UnderReview):
        ordered(committed, team.caseworker)
    with pytest.raises(UnderReview):
        start_works(provision=to_fit.provisions.get(), by=fitter)
    with pytest.raises(UnderReview):
        hand_over(line=fitted, by=team.caseworker, **A_HAND_OVER)


def test_p12_a_revocation_after_a_suspension_adds_nothing_twice(team: Team) -> None:
    brought_to(LineState.AUTHORISED, team)
    the_suspension(team.assessor)
    revoke(accreditation=team.assessor.accreditations.get(), reason="It was so.", by=an_officer())
    item = ReviewItem.objects.get()
    accreditation = team.assessor.accreditations.get()
    assert put_on_review_list(accreditation=accreditation, decision=accreditation.decisions.last()) == []
    assert item.why == "suspended"


def test_p12_what_was_authorised_by_registration_is_not_on_the_list(team: Team) -> None:
    therapist = a_therapist()
    line = a_stairlift(team)
    authorise(line=line, by=therapist)
    accredited(user=therapist)
    the_suspension(therapist)
    assert not ReviewItem.objects.exists()


def test_p12_somebody_whom_the_register_permits_confirms(team: Team) -> None:
    line = brought_to(LineState.COMMITTED, team)
    the_suspension(team.assessor)
    item = ReviewItem.objects.get()
    unfit = review_line(item=item, decision=ReviewDecision.CONFIRM, note="Fine.", by=team.caseworker)
    assert not unfit.permitted
    item.refresh_from_db()
    assert item.decided_at is None
    with pytest.raises(DutiesNotSeparate):
        review_line(item=item, decision=ReviewDecision.CONFIRM, note="Fine.", by=team.assessor)
    therapist = a_therapist()
    assert review_line(item=item, decision=ReviewDecision.CONFIRM, note="I looked.", by=therapist).permitted
    item.refresh_from_db()
    assert Answer.objects.get(public_id=item.answer_id).decision
    ordered(line, team.caseworker)
    with pytest.raises(AlreadyDecided):
        review_line(item=item, decision=ReviewDecision.STOP, note="No.", by=therapist)
    revoke(accreditation=team.assessor.accreditations.get(), reason="It was so.", by=an_officer())
    assert ReviewItem.objects.count() == 1, "a confirmed line needs no second look"


def test_p12_a_change_starts_another_round_and_keeps_the_first(team: Team) -> None:
    line = brought_to(LineState.COMMITTED, team)
    the_suspension(team.assessor)
    review_line(item=ReviewItem.objects.get(), decision=ReviewDecision.CHANGE, note="Too high.", by=team.caseworker)
    line.refresh_from_db()
    assert (line.state, line.round) == (LineState.PROPOSED, 2)
    assess(line=line, by=team.caseworker, **assessment_of(line))
    recommend(line=line, tier=Tier.SIMPLE, summary="Lower.", by=team.caseworker)
    assert authorise(line=line, by=a_therapist()).permitted
    assert line.authorisations.count() == 2


def test_p12_a_line_is_stopped_on_review(team: Team) -> None:
    line = brought_to(LineState.ORDERED, team)
    the_suspension(team.assessor)
    review_line(item=ReviewItem.objects.get(), decision=ReviewDecision.STOP, note="Not needed.", by=team.caseworker)
    line.refresh_from_db()
    assert (line.state, line.stopped_reason) == (LineState.STOPPED, "Not needed.")


def test_g2_authorisations_are_counted_by_organisation_tenure_and_basis(team: Team) -> None:
    for _ in range(2):
        brought_to(LineState.AUTHORISED, team)
    brought_to(LineState.ARRANGED, team)
    authorise(line=a_stairlift(team), by=a_therapist())
    counted = {(row.organisation, row.tenure, row.basis): row.count for row in authorisation_counts()}
    assert counted == {
        ("Lantern", Tenure.COUNCIL, Basis.ACCREDITED): 2,
        ("Lantern", Tenure.COUNCIL, Basis.DIRECT_ACCESS): 1,
        ("Lantern", Tenure.COUNCIL, Basis.REGISTERED): 1,
    }


def test_a_past_question_reads_the_register_of_that_day(team: Team, now: datetime) -> None:
    """The clock decides what is asked about: the day before a suspension took effect, the answer was yes."""
    accreditation = team.assessor.accreditations.get()
    line = brought_to(LineState.RECOMMENDED, team)
    with clock.fixed(now + timedelta(days=8)):
        suspend(accreditation=accreditation, reason="A concern.", by=an_officer())
    with clock.fixed(now + timedelta(days=1)):
        assert authorise(line=line, by=team.assessor).permitted


def test_p7_one_authorisation_for_a_line_by_constraint(team: Team) -> None:
    first = brought_to(LineState.AUTHORISED, team).authorisations.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.create(
            line=first.line,
            round=first.round,
            at=clock.now(),
            by=team.payer,
            answer_id="another",
            register_number=9,
            subject="TA",
            basis=Basis.ACCREDITED,
            tier=Tier.SIMPLE,
        )


def test_p7_of_many_therapists_the_nearest_are_named_by_few_queries(
    team: Team, django_assert_max_num_queries: Any
) -> None:
    """However many there are, so many are asked about at a time, those of the case's own organisation first."""
    for place in range(60):
        a_therapist("faraway", number=f"OT2{place:05}")
    own = a_therapist("lantern", number="OT999999")
    line = a_stairlift(team)
    question = question_about(line, by=team.assessor, tier=Tier.MODERATE)
    with django_assert_max_num_queries(40):
        found = nearest(question)
    assert found[0].name == str(own)
    assert len(found) == 10
