"""Several adaptations for one need are judged together: small ones can become complex (P5, A4)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accreditation.decisions import decide_many
from accreditation.exceptions import CatalogueNotReadable
from accreditation.models import RegisterCounter, TogetherRule
from accreditation.questions import Decision
from accreditation.services import set_together_rule
from audit.models import Event
from core import clock
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, an_officer, direct_access

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> str:
    """Somebody who may authorise simple needs in Harbour, where four simple items and a moderate one are known."""
    for code in ("SEAT-SHOWER", "SEAT-BATH", "RAIL-LONG", "TAPS-LEVER"):
        AdaptationFactory(code=code, tier=Tier.SIMPLE)
    AdaptationFactory(code="STAIRLIFT-STR", tier=Tier.MODERATE)
    AdaptationFactory(code="RAIL-GRAB", tier=Tier.DIRECT_ACCESS)
    return accredited().number


def asked(number: str, *others: str, **changes: object) -> Decision:
    return decide_many([a_question(number, together_with=others, **changes)], clock.now())[0]


def test_p5_two_simple_items_for_one_need_stay_simple(number: str) -> None:
    said = asked(number, "SEAT-BATH")
    assert said.permitted
    assert said.tier is Tier.SIMPLE


def test_p5_three_simple_items_for_one_need_are_complex(number: str) -> None:
    said = asked(number, "SEAT-BATH", "RAIL-LONG")
    assert not said.permitted
    assert said.tier is Tier.COMPLEX
    assert said.reasons == ("TIER_NOT_HELD", "SEVERAL_TOGETHER")


def test_p5_one_item_of_a_higher_tier_raises_the_others(number: str) -> None:
    said = asked(number, "STAIRLIFT-STR")
    assert not said.permitted
    assert said.tier is Tier.MODERATE
    assert "SEVERAL_TOGETHER" in said.reasons


def test_p5_the_same_item_named_twice_is_one(number: str) -> None:
    assert asked(number, "SEAT-SHOWER", "SEAT-BATH", "SEAT-BATH").permitted


def test_p5_items_on_the_direct_access_list_are_not_counted(number: str) -> None:
    """Of this tenure: on another tenure's list they need an assessment here."""
    rail = AdaptationFactory(code="RAIL-GRAB")
    direct_access(Tenure.OWNER, rail)
    assert asked(number, "SEAT-BATH", "RAIL-GRAB").permitted
    assert asked(number, "SEAT-BATH", "RAIL-GRAB", tenure=Tenure.COUNCIL).tier is Tier.COMPLEX


def test_p6_a_direct_access_item_proceeds_by_itself_whatever_it_goes_with(number: str) -> None:
    direct_access(Tenure.OWNER, AdaptationFactory(code="RAIL-GRAB"))
    said = asked("", "SEAT-SHOWER", "SEAT-BATH", "STAIRLIFT-STR", adaptation="RAIL-GRAB")
    assert said.permitted
    assert said.reasons == ("DIRECT_ACCESS",)
    assert said.tier is Tier.DIRECT_ACCESS


def test_p5_an_item_beside_it_that_the_catalogue_does_not_know_is_refused(number: str) -> None:
    assert "UNKNOWN_ADAPTATION" in asked(number, "NO-SUCH-THING").reasons


def test_p5_the_tier_that_is_stated_still_counts(number: str) -> None:
    said = asked(number, "SEAT-BATH", tier=Tier.MODERATE)
    assert said.tier is Tier.MODERATE
    # It is what was stated that raises it, not the other item.
    assert said.reasons == ("TIER_NOT_HELD",)


def test_p5_the_governance_group_dates_the_rule_and_each_change_takes_a_number(number: str) -> None:
    before = RegisterCounter.objects.get().number
    rule = set_together_rule(items_from=2, tier=Tier.MODERATE, by=an_officer())
    assert rule
    assert RegisterCounter.objects.get().number == before + 1
    assert Event.objects.get(verb="accreditation.together_rule_set").detail == {
        "items_from": 2,
        "tier": "moderate",
        "register_number": before + 1,
    }
    assert asked(number, "SEAT-BATH").tier is Tier.MODERATE
    yesterday = clock.now() - timedelta(days=1)
    [then] = decide_many([a_question(number, together_with=("SEAT-BATH",))], yesterday)
    assert then.tier is Tier.SIMPLE


def test_p5_the_next_rule_ends_the_one_before(number: str) -> None:
    today = clock.today()
    first = set_together_rule(items_from=2, tier=Tier.MODERATE, valid_from=today - timedelta(days=9), by=None)
    assert first
    assert set_together_rule(items_from=2, tier=Tier.MODERATE, by=None) is None
    assert set_together_rule(items_from=4, tier=Tier.COMPLEX, by=None)
    first.refresh_from_db()
    assert first.valid_until == today
    assert asked(number, "SEAT-BATH", "RAIL-LONG").permitted
    assert asked(number, "SEAT-BATH", "RAIL-LONG", "TAPS-LEVER").tier is Tier.COMPLEX
    with pytest.raises(CatalogueNotReadable):
        set_together_rule(items_from=5, tier=Tier.COMPLEX, valid_from=today - timedelta(days=1), by=None)


@pytest.mark.parametrize(
    "values", [{"items_from": 1}, {"tier": "huge"}, {"valid_until": date(2020, 1, 1)}, {"items_from": 3}]
)
def test_p5_the_database_itself_refuses_what_is_no_rule(values: dict[str, object]) -> None:
    """The last one is a second rule that is open beside the first."""
    day = clock.today()
    TogetherRule.objects.create(items_from=3, tier=Tier.COMPLEX, valid_from=day)
    with pytest.raises(IntegrityError), transaction.atomic():
        TogetherRule.objects.create(**({"items_from": 3, "tier": Tier.COMPLEX, "valid_from": day} | values))
