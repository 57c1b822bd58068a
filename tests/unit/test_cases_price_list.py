"""Price lists from a table: what it would change is shown, and nothing is lost (H5, F5)."""

from datetime import date
from decimal import Decimal

import pytest

from cases.exceptions import NotOnPriceList
from cases.models import PriceList
from cases.services import set_price, take_table
from cases.services.price_list import Change, compare
from core import clock
from core.spreadsheets import TableUnusable
from people.models import User
from tests.factories.accreditation import AdaptationFactory
from tests.factories.cases_provision import a_price, a_provider
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY = date(2027, 6, 4)


@pytest.fixture
def by() -> User:
    return UserFactory()


@pytest.fixture
def price_list() -> PriceList:
    """A seat at 100, a rail at 48, and making good at 35."""
    for code, amount in (("SEAT-SHOWER", "100.00"), ("RAIL-GRAB-INT", "48.00")):
        a_price(AdaptationFactory(code=code), amount=amount)
    return a_price(None, extra="Making good", amount="35.00").price_list


def table(*rows: str) -> bytes:
    return "\n".join(["code,extra,price", *rows]).encode()


def changes(price_list: PriceList, *rows: str) -> list[tuple[Change, str]]:
    found = compare(table(*rows), price_list=price_list, valid_from=TODAY)
    return [(one.change, one.problem or str(one.then or one.now)) for one in found]


def test_h5_a_table_says_what_it_would_change_and_changes_nothing(price_list: PriceList) -> None:
    AdaptationFactory(code="STAIRLIFT-STR")
    assert changes(price_list, "SEAT-SHOWER,,110", "rail-grab-int,,£48.00", "STAIRLIFT-STR,,1850.50") == [
        (Change.CHANGED, "110.00"),
        (Change.SAME, "48.00"),
        (Change.NEW, "1850.50"),
        (Change.LEFT_OUT, "35.00"),
    ]
    assert price_list.prices.count() == 3


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("NO-SUCH,,5", "The catalogue has no item “NO-SUCH”."),
        ("SEAT-SHOWER,Also this,5", "not both"),
        (",,5", "is missing"),
        ("SEAT-SHOWER,,", "The price is missing."),
        ("SEAT-SHOWER,,ten", "“ten” is no price."),
        ("SEAT-SHOWER,,-1", "nothing or more"),
        ("SEAT-SHOWER,,NaN", "nothing or more"),
        ("SEAT-SHOWER,,1.005", "parts of a penny"),
        (f",{'x' * 121},5", "longer than 120"),
    ],
)
def test_h5_each_row_that_cannot_be_used_says_why_and_nothing_is_saved(
    price_list: PriceList, by: User, row: str, problem: str
) -> None:
    (change, words), *_ = changes(price_list, row)
    assert change is Change.WRONG
    assert problem in words
    with pytest.raises(NotOnPriceList, match="Nothing was saved"):
        take_table(table("RAIL-GRAB-INT,,1", row), price_list=price_list, valid_from=TODAY, by=by)
    assert price_list.prices.count() == 3


def test_h5_the_same_item_twice_names_the_first_row(price_list: PriceList) -> None:
    assert (Change.WRONG, "The same item as line 2.") in changes(price_list, ",Making good,5", ",Making good,6")


def test_h5_nothing_is_lost_by_a_table(price_list: PriceList, by: User) -> None:
    """Prices that it changes end and stay known; those that it leaves out hold on."""
    made = take_table(table("SEAT-SHOWER,,110", ",New,5"), price_list=price_list, valid_from=date(2027, 7, 1), by=by)
    assert [price.amount for price in made] == [Decimal("110.00"), Decimal("5.00")]

    def seat(day: date) -> Decimal:
        return price_list.prices.on(day).get(adaptation__code="SEAT-SHOWER").amount

    assert (seat(TODAY), seat(date(2027, 6, 30)), seat(date(2027, 7, 1))) == (100, 100, 110)
    assert price_list.prices.on(date(2027, 7, 1)).get(extra="Making good").amount == 35
    assert take_table(table("SEAT-SHOWER,,110"), price_list=price_list, valid_from=date(2027, 7, 1), by=by) == []


def test_h5_a_table_without_its_columns_is_refused_in_words(price_list: PriceList) -> None:
    with pytest.raises(TableUnusable, match="lacks “price”"):
        compare(b"code,extra\nSEAT-SHOWER,\n", price_list=price_list, valid_from=TODAY)


def test_h5_a_price_typed_wrongly_today_is_set_again_today(price_list: PriceList, by: User) -> None:
    seat = AdaptationFactory(code="SEAT-SHOWER")
    for amount in (Decimal(1000), Decimal(105)):
        set_price(price_list=price_list, adaptation=seat, amount=amount, valid_from=TODAY, by=by)
    assert price_list.prices.on(clock.today()).get(adaptation=seat).amount == 105
    set_price(price_list=price_list, adaptation=seat, amount=Decimal(9), valid_from=date(2027, 7, 1), by=by)
    with pytest.raises(NotOnPriceList, match="is set already"):
        set_price(price_list=price_list, adaptation=seat, amount=Decimal(8), valid_from=TODAY, by=by)


def test_f5_one_list_for_a_provider_is_found_by_every_partner_it_names() -> None:
    assert str(a_price(None, extra="Call out", amount="20.00", provider=a_provider("p"))) == "Call out: £20.00"
