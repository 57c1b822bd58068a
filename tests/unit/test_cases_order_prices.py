"""What an order costs: the price of its day, items outside the list, and never more than is committed (H5, F5)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.constants.lines import LineState
from cases.exceptions import (
    BeyondCommitment,
    NotOnPriceList,
)
from cases.models import SolutionLine
from cases.services import (
    Agreed,
    Listed,
    add_item,
    agree_own_share,
    set_price,
)
from core import clock
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_provision import (
    a_price,
    a_provider,
    ordered,
)
from tests.factories.people import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
RAIL = Agreed(name="Second rail", amount=Decimal("20.00"), reason="The first is not in reach.")


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def line(team: Team) -> SolutionLine:
    return brought_to(LineState.COMMITTED, team)


def test_h5_the_price_of_the_orders_day_holds_for_the_order(team: Team, line: SolutionLine) -> None:
    price = a_price(line.adaptation, amount="100.00")
    extra = a_price(None, extra="Making good", amount="35.00")
    provision = ordered(line, team.caseworker, items=[Listed(price=price)])
    later = clock.now() + timedelta(days=10)
    with clock.fixed(later):
        set_price(
            price_list=price.price_list,
            adaptation=line.adaptation,
            amount=Decimal("140.00"),
            valid_from=clock.today(),
            by=None,
        )
        dearer = set_price(
            price_list=price.price_list, extra="Making good", amount=Decimal("60.00"), valid_from=clock.today(), by=None
        )
        with pytest.raises(NotOnPriceList, match="on the day of the order"):
            add_item(provision=provision, item=Listed(price=dearer), by=team.caseworker)
        add_item(provision=provision, item=Listed(price=extra), by=team.caseworker)
    assert [(item.name, item.unit_price) for item in provision.items.all()] == [
        (line.adaptation.name, Decimal("100.00")),
        ("Making good", Decimal("35.00")),
    ]


def test_h5_an_item_outside_the_list_needs_a_reason_and_a_price(team: Team, line: SolutionLine) -> None:
    with pytest.raises(NotOnPriceList, match="why it is needed"):
        ordered(line, team.caseworker, items=[Agreed(name="Seat", amount=Decimal(50), reason=" ")])
    item = ordered(line, team.caseworker, items=[RAIL]).items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(item).objects.bulk_create([type(item)(**_fields(item) | {"reason": ""})])


def _fields(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname != "id"}


def test_h5_what_is_of_the_catalogue_is_never_ordered_without_a_price(team: Team, line: SolutionLine) -> None:
    with pytest.raises(NotOnPriceList, match="at which price"):
        ordered(line, team.caseworker, items=[])
    assert not line.provisions.exists()


def test_h5_no_other_providers_price_and_none_that_has_ended(team: Team, line: SolutionLine) -> None:
    theirs = a_price(line.adaptation, provider=a_provider("northfield-works"))
    ended = a_price(line.adaptation)
    ended.valid_until = clock.today()
    ended.save()
    for price in (theirs, ended):
        with pytest.raises(NotOnPriceList):
            ordered(line, team.caseworker, items=[Listed(price=price)])


def test_f5_a_list_is_shared_by_the_partners_it_names(team: Team, line: SolutionLine) -> None:
    provider = a_provider("shared-works")
    price = a_price(line.adaptation, provider=provider, partners=(OrganisationFactory(code="millburn"),))
    with pytest.raises(NotOnPriceList):
        ordered(line, team.caseworker, provider=provider, items=[Listed(price=price)])
    price.price_list.partners.add(line.case.organisation)
    assert ordered(line, team.caseworker, provider=provider, items=[Listed(price=price)])


def test_h5_an_order_never_comes_to_more_than_the_money_committed(team: Team, line: SolutionLine) -> None:
    """£185.50 is committed."""
    dear = Agreed(name="Seat", amount=Decimal("185.51"), reason="The only one that fits.")
    with pytest.raises(BeyondCommitment, match=r"£185\.50 is committed"):
        ordered(line, team.caseworker, items=[dear])
    provision = ordered(line, team.caseworker)
    with pytest.raises(BeyondCommitment):
        add_item(provision=provision, item=dear, by=team.caseworker)
    assert provision.items.count() == 1


def test_p9_a_price_starts_today_or_later(team: Team, line: SolutionLine) -> None:
    price = a_price(line.adaptation)
    with pytest.raises(NotOnPriceList, match="in the past"):
        set_price(
            price_list=price.price_list,
            adaptation=line.adaptation,
            amount=Decimal(1),
            valid_from=date(2027, 6, 3),
            by=None,
        )


def test_f1_the_persons_agreed_share_counts_beside_the_grant(team: Team, line: SolutionLine) -> None:
    """A grant of 80% is committed as 80%; the order is for the whole."""
    dear = Agreed(name="Seat", amount=Decimal("230.00"), reason="The only one that fits.")
    with pytest.raises(BeyondCommitment):
        ordered(line, team.caseworker, items=[dear])
    agree_own_share(line=line, amount=Decimal("44.50"), by=team.caseworker)
    one_penny_more = Agreed(name="Seat", amount=Decimal("230.01"), reason="The only one that fits.")
    with pytest.raises(BeyondCommitment, match=r"the person agreed to pay £44\.50"):
        ordered(again(line), team.caseworker, items=[one_penny_more])
    assert ordered(again(line), team.caseworker, items=[dear]).items.get().amount == Decimal("230.00")


def again(line: SolutionLine) -> SolutionLine:
    return SolutionLine.objects.get(pk=line.pk)
