"""Who pays, as the rules that are loaded into an empty product have it: tables, limits, and every combination."""

import tomllib
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import law
from cases.constants.funding import CareAct, HandOff, HandypersonBasis, Missing, Resources, Stream, Works
from cases.funding import Facts, Found, NotYet, Rule, split_by_labour, split_by_share, stream_for
from cases.models import FundingRule
from cases.selectors.funding import KNOWN_TENURES, as_rule
from people.vocabulary import Nation, Tenure


def rules() -> list[Rule]:
    """The loaded rules with their limits as money, as the database gives them."""
    rows = tomllib.loads((law.FOLDER / "funding.toml").read_text())["rules"]
    for row in rows:
        for name in ("above", "up_to", "most"):
            if name in row:
                row[name] = Decimal(row[name])
    return [as_rule(FundingRule(**row)) for row in rows]


LAW = rules()
POOLED = Rule(nation=Nation.SCOTLAND, works=Works.ADAPTATION, stream=Stream.POOLED, sentence="One.", goes_first=True)


def exactly(pounds: str) -> tuple[Decimal, Decimal]:
    return Decimal(pounds), Decimal(pounds)


def in_england(cost: str, **known: object) -> Facts:
    return Facts(nation=Nation.ENGLAND, works=Works.ADAPTATION, cost=exactly(cost), **known)  # type: ignore[arg-type]


def in_scotland(tenure: Tenure | None, **known: object) -> Facts:
    return Facts(nation=Nation.SCOTLAND, works=Works.ADAPTATION, tenure=tenure, **known)  # type: ignore[arg-type]


def found(facts: Facts, law: list[Rule] = LAW) -> Found:
    answer = stream_for(facts, law)
    assert isinstance(answer, Found), answer
    return answer


def missing(facts: Facts, law: list[Rule] = LAW) -> tuple[Missing, ...]:
    answer = stream_for(facts, law)
    assert isinstance(answer, NotYet), answer
    return answer.missing


@pytest.mark.parametrize(
    ("tenure", "stream", "share"),
    [
        (Tenure.OWNER, Stream.PRIVATE_GRANT, 80),
        (Tenure.PRIVATE_RENT, Stream.PRIVATE_GRANT, 80),
        (Tenure.HOUSING_ASSOCIATION, Stream.LANDLORD_FUNDS, 100),
        (Tenure.COUNCIL, Stream.HOUSING_ACCOUNT, 100),
    ],
)
def test_f2_in_scotland_the_tenure_says_who_pays(tenure: Tenure, stream: Stream, share: int) -> None:
    answer = found(in_scotland(tenure))
    assert (answer.stream, answer.share) == (stream, share)
    assert answer.rule.send_to


@pytest.mark.parametrize("tenure", [Tenure.OWNER, Tenure.PRIVATE_RENT])
def test_f2_a_benefit_that_was_seen_makes_the_grant_a_whole_one(tenure: Tenure) -> None:
    assert found(in_scotland(tenure)).share == 80
    whole = found(in_scotland(tenure, has_passport=True))
    assert whole.share == 100
    assert "all of the agreed cost" in whole.sentence


def test_f2_a_benefit_changes_nothing_where_the_landlord_pays() -> None:
    assert found(in_scotland(Tenure.COUNCIL, has_passport=True)) == found(in_scotland(Tenure.COUNCIL))


@pytest.mark.parametrize("tenure", [*sorted(KNOWN_TENURES), None])
def test_f2_one_pooled_fund_pays_whatever_the_tenure(tenure: Tenure | None) -> None:
    assert found(in_scotland(tenure), [POOLED, *LAW]).stream == Stream.POOLED
    assert found(in_england("5000"), [POOLED, *LAW]).stream == Stream.HEALTH_PREVENTION


def test_f1_a_tenure_that_is_not_known_is_never_guessed() -> None:
    answer = stream_for(in_scotland(None), LAW)
    assert isinstance(answer, NotYet)
    assert answer.missing == (Missing.TENURE,)
    assert answer.sentence == (
        "We cannot say yet who pays, because it is not known yet whether the home is owned or rented, and from whom."
    )


