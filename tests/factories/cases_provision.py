"""Price lists and orders as tests need them, made through the product's own services."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accreditation.models import Adaptation
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.constants.provision import ProvisionState, VisitKind
from cases.models import Case, DirectAccessReader, Invoice, Price, PriceList, Provision, SolutionLine, StockItem, Visit
from cases.services import (
    Listed,
    accept_order,
    agree_works,
    approve_invoice,
    arrange_direct_access,
    cancel_order,
    complete_works,
    decline_order,
    hand_over,
    inspect,
    order,
    plan_visit,
    propose_line,
    read_answers,
    send_invoice,
    start_works,
    take_in,
)
from core import clock
from people.constants import OrganisationKind, Role
from people.models import Organisation, User
from tests.factories.accreditation import AdaptationFactory
from tests.factories.people import OrganisationFactory, employed

FITTER = "bridge-street"
ALL_NO = dict.fromkeys(("falls", "worse", "understanding", "transfer", "fixing"), False)
A_HAND_OVER: dict[str, Any] = {
    "was_demonstrated": True,
    "was_tried": True,
    "contacts_left": "Bridge Street, 01632 960 300.",
    "documents_left": "The maker’s leaflet.",
    "note": "Shown and tried.",
}


def a_provider(code: str = FITTER) -> Organisation:
    return OrganisationFactory(code=code, kind=OrganisationKind.PROVIDER)


def a_fitter(provider: str = FITTER) -> User:
    a_provider(provider)
    return employed(organisation__code=provider, roles=(Role.PROVIDER,))


def a_price(
    adaptation: Adaptation | None,
    *,
    provider: Organisation | None = None,
    amount: str = "100.00",
    extra: str = "",
    valid_from: date = date(2027, 4, 1),
    partners: tuple[Organisation, ...] = (),
) -> Price:
    """What the provider charges since April, in the one list that they have."""
    provider = provider or a_provider()
    price_list, is_new = PriceList.objects.get_or_create(provider=provider, defaults={"name": f"{provider} prices"})
    if is_new:
        price_list.partners.set(partners)
    price, _ = Price.objects.get_or_create(
        price_list=price_list,
        adaptation=adaptation,
        extra=extra,
        valid_until=None,
        defaults={"amount": Decimal(amount), "valid_from": valid_from, "set_at": clock.now()},
    )
    return price


def ordered(line: SolutionLine, by: User, **changes: Any) -> Provision:
    """An order at the list's price, or one at a price agreed for what is of no list."""
    provider = changes.pop("provider", None) or a_provider()
    if line.adaptation and "items" not in changes:
        changes["items"] = [Listed(price=a_price(line.adaptation, provider=provider))]
    return order(line=line, provider=provider, by=by, **changes)


def works_on(provision: Provision, by: User, *, days: int = 7) -> Provision:
    """The works are agreed for a week from now."""
    start = clock.now() + timedelta(days=days)
    return agree_works(provision=provision, starts_at=start, ends_at=start + timedelta(hours=3), by=by)


def passed(provision: Provision, *, fitter: User, inspector: User) -> Provision:
    """From a new order to an inspection with no snags."""
    accept_order(provision=provision, by=fitter)
    works_on(provision, fitter)
    start_works(provision=provision, by=fitter)
    complete_works(provision=provision, by=fitter)
    inspect(provision=provision, by=inspector)
    provision.refresh_from_db()
    return provision


def handed_over(line: SolutionLine, *, by: User, inspector: User) -> Provision:
    """What is ordered for the line, fitted by somebody of the provider, inspected, and handed over."""
    if provision := line.provisions.filter(state=ProvisionState.PLACED).first():
        passed(provision, fitter=employed(organisation=provision.provider, roles=(Role.PROVIDER,)), inspector=inspector)
    return hand_over(line=line, by=by, **A_HAND_OVER)


