"""Providers with their price lists, and what becomes of an order between its placing and its hand-over (P9, H5, F5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accreditation.models import Adaptation
from cases.constants.provision import ProvisionState
from cases.models import Invoice, PriceList, Provision, SolutionLine
from cases.selectors.price_list import price_of
from cases.services import (
    Agreed,
    Listed,
    accept_order,
    agree_works,
    approve_invoice,
    complete_works,
    hand_over,
    inspect,
    mark_paid,
    order,
    put_right,
    send_invoice,
    set_price,
    start_works,
)
from core import clock
from demo.partnership import EMPLOYED_FOR_DAYS, Partnership
from people.constants import OrganisationKind, Role
from people.models import Organisation, Profession, ServiceSetting, User
from people.services import add_organisation, add_person, employ, grant_role

UNDER_CONTRACT = {"bridge-street": "Bridge Street Joiners", "northfield-works": "Northfield Access Works"}
CARE_AND_REPAIR = "ardlea-care-repair"
FITTER = "fitter"
# How many days ago prices were set, and at which share of those below: once they rose.
PRICED = ((800, Decimal("0.96")), (400, Decimal("1.00")))
# In pounds, to supply and fit one.
PRICES = {
    "SEAT-SHOWER": 240,
    "KEYSAFE": 58,
    "TELECARE-BASE": 130,
    "RAIL-GRAB-EXT": 85,
    "RAIL-GRAB-INT": 48,
    "RAIL-BAN2": 110,
    "TAP-LEVER": 120,
    "HOIST-CEIL": 3700,
    "LIGHT-TASK": 195,
    "STAIRLIFT-STR": 2100,
    "NOSING": 105,
    "WC-RAISED": 395,
    "SHOWER-WETFLOOR": 6500,
    "SHOWER-OVERBATH": 450,
    "DOOR-THRESHOLD": 52,
    "RAIL-DROP": 95,
    "STEP-HALF": 120,
    "SOCKET-RAISE": 110,
    "DOOR-ENTRY": 320,
    "TMV": 150,
    "ENV-CONTROL-BASIC": 650,
    "RAMP-MOD": 2900,
    "DOOR-WIDEN-INT": 1050,
}
EXTRAS = {"Making good and painting the wall": 35, "A second visit when nobody was in": 25}
# Whose list costs how much of the prices above.
LISTS = {
    "bridge-street": ("Minor adaptations, Bridge Street", Decimal("1.00")),
    "northfield-works": ("Minor and major adaptations, Northfield", Decimal("1.03")),
    CARE_AND_REPAIR: ("Care and Repair, small works", Decimal("0.98")),
}
SNAGS = ["The sealant behind the seat has a gap.", "One screw cap is missing."]
CONTACTS = "The provider’s number and ours are on the card by the door."
DOCUMENTS = "The maker’s instructions and the guarantee."


def prepare(p: Partnership) -> None:
    """Two providers under contract, somebody who works for one of them, and three price lists that partners share."""
    with clock.fixed(p.moment(EMPLOYED_FOR_DAYS)):
        for code, name in UNDER_CONTRACT.items():
            p.organisations[code] = add_organisation(
                code=code,
                name=name,
                kind=OrganisationKind.PROVIDER,
                contact_email=f"orders@{code}.example",
                contact_phone="01632 960 300",
                by=None,
            )
        p.people[FITTER] = _fitter(p)
    lists = {
        code: PriceList.objects.create(name=name, provider=p.organisations[code]) for code, (name, _) in LISTS.items()
    }
    for days_ago, risen_to in PRICED:
        with clock.fixed(p.moment(days_ago)):
            for code, (_, share) in LISTS.items():
                _set_prices(lists[code], share * risen_to)


def _fitter(p: Partnership) -> User:
    user = add_person(
        email="ewan.sinclair@bridge-street.example", first_name="Ewan", last_name="Sinclair", password=None, by=None
    )
    # Everybody here has the same password, which is hashed once.
    user.password = p.people["officer"].password
    user.save(update_fields=["password"])
    employ(
        user=user,
        organisation=p.organisations["bridge-street"],
        profession=Profession.objects.get(code="surveyor"),
        service_setting=ServiceSetting.objects.get(code="home-visits"),
        job_title="Joiner and fitter",
        localities=[],
        line_manager=None,
        valid_from=clock.today(),
        by=None,
    )
    grant_role(user=user, role=Role.PROVIDER, valid_from=clock.today(), by=None)
    return user


def _set_prices(price_list: PriceList, share: Decimal) -> None:
    items = {item.code: item for item in Adaptation.objects.filter(code__in=PRICES)}
    details: dict[str, Any] = {"price_list": price_list, "valid_from": clock.today(), "by": None}
    for code, amount in PRICES.items():
        if code in items and not (price_list.provider.code == CARE_AND_REPAIR and amount > 500):
            price = (amount * share).quantize(Decimal("0.01"))
            set_price(adaptation=items[code], amount=price, **details)
    for extra, amount in EXTRAS.items():
        set_price(extra=extra, amount=Decimal(amount), **details)


def place(p: Partnership, line: SolutionLine, *, provider: str, by: User, quoted: Decimal | None = None) -> Provision:
    """Order a line at the provider's price, at what firms quoted for large works, or at cost from a team of ours."""
    return order(
        line=line,
        provider=p.organisations[provider],
        billed_to=_who_pays(line),
        items=[_item(p, line, provider, quoted)] if line.adaptation else [],
        instructions="Somebody is in after ten. Ring the bell and wait." if line.adaptation else "",
        wanted_by=clock.today() + timedelta(days=21),
        by=by,
    )