@pytest.mark.parametrize(
    ("cost", "stream"),
    [
        ("0.01", Stream.MINOR_WORKS),
        ("1000.00", Stream.MINOR_WORKS),
        ("1000.01", Stream.HEALTH_PREVENTION),
        ("9999.99", Stream.HEALTH_PREVENTION),
        ("10000.00", Stream.HEALTH_PREVENTION),
        ("10000.01", Stream.DISABLED_FACILITIES),
        ("45000.00", Stream.DISABLED_FACILITIES),
    ],
)
def test_h7_the_likely_cost_says_who_pays_and_exactly_ten_thousand_goes_the_grant_way(
    cost: str, stream: Stream
) -> None:
    facts = in_england(cost, care_act=CareAct.ELIGIBLE, resources=Resources.LIKELY, right_told=True)
    assert found(facts).stream == stream


def test_h7_the_grant_is_reached_by_a_referral_for_an_assessment() -> None:
    assert found(in_england("4200")).rule.hand_off == HandOff.OT_REFERRAL


def test_h5_minor_works_ask_about_the_care_act() -> None:
    assert missing(in_england("90")) == (Missing.CARE_ACT,)
    assert found(in_england("90", care_act=CareAct.NOT_ELIGIBLE)).stream == Stream.HEALTH_PREVENTION
    assert found(in_england("90", is_child=True)).stream == Stream.HEALTH_PREVENTION


@pytest.mark.parametrize(
    ("resources", "stream", "hand_off"),
    [
        (Resources.LIKELY, Stream.DISABLED_FACILITIES, HandOff.WARM_TRANSFER),
        (Resources.EXEMPT, Stream.DISABLED_FACILITIES, HandOff.WARM_TRANSFER),
        (Resources.NOT_TAKEN, Stream.DISABLED_FACILITIES, HandOff.WARM_TRANSFER),
        (Resources.UNLIKELY, Stream.SELF_FUNDED, HandOff.CHARGED_SUPPORT),
    ],
)
def test_h8_above_the_limit_the_recorded_test_points_the_way(
    resources: Resources, stream: Stream, hand_off: HandOff
) -> None:
    answer = found(in_england("12000", resources=resources, right_told=True))
    assert (answer.stream, answer.rule.hand_off) == (stream, hand_off)


@pytest.mark.parametrize("resources", [*Resources, None])
def test_h8_the_right_to_apply_formally_is_always_told(resources: Resources | None) -> None:
    assert Missing.RIGHT_TOLD in missing(in_england("12000", resources=resources))


def test_h8_nobody_tests_the_resources_of_a_child() -> None:
    """H8: a child's means are never looked at."""
    answer = found(in_england("12000", is_child=True, right_told=True, resources=Resources.UNLIKELY))
    assert answer.stream == Stream.DISABLED_FACILITIES
    assert "child" in answer.sentence


def test_h8_a_test_never_bars_a_formal_application() -> None:
    facts = in_england("12000", resources=Resources.UNLIKELY, applies_formally=True, right_told=True)
    assert found(facts).stream == Stream.DISABLED_FACILITIES
    assert "at any time" in found(in_england("12000", resources=Resources.UNLIKELY, right_told=True)).sentence


def test_h7_a_range_on_one_side_of_the_limit_is_enough_and_one_across_it_is_not() -> None:
    within = Facts(nation=Nation.ENGLAND, works=Works.ADAPTATION, cost=(Decimal(2500), Decimal(7500)))
    across = Facts(nation=Nation.ENGLAND, works=Works.ADAPTATION, cost=(Decimal(8000), Decimal(12000)))
    assert found(within).stream == Stream.HEALTH_PREVENTION
    assert missing(across) == (Missing.COST,)
    assert missing(Facts(nation=Nation.ENGLAND, works=Works.ADAPTATION)) == (Missing.COST,)


@pytest.mark.parametrize("nation", Nation)
def test_h9_a_handyperson_comes_after_a_housing_mot_or_an_assessment(nation: Nation) -> None:
    facts = Facts(nation=nation, works=Works.HANDYPERSON)
    assert missing(facts) == (Missing.BASIS,)
    for basis in HandypersonBasis:
        answer = found(Facts(nation=nation, works=Works.HANDYPERSON, basis=basis))
        assert answer.stream == Stream.HANDYPERSON


def test_h9_labour_is_the_services_and_materials_are_the_persons() -> None:
    split = split_by_labour(labour=Decimal("64.00"), materials=Decimal("23.95"))
    assert (split.stream, split.person, split.cost) == (Decimal("64.00"), Decimal("23.95"), Decimal("87.95"))


