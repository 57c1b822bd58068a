"""Which prices hold, for whom, on which day (H5, F5)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accreditation.models import Adaptation
from cases.constants.lines import LineRoute
from cases.models import Price, SolutionLine
from core import clock
from people.constants import OrganisationKind
from people.models import Organisation


def prices_holding(*, buyer: Organisation, day: date, provider: Organisation | None = None) -> QuerySet[Price]:
    """The prices by which this partner's staff may order on a day, cheapest first."""
    lists = Q(price_list__partners=None) | Q(price_list__partners=buyer)
    prices = Price.objects.on(day).filter(lists)
    if provider:
        prices = prices.filter(price_list__provider=provider)
    return prices.select_related("adaptation", "price_list__provider").order_by("amount", "id").distinct()


def price_of(adaptation: Adaptation, *, buyer: Organisation, provider: Organisation, day: date) -> Price | None:
    return prices_holding(buyer=buyer, day=day, provider=provider).filter(adaptation=adaptation).first()


def providers() -> QuerySet[Organisation]:
    """Who may be sent an order: providers under contract, and partners with a price list of their own."""
    return Organisation.objects.filter(
        Q(kind=OrganisationKind.PROVIDER) | Q(price_lists__isnull=False), partnership=""
    ).distinct()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A provider who could be asked, with their price for the item today, if their list has one."""

    provider: Organisation
    price: Price | None


def offers_for(line: SolutionLine) -> list[Offer]:
    """Who could provide a line, those with a price first, the cheapest before the others.

    What is agreed with the person may come from any partner: a community team, a landlord.
    """
    asked = providers()
    if line.route == LineRoute.AGREED:
        asked = Organisation.objects.filter(Q(pk__in=asked) | Q(partnership=""))
    priced: dict[int, Price] = {}
    if line.adaptation:
        for price in prices_holding(buyer=line.case.organisation, day=clock.today()).filter(adaptation=line.adaptation):
            priced.setdefault(price.price_list.provider_id, price)
    offers = [Offer(provider=one, price=priced.get(one.pk)) for one in asked.order_by("name")]
    return sorted(offers, key=lambda offer: (offer.price is None, offer.price.amount if offer.price else 0))