def _who_pays(line: SolutionLine) -> Organisation | None:
    """Whose budget pays; None where no money was committed, and the case's own organisation is billed."""
    commitment = line.commitments.select_related("budget__organisation").first()
    return commitment.budget.organisation if commitment else None


def _item(p: Partnership, line: SolutionLine, provider: str, quoted: Decimal | None) -> Listed | Agreed:
    if quoted:
        return Agreed(
            name=line.item.name, amount=quoted, reason="Three firms quoted for the drawing; this is the lowest."
        )
    price = price_of(line.item, buyer=line.case.organisation, provider=p.organisations[provider], day=clock.today())
    if price:
        return Listed(price=price)
    return Agreed(name=line.item.name, amount=Decimal("40.00"), reason="Our own team fits it at cost.")


def of_provider(p: Partnership, provision: Provision, otherwise: User) -> User:
    """Who records a provider's step: their fitter where they come in themselves, else whoever they rang."""
    return p.people[FITTER] if provision.provider.code == "bridge-street" else otherwise


def works_steps(
    p: Partnership, line: Callable[[], SolutionLine], *, by: User, inspector: User, works_at: datetime, until: str
) -> list[Callable[[], object]]:
    """What happens between an order and its hand-over, as far as `until`, each to be done at its own moment."""

    def present() -> Provision:
        return line().provisions.select_related("provider").latest("pk")

    def theirs(verb: Callable[..., object], **details: Any) -> Callable[[], object]:
        return lambda: verb(provision=present(), by=of_provider(p, present(), by), **details)

    def looked_at(snags: list[str]) -> Callable[[], object]:
        return lambda: inspect(provision=present(), by=inspector, snags=snags) if present().needs_inspection else None

    def mended() -> None:
        for snag in present().snags.filter(put_right_at=None):
            put_right(snag=snag, by=of_provider(p, present(), by), note="Done on the second visit.")

    steps: list[tuple[str, Callable[[], object]]] = [
        (ProvisionState.ACCEPTED, theirs(accept_order)),
        (ProvisionState.SCHEDULED, theirs(agree_works, starts_at=works_at, ends_at=works_at + timedelta(hours=3))),
        (ProvisionState.STARTED, theirs(start_works)),
        (ProvisionState.COMPLETED, theirs(complete_works)),
    ]
    if until == ProvisionState.SNAGS:
        steps.append((ProvisionState.SNAGS, looked_at(SNAGS)))
    elif until == "mended":
        steps += [("found", looked_at(SNAGS)), ("put right", mended), (ProvisionState.PASSED, looked_at([]))]
    else:
        steps.append((ProvisionState.PASSED, looked_at([])))
    order_of = [state for state, _ in steps]
    last = len(steps) if until in {"mended", ProvisionState.PASSED} else order_of.index(until) + 1
    return [act for _, act in steps[:last]]


def ask_for_payment(p: Partnership, line: SolutionLine, *, by: User) -> None:
    """The provider's invoice for everything that was ordered, put in by the case's staff where it came by post."""
    provision = line.provisions.latest("pk")
    amounts = {item.pk: item.amount for item in provision.items.all()}
    by = of_provider(p, provision, by)
    send_invoice(provision=provision, number=f"{provision.number}/1", amounts=amounts, has_vat_relief=True, by=by)


def pay(line: SolutionLine, *, by: User) -> None:
    """Somebody who neither ordered nor sent it looks at the invoice, and notes that it is paid."""
    invoice = Invoice.objects.get(provision__line=line)
    approve_invoice(invoice=invoice, by=by)
    mark_paid(invoice=invoice, paid_on=clock.today(), reference=f"BACS {invoice.pk:06}", by=by)


def give(line: SolutionLine, *, note: str, by: User) -> None:
    hand_over(
        line=line,
        was_demonstrated=True,
        was_tried=True,
        contacts_left=CONTACTS,
        documents_left=DOCUMENTS,
        note=note,
        by=by,
    )