@pytest.mark.parametrize(
    ("cost", "share", "most", "stream", "person"),
    [
        ("100.00", 80, None, "80.00", "20.00"),
        ("33.33", 80, None, "26.66", "6.67"),
        ("0.01", 80, None, "0.01", "0.00"),
        ("99.99", 100, None, "99.99", "0.00"),
        ("41000.00", 100, "30000.00", "30000.00", "11000.00"),
        ("30000.00", 100, "30000.00", "30000.00", "0.00"),
        ("12000.00", 0, None, "0.00", "12000.00"),
    ],
)
def test_f2_a_grant_is_split_to_the_penny(cost: str, share: int, most: str | None, stream: str, person: str) -> None:
    split = split_by_share(Decimal(cost), share=share, most=Decimal(most) if most else None)
    assert (split.stream, split.person) == (Decimal(stream), Decimal(person))


pounds = st.decimals(min_value="0.01", max_value="999999.99", places=2)


@given(cost=pounds, share=st.integers(0, 100), most=st.none() | pounds)
def test_f2_the_two_parts_are_always_the_whole(cost: Decimal, share: int, most: Decimal | None) -> None:
    split = split_by_share(cost, share=share, most=most)
    assert split.cost == cost
    assert split.stream >= 0
    assert split.person >= 0
    assert most is None or split.stream <= most


everything = st.builds(
    Facts,
    nation=st.sampled_from(Nation),
    works=st.sampled_from(Works),
    tenure=st.sampled_from(sorted(KNOWN_TENURES)),
    cost=pounds.map(lambda amount: (amount, amount)),
    care_act=st.sampled_from(CareAct),
    resources=st.sampled_from(Resources),
    is_child=st.booleans(),
    applies_formally=st.booleans(),
    right_told=st.just(True),
    has_passport=st.booleans(),
    basis=st.sampled_from(HandypersonBasis),
)


@given(facts=everything)
def test_f1_whoever_is_known_wholly_is_sent_to_exactly_one_place(facts: Facts) -> None:
    """No gap, no contradiction, and the order of the rules does not matter."""
    answer = found(facts)
    assert answer == found(facts, list(reversed(LAW)))
    assert answer.rule.send_to
    assert answer.sentence.endswith(".")


unknown = st.builds(
    Facts,
    nation=st.sampled_from(Nation),
    works=st.sampled_from(Works),
    tenure=st.none() | st.sampled_from(sorted(KNOWN_TENURES)),
    cost=st.none() | st.tuples(pounds, pounds).map(lambda two: (min(two), max(two))),
    care_act=st.none() | st.sampled_from(CareAct),
    resources=st.none() | st.sampled_from(Resources),
    is_child=st.booleans(),
    applies_formally=st.booleans(),
    right_told=st.booleans(),
    has_passport=st.booleans(),
    basis=st.none() | st.sampled_from(HandypersonBasis),
)


@given(facts=unknown)
def test_f1_what_is_said_early_holds_whatever_turns_out(facts: Facts) -> None:
    """An answer that was given without a fact is the answer for every value that the fact may turn out to have."""
    answer = stream_for(facts, LAW)
    if isinstance(answer, NotYet):
        assert answer.missing
        return
    tenures = [facts.tenure] if facts.tenure else sorted(KNOWN_TENURES)
    costs = [facts.cost] if facts.cost and facts.cost[0] == facts.cost[1] else _ends(facts.cost)
    answers = [facts.care_act] if facts.care_act else list(CareAct)
    tests = [facts.resources] if facts.resources else list(Resources)
    for tenure, cost, care_act, resources in product(tenures, costs, answers, tests):
        known = {**vars(facts), "tenure": tenure, "cost": cost, "care_act": care_act, "resources": resources}
        assert found(Facts(**known)).stream == answer.stream


def _ends(cost: tuple[Decimal, Decimal] | None) -> list[tuple[Decimal, Decimal]]:
    low, high = cost or (Decimal("0.01"), Decimal(999999))
    return [(low, low), (high, high)]


def test_f1_two_rules_that_contradict_each_other_are_said_to() -> None:
    other = Rule(nation=Nation.SCOTLAND, works=Works.ADAPTATION, stream=Stream.POOLED, sentence="Two.")
    assert missing(in_scotland(Tenure.COUNCIL), [*LAW, other]) == (Missing.RULES,)
    assert missing(in_scotland(Tenure.COUNCIL), []) == (Missing.RULE,)
