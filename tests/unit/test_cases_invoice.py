"""Invoices: after completion of works, for what was ordered, approved by somebody else, paid and credited (H6)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.constants.invoice import InvoiceState
from cases.constants.lines import LineState
from cases.constants.provision import ProvisionState
from cases.exceptions import DutiesNotSeparate, InvoiceNotAccepted, NotYourOrganisation
from cases.models import Invoice, Provision
from cases.selectors.invoice import spending_of
from cases.services import (
    approve_invoice,
    inspect,
    mark_paid,
    put_right,
    refuse_invoice,
    send_credit_note,
    send_invoice,
)
from core import clock
from core.exceptions import TransitionNotAllowed
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_provision import a_fitter, order_in
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
S = ProvisionState


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def fitter() -> User:
    return a_fitter()


@pytest.fixture
def in_state(team: Team, fitter: User) -> Any:
    def make(state: ProvisionState) -> Provision:
        line = brought_to(LineState.COMMITTED, team)
        return order_in(state, line, by=team.caseworker, inspector=team.payer, fitter=fitter)

    return make


def sent(provision: Provision, by: User, amount: str = "100.00", **changes: Any) -> Invoice:
    values = {"number": "INV-7", "amounts": {provision.items.get().pk: Decimal(amount)}} | changes
    return send_invoice(provision=provision, by=by, **values)


@pytest.mark.parametrize("state", S)
def test_h6_an_invoice_comes_after_the_works_are_completed_and_never_before(
    in_state: Any, fitter: User, state: ProvisionState
) -> None:
    provision = in_state(state)
    if state in {S.COMPLETED, S.SNAGS, S.PASSED, S.HANDED_OVER}:
        assert sent(provision, fitter).state == InvoiceState.SENT
    else:
        with pytest.raises(InvoiceNotAccepted, match="after the works are completed"):
            sent(provision, fitter)


def test_h6_the_database_refuses_an_invoice_before_completion(in_state: Any, fitter: User) -> None:
    invoice = sent(in_state(S.COMPLETED), fitter)
    rows = Invoice.objects.filter(pk=invoice.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(sent_at=invoice.works_completed_at - timedelta(seconds=1))


def test_h6_no_more_is_asked_than_was_ordered(in_state: Any, fitter: User) -> None:
    provision = in_state(S.COMPLETED)
    with pytest.raises(InvoiceNotAccepted, match="not invoiced yet"):
        sent(provision, fitter, "100.01")
    sent(provision, fitter, "60.00")
    with pytest.raises(InvoiceNotAccepted, match=r"£40\.00"):
        sent(provision, fitter, "40.01", number="INV-8")
    sent(provision, fitter, "40.00", number="INV-8")


def test_h6_a_number_is_used_once_and_again_only_when_it_was_sent_back(in_state: Any, team: Team, fitter: User) -> None:
    provision = in_state(S.COMPLETED)
    first = sent(provision, fitter, "10.00")
    with pytest.raises(InvoiceNotAccepted, match="before"):
        sent(provision, fitter, "10.00")
    refuse_invoice(invoice=first, reason="The wrong order.", by=team.payer)
    assert sent(provision, fitter, "100.00").number == first.number


def test_h6_whoever_ordered_or_sent_it_does_not_approve_it(in_state: Any, team: Team, fitter: User) -> None:
    provision = in_state(S.PASSED)
    invoice = sent(provision, fitter)
    boss = employed(organisation__code="lantern", roles=(Role.MANAGER,))
    Provision.objects.filter(pk=provision.pk).update(ordered_by=boss)
    Invoice.objects.filter(pk=invoice.pk).update(ordered_by=boss)
    with pytest.raises(DutiesNotSeparate, match="You ordered this"):
        approve_invoice(invoice=invoice, by=boss)
    with pytest.raises(NotYourOrganisation, match="Only a manager"):
        approve_invoice(invoice=invoice, by=fitter)
    with pytest.raises(NotYourOrganisation):
        approve_invoice(invoice=invoice, by=employed(organisation__code="millburn", roles=(Role.MANAGER,)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(
            state=InvoiceState.APPROVED, decided_at=clock.now(), decided_by=boss
        )
    assert approve_invoice(invoice=invoice, by=team.payer).decided_by == team.payer


def test_h6_it_is_not_approved_before_the_works_passed_and_snags_are_put_right(
    in_state: Any, team: Team, fitter: User
) -> None:
    provision = in_state(S.COMPLETED)
    invoice = sent(provision, fitter)
    with pytest.raises(InvoiceNotAccepted, match="not passed an inspection"):
        approve_invoice(invoice=invoice, by=team.payer)
    inspect(provision=provision, by=team.payer, snags=["Loose."])
    with pytest.raises(InvoiceNotAccepted, match="Snags"):
        approve_invoice(invoice=invoice, by=team.payer)
    put_right(snag=provision.snags.get(), by=fitter)
    inspect(provision=provision, by=team.payer)
    assert approve_invoice(invoice=invoice, by=team.payer).state == InvoiceState.APPROVED


def test_h6_every_verb_is_refused_from_every_other_state(in_state: Any, team: Team, fitter: User) -> None:
    by, day = team.payer, date(2027, 6, 4)
    verbs = {
        "approve": lambda invoice: approve_invoice(invoice=invoice, by=by),
        "refuse": lambda invoice: refuse_invoice(invoice=invoice, reason="Wrong.", by=by),
        "pay": lambda invoice: mark_paid(invoice=invoice, paid_on=day, reference="BACS 1", by=by),
    }
    allowed = {"sent": {"approve", "refuse"}, "approved": {"pay"}, "refused": set(), "paid": set()}
    invoice = sent(in_state(S.PASSED), fitter)
    whole = {"decided_at": clock.now(), "decided_by": by, "refused_reason": "Wrong."}
    for state in InvoiceState:
        paid = {"paid_on": day, "paid_by": by} if state == InvoiceState.PAID else {"paid_on": None, "paid_by": None}
        decided = whole if state != InvoiceState.SENT else dict.fromkeys(("decided_at", "decided_by"))
        for verb, act in verbs.items():
            Invoice.objects.filter(pk=invoice.pk).update(state=state, **(decided | paid))
            if verb in allowed[state]:
                act(invoice)
            else:
                with pytest.raises(TransitionNotAllowed):
                    act(invoice)


def test_h6_vat_relief_leaves_no_vat(in_state: Any, fitter: User) -> None:
    provision = in_state(S.COMPLETED)
    with pytest.raises(InvoiceNotAccepted, match="no VAT to add"):
        sent(provision, fitter, has_vat_relief=True, vat=Decimal("20.00"))
    invoice = sent(provision, fitter, has_vat_relief=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.filter(pk=invoice.pk).update(vat=1)


def test_h6_a_credit_note_takes_back_what_was_approved_and_the_spending_follows(
    in_state: Any, team: Team, fitter: User
) -> None:
    """£185.50 is committed, £100 ordered."""
    provision = in_state(S.PASSED)
    invoice = sent(provision, fitter, vat=Decimal("20.00"))
    item = provision.items.get().pk
    with pytest.raises(InvoiceNotAccepted, match="that is approved"):
        send_credit_note(invoice=invoice, number="CN-1", amounts={item: Decimal(10)}, by=fitter)
    approve_invoice(invoice=invoice, by=team.payer)
    mark_paid(invoice=invoice, paid_on=date(2027, 6, 4), reference="BACS 1", by=team.payer)
    note = send_credit_note(invoice=invoice, number="CN-1", amounts={item: Decimal(25)}, vat=Decimal("5.00"), by=fitter)
    with pytest.raises(InvoiceNotAccepted, match=r"£75\.00"):
        send_credit_note(invoice=invoice, number="CN-2", amounts={item: Decimal("75.01")}, by=fitter)
    spending = spending_of(Provision.objects.get(pk=provision.pk))
    assert spending.committed == Decimal("185.50")
    assert (spending.ordered, spending.invoiced, spending.approved, spending.paid) == (100, 90, 120, 120)
    assert spending.left == Decimal("95.50")
    approve_invoice(invoice=note, by=team.payer)
    assert spending_of(Provision.objects.get(pk=provision.pk)).approved == 90
    assert sent(provision, fitter, "25.00", number="INV-9"), "what was credited can be invoiced again"


def test_h6_only_the_provider_or_the_cases_staff_send_it(in_state: Any, team: Team) -> None:
    provision = in_state(S.COMPLETED)
    with pytest.raises(NotYourOrganisation):
        sent(provision, a_fitter("northfield-works"))
    assert sent(provision, team.caseworker), "one that came by post"
