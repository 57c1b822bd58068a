"""How complex a need is: what raises it, who lowers it, and what the register is asked (P5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accreditation.models import Answer
from cases.constants.lines import LineRoute, LineState
from cases.constants.tier import Situation
from cases.exceptions import AssessmentIncomplete, NotForYou, TierNotPossible
from cases.models import Case, Circumstance, SolutionLine, TierEscalator, TierLowering
from cases.services import (
    arrange_direct_access,
    authorise,
    lower_tier,
    propose_line,
    recommend,
    record_circumstances,
    send_to_assessment,
    stop_line,
)
from cases.services.assessment import open_draft, save_draft
from cases.services.policies import set_tier_escalator
from cases.tiers import Lowered, Raised, tier_from, tier_of
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from people.constants import Role
from people.models import User
from people.vocabulary import Tier
from tests.factories.accreditation import AdaptationFactory
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to, talked
from tests.factories.cases_provision import ALL_NO
from tests.factories.people import employed
from tests.unit.test_cases_register import a_therapist

START = datetime(2027, 6, 4, 12, tzinfo=UTC)


@pytest.fixture
def team() -> Team:
    return a_team()


def an_item(
    case: Case, team: Team, code: str, *, same_need_as: SolutionLine | None = None, **kwargs: object
) -> SolutionLine:
    item = AdaptationFactory(code=code, **kwargs)
    return propose_line(
        case=case, kind="adaptation", adaptation=item, purpose="It.", by=team.caseworker, same_need_as=same_need_as
    )


tiers = st.sampled_from(list(Tier))
raises = st.builds(
    lambda tier, at: Raised(tier=tier, words="Because.", at=at and START + timedelta(hours=at)),
    tiers,
    st.none() | st.integers(1, 9),
)


@given(tiers, st.lists(raises, max_size=6), st.none() | st.tuples(tiers, st.integers(0, 10)))
def test_p5_the_tier_is_that_of_a_plain_model(
    catalogue: Tier, raised: list[Raised], lowering: tuple[Tier, int] | None
) -> None:
    """The rule beside one written down a second time, with numbers and a loop and nothing shared."""
    order = ["direct_access", "simple", "moderate", "complex"]
    best = order.index(catalogue.value)
    if lowering:
        best = max(best, order.index(lowering[0].value))
    for one in raised:
        known = None if one.at is None else (one.at - START) / timedelta(hours=1)
        if lowering is None or (known is not None and known > lowering[1]):
            best = max(best, order.index(one.tier.value))
    lowered = Lowered(tier=lowering[0], at=START + timedelta(hours=lowering[1])) if lowering else None
    assert tier_from(catalogue, raised, lowered).value == order[best]


@given(tiers, st.lists(raises, max_size=5), raises)
def test_p5_more_situations_never_make_a_need_simpler(catalogue: Tier, raised: list[Raised], more: Raised) -> None:
    assert tier_from(catalogue, [*raised, more]).rank >= tier_from(catalogue, raised).rank >= catalogue.rank


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestEscalators:
    @pytest.mark.parametrize(
        ("situation", "tier"),
        [
            (Situation.STRUCTURAL, Tier.COMPLEX),
            (Situation.WARRANT, Tier.COMPLEX),
            (Situation.SECOND_PERSON, Tier.MODERATE),
            (Situation.PROGRESSIVE, Tier.MODERATE),
            (Situation.CHILD, Tier.MODERATE),
        ],
    )
    def test_p5_a_recorded_situation_raises_the_tier_and_says_so(
        self, team: Team, situation: Situation, tier: Tier
    ) -> None:
        line = brought_to(LineState.PROPOSED, team)
        assert tier_of(line).tier == Tier.SIMPLE
        record_circumstances(line=line, situations=[situation], note="As the ward said.", by=team.caseworker)
        computed = tier_of(line)
        assert computed.tier == tier
        assert any("As the ward said." in words and tier.label.lower() in words for words in computed.reasons)

    def test_p5_what_is_about_the_person_counts_for_the_case_and_the_work_for_its_line(self, team: Team) -> None:
        line = brought_to(LineState.PROPOSED, team)
        other = a_line(line.case, team.caseworker)
        record_circumstances(line=line, situations=[Situation.STRUCTURAL], by=team.caseworker)
        assert (tier_of(line).tier, tier_of(other).tier) == (Tier.COMPLEX, Tier.SIMPLE)
        record_circumstances(line=line, situations=[Situation.PROGRESSIVE], by=team.caseworker)
        assert tier_of(other).tier == Tier.MODERATE

    def test_p5_a_child_is_known_by_the_day_of_birth(self, team: Team) -> None:
        line = brought_to(LineState.PROPOSED, team)
        for born, tier in [(date(2009, 6, 5), Tier.MODERATE), (date(2009, 6, 4), Tier.SIMPLE)]:
            line.case.person.date_of_birth = born
            assert tier_of(line).tier == tier

    def test_p5_a_red_flag_raises_what_it_concerns(self, team: Team) -> None:
        line = a_line(a_case(team.caseworker), team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
        assert tier_of(line).tier == Tier.DIRECT_ACCESS
        arrange_direct_access(line=line, answers=ALL_NO | {"falls": True}, by=team.caseworker)
        line.refresh_from_db()
        assert tier_of(line).tier == Tier.SIMPLE
        assert any("fallen more than once" in words for words in tier_of(line).reasons)

    def test_p5_direct_access_proceeds_while_other_situations_raise_the_need(self, team: Team) -> None:
        line = a_line(a_case(team.caseworker), team.caseworker, code="RAIL-GRAB-INT", route=LineRoute.DIRECT_ACCESS)
        record_circumstances(line=line, situations=[Situation.PROGRESSIVE], by=team.caseworker)
        assert arrange_direct_access(line=line, answers=ALL_NO, by=team.caseworker).permitted

    def test_p5_a_rule_holds_from_its_day_and_for_its_items(self, team: Team, now: datetime) -> None:
        line = brought_to(LineState.PROPOSED, team)
        record_circumstances(line=line, situations=[Situation.PROGRESSIVE], by=team.caseworker)
        lift = AdaptationFactory(code="STAIRLIFT-STR")
        tomorrow = now.date() + timedelta(days=1)
        set_tier_escalator(
            situation=Situation.PROGRESSIVE, tier=Tier.COMPLEX, items=[lift], valid_from=tomorrow, by=None
        )
        assert tier_of(line).tier == Tier.MODERATE
        with clock.fixed(now + timedelta(days=1)):
            assert tier_of(line).tier == Tier.SIMPLE, "it is for stairlifts from then on"
            assert tier_of(an_item(line.case, team, "STAIRLIFT-STR")).tier == Tier.COMPLEX
        with pytest.raises(IntegrityError), transaction.atomic():
            TierEscalator.objects.create(situation="child", tier="complex", valid_from=now.date())


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestSeveralItems:
    def test_p5_three_items_for_one_need_are_complex_and_named_together(self, team: Team) -> None:
        line = brought_to(LineState.RECOMMENDED, team)
        an_item(line.case, team, "NOSING", same_need_as=line)
        assert tier_of(line).tier == Tier.SIMPLE
        third = an_item(line.case, team, "LIGHT-TASK", same_need_as=line)
        computed = tier_of(line)
        assert computed.tier == Tier.COMPLEX
        assert "3 items are for the same need" in " ".join(computed.reasons)
        said = authorise(line=line, by=team.assessor)
        assert not said.permitted
        assert Answer.objects.get().question["together_with"] == ["LIGHT-TASK", "NOSING"]
        stop_line(line=third, reason="Not wanted.", by=team.caseworker)
        assert tier_of(line).tier == Tier.SIMPLE

    def test_p5_items_for_other_needs_do_not_count(self, team: Team) -> None:
        line = brought_to(LineState.RECOMMENDED, team)
        for code in ("NOSING", "LIGHT-TASK", "TMV"):
            an_item(line.case, team, code)
        assert tier_of(line).tier == Tier.SIMPLE
        assert authorise(line=line, by=team.assessor).permitted

    def test_p5_what_is_listed_for_direct_access_is_not_counted(self, team: Team) -> None:
        line = brought_to(LineState.RECOMMENDED, team)
        an_item(line.case, team, "NOSING", same_need_as=line)
        an_item(line.case, team, "RAIL-GRAB-INT", same_need_as=line)
        assert tier_of(line).tier == Tier.SIMPLE


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
class TestLowering:
    def raised(self, team: Team, state: LineState = LineState.ASSESSED) -> SolutionLine:
        line = brought_to(state, team)
        record_circumstances(line=line, situations=[Situation.PROGRESSIVE], by=team.caseworker)
        return line

    def lowered(self, line: SolutionLine, by: User, tier: Tier = Tier.SIMPLE, reason: str = "Slow.") -> TierLowering:
        with clock.fixed(clock.now() + timedelta(minutes=1)):
            return lower_tier(line=line, tier=tier, reason=reason, by=by)

    def test_p5_a_registered_therapist_without_a_part_in_the_case_lowers_it(self, team: Team) -> None:
        line, therapist = self.raised(team), a_therapist()
        row = self.lowered(line, therapist)
        computed = tier_of(line)
        assert (computed.tier, computed.catalogue) == (Tier.SIMPLE, Tier.SIMPLE)
        assert any(f"{therapist} lowered it" in words for words in computed.reasons)
        assert row.registration.user == therapist
        with pytest.raises(ImmutableRecord):
            row.save()
        recommend(line=line, tier=Tier.SIMPLE, summary="Seat.", by=team.caseworker)
        assert authorise(line=line, by=team.assessor).permitted

    def test_p5_nobody_else_lowers_it(self, team: Team) -> None:
        line = self.raised(team)
        for user in (team.assessor, team.payer, employed(organisation__code="lantern", roles=(Role.MANAGER,))):
            with pytest.raises(NotForYou, match="registered"):
                self.lowered(line, user)
        involved = a_therapist()
        talked(line.case, involved)
        with pytest.raises(NotForYou, match="part in this case"):
            self.lowered(line, involved)
        drafting = a_therapist(number="OT100002")
        proposed = self.raised(team, LineState.PROPOSED)
        open_draft(line=proposed, by=drafting)
        save_draft(line=proposed, version=0, fields={"decision": "A seat."}, by=drafting)
        with pytest.raises(NotForYou, match="part in this case"):
            self.lowered(proposed, drafting)
        assert not TierLowering.objects.exists()

    def test_p5_it_needs_a_reason_and_stays_at_or_above_the_catalogue(self, team: Team) -> None:
        line, therapist = self.raised(team), a_therapist()
        with pytest.raises(TierNotPossible, match="Say why"):
            self.lowered(line, therapist, reason=" ")
        for tier in (Tier.DIRECT_ACCESS, Tier.MODERATE, Tier.COMPLEX):
            with pytest.raises(TierNotPossible, match="catalogue"):
                self.lowered(line, therapist, tier=tier)

    def test_p5_what_becomes_known_later_raises_it_again(self, team: Team) -> None:
        line, therapist = self.raised(team), a_therapist()
        self.lowered(line, therapist)
        with clock.fixed(clock.now() + timedelta(minutes=5)):
            record_circumstances(line=line, situations=[Situation.WARRANT], by=team.caseworker)
        assert tier_of(line).tier == Tier.COMPLEX

    def test_p5_a_new_round_is_judged_anew(self, team: Team) -> None:
        line, therapist = self.raised(team), a_therapist()
        self.lowered(line, therapist)
        line = send_to_assessment(line=line, by=team.caseworker)
        assert tier_of(line).tier == Tier.MODERATE

    def test_p5_several_items_lowered_are_asked_about_alone(self, team: Team) -> None:
        line = brought_to(LineState.RECOMMENDED, team)
        for code in ("NOSING", "LIGHT-TASK"):
            an_item(line.case, team, code, same_need_as=line)
        self.lowered(line, a_therapist(), reason="They do not affect each other.")
        assert authorise(line=line, by=team.assessor).permitted
        assert Answer.objects.get().question["together_with"] == []

    @pytest.mark.parametrize("state", [LineState.AUTHORISED, LineState.ORDERED, LineState.STOPPED])
    def test_p5_what_is_decided_is_not_lowered(self, team: Team, state: LineState) -> None:
        with pytest.raises(TransitionNotAllowed):
            self.lowered(brought_to(state, team), a_therapist())

    def test_p5_a_recorded_situation_cannot_be_taken_back(self, team: Team) -> None:
        line = self.raised(team)
        record_circumstances(line=line, situations=[Situation.PROGRESSIVE], by=team.caseworker)
        with pytest.raises(ImmutableRecord):
            Circumstance.objects.get().delete()

    def test_p5_nobody_recommends_below_what_the_situation_asks(self, team: Team) -> None:
        line = self.raised(team)
        with pytest.raises(AssessmentIncomplete, match="not lower"):
            recommend(line=line, tier=Tier.SIMPLE, summary="Seat.", by=team.caseworker)
        recommend(line=line, tier=Tier.MODERATE, summary="Seat.", by=team.caseworker)
        assert not authorise(line=line, by=team.assessor).permitted