def order_in(state: ProvisionState, line: SolutionLine, *, by: User, inspector: User, fitter: User) -> Provision:
    """An order of a committed line, brought to this state."""
    provision = ordered(line, by)
    steps: list[tuple[ProvisionState, Any]] = [
        (ProvisionState.PLACED, lambda: None),
        (ProvisionState.ACCEPTED, lambda: accept_order(provision=provision, by=fitter)),
        (ProvisionState.SCHEDULED, lambda: works_on(provision, fitter)),
        (ProvisionState.STARTED, lambda: start_works(provision=provision, by=fitter)),
        (ProvisionState.COMPLETED, lambda: complete_works(provision=provision, by=fitter)),
        (ProvisionState.PASSED, lambda: inspect(provision=provision, by=inspector)),
        (ProvisionState.HANDED_OVER, lambda: hand_over(line=line, by=by, **A_HAND_OVER)),
    ]
    if state == ProvisionState.DECLINED:
        decline_order(provision=provision, reason="No fitter until May.", by=fitter)
    elif state == ProvisionState.CANCELLED:
        cancel_order(provision=provision, reason="She moves.", by=by)
    else:
        for reached, act in steps:
            if state == ProvisionState.SNAGS and reached == ProvisionState.PASSED:
                inspect(provision=provision, by=inspector, snags=["The seat is loose."])
                break
            act()
            if reached == state:
                break
    provision.refresh_from_db()
    assert provision.state == state
    return provision


def an_order(team: Any, case: Case) -> Provision:
    """An order of something arranged by direct access, placed with the organisation's own team."""
    by = team.caseworker
    rail = AdaptationFactory(code="RAIL-GRAB-INT")
    line = propose_line(
        case=case, kind=LineKind.ADAPTATION, adaptation=rail, purpose="Hold.", route=LineRoute.DIRECT_ACCESS, by=by
    )
    arranged(line, by)
    return ordered(line, by, provider=case.organisation)


def arranged(line: SolutionLine, by: User) -> None:
    """Every answer was no, and whoever is named to read the answers, if anybody is, has read them."""
    arrange_direct_access(line=line, answers=ALL_NO, by=by)
    line.refresh_from_db()
    if line.state != LineState.ARRANGED:
        reader = DirectAccessReader.objects.filter(organisation=line.case.organisation).latest("pk")
        read_answers(line=line, by=reader.user)
        line.refresh_from_db()


def a_visit(provision: Provision, by: User) -> Visit:
    start = clock.now() + timedelta(days=2)
    details = {"starts_at": start, "ends_at": start + timedelta(hours=1), "by": by}
    return plan_visit(provision=provision, kind=VisitKind.SURVEY, **details)


def completed(provision: Provision, fitter: User) -> Provision:
    """The works are completed, and not inspected."""
    accept_order(provision=provision, by=fitter)
    works_on(provision, fitter)
    start_works(provision=provision, by=fitter)
    complete_works(provision=provision, by=fitter)
    provision.refresh_from_db()
    return provision


def an_invoice(provision: Provision, team: Any, *, number: str = "", **changes: Any) -> Invoice:
    """What was ordered, asked for by somebody of the provider once the works are completed."""
    fitter = employed(organisation=provision.provider, roles=(Role.PROVIDER,))
    if provision.completed_at is None:
        completed(provision, fitter)
    amounts = changes.pop("amounts", {item.pk: item.amount for item in provision.items.all()})
    number = number or f"INV-{provision.number}"
    return send_invoice(provision=provision, number=number, amounts=amounts, by=fitter, **changes)


def an_approved_invoice(provision: Provision, team: Any) -> Invoice:
    return approve_invoice(invoice=an_invoice(provision, team), by=team.payer)


def a_stock_item(team: Any, case: Case) -> StockItem:
    """A piece of equipment of the case's organisation, in stock."""
    number = f"S-{StockItem.objects.count() + 1}"
    return take_in(owner=case.organisation, name="Stool", serial_number=number, value=Decimal(40), by=team.caseworker)
