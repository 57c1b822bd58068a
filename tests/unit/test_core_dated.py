"""P6, design 3.9: what changes on which day against what holds until then, for any dated rule."""

from datetime import date

import pytest
from django.test import Client

from accreditation.models import ComplexNeedsRule, DirectAccessList, TogetherRule
from cases.constants.clocks import CountedIn, Measured
from cases.models import ServiceStandard
from cases.services.standards import set_standard
from core.dated import Change, Kind, coming
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, direct_access
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

LISTS = Kind(model=DirectAccessList, key=("tenure",), lists=("items",))
RULES = Kind(model=TogetherRule)


def a_list(valid_from: date, *items: object, tenure: Tenure = Tenure.COUNCIL, valid_until: date | None = None) -> None:
    made = DirectAccessList.objects.create(tenure=tenure, valid_from=valid_from, valid_until=valid_until)
    made.items.set(items)  # type: ignore[arg-type]


def test_p6_a_new_list_says_what_comes_and_what_goes() -> None:
    rail, seat = AdaptationFactory(code="RAIL"), AdaptationFactory(code="SEAT")
    a_list(date(2027, 1, 1), rail, valid_until=date(2027, 7, 1))
    a_list(date(2027, 7, 1), seat)
    a_list(date(2027, 1, 1), rail, tenure=Tenure.OWNER)
    change = coming([LISTS])
    assert [(one.on, one.which, one.ends) for one in change] == [(date(2027, 7, 1), Tenure.COUNCIL.label, False)]
    assert change[0].changes == [Change(part="Items", was=str(rail), now=str(seat))]


def test_p6_what_ends_and_has_no_successor_is_said() -> None:
    rail = AdaptationFactory(code="RAIL")
    a_list(date(2027, 1, 1), rail, valid_until=date(2027, 6, 30))
    found = coming([LISTS])
    assert [(one.on, one.ends) for one in found] == [(date(2027, 6, 30), True)]


def test_p6_the_first_rule_comes_from_nothing_and_the_next_from_the_one_before() -> None:
    TogetherRule.objects.create(
        items_from=3, tier=Tier.COMPLEX, valid_from=date(2027, 6, 10), valid_until=date(2027, 9, 1)
    )
    TogetherRule.objects.create(items_from=4, tier=Tier.COMPLEX, valid_from=date(2027, 9, 1))
    first, second = coming([RULES])
    assert [change.was for change in first.changes] == ["nothing", "nothing"]
    assert second.changes == [Change(part="From how many items", was="3", now="4")]


def test_h2_a_rule_for_everybody_is_named_by_what_it_is_about() -> None:
    kind = Kind(model=ServiceStandard, key=("organisation", "measures"))
    standard = {"measures": Measured.VISIT, "amount": 8, "counted_in": CountedIn.WORKING_DAYS}
    set_standard(organisation=None, valid_from=date(2027, 7, 1), by=None, **standard)
    assert [one.which for one in coming([kind])] == ["Visit to the home"]


def test_p6_what_holds_or_is_past_is_no_change_to_come() -> None:
    TogetherRule.objects.create(
        items_from=3, tier=Tier.COMPLEX, valid_from=date(2026, 1, 1), valid_until=date(2027, 6, 4)
    )
    TogetherRule.objects.create(items_from=4, tier=Tier.COMPLEX, valid_from=date(2027, 6, 4))
    assert coming([RULES]) == []


def test_p6_editors_read_it_and_others_do_not(client: Client) -> None:
    ComplexNeedsRule.objects.create(asks_experience=True, valid_from=date(2027, 8, 1))
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    page = client.get("/cms/coming-changes/").content.decode()
    assert "1 August 2027" in page
    assert "Experience must be recorded" in page
    client.force_login(UserFactory())
    assert client.get("/cms/coming-changes/").status_code == 302


@pytest.mark.parametrize("lists", [1, 4])
def test_p6_it_takes_as_many_queries_however_many_rows(lists: int, django_assert_num_queries: object) -> None:
    direct_access(Tenure.COUNCIL, AdaptationFactory(code="RAIL"))
    for tenure in list(Tenure)[:lists]:
        if tenure != Tenure.COUNCIL:
            a_list(date(2027, 8, 1), tenure=tenure)
    with django_assert_num_queries(2):  # type: ignore[operator]
        coming([LISTS])
