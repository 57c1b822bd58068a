"""Budgets and rules of funding as tests need them."""

from decimal import Decimal
from functools import partial

from django.apps import apps
from django.db.models import Sum

from cases import law
from cases.constants.budgets import NOTHING
from cases.constants.consents import AskedOf, BuildingControl, ConsentGiven
from cases.constants.funding import Stream
from cases.models import Budget, CommitmentRelease, ConsentRequest, SolutionLine, Spend
from cases.selectors.budgets import financial_year
from cases.selectors.consents import needed_for
from cases.selectors.funding import paying_for
from cases.services import ask_consent, check_permissions, record_consent, see_warrant
from core import clock
from people.models import Organisation, User

PLENTY = Decimal("100000.00")


def the_law() -> None:
    """The rules as they are loaded into an empty product. Tests that commit lose what the migrations loaded."""
    for file in law.FILES:
        law.load(partial(apps.get_model, "cases"), file=file)


def a_budget(
    holder: User,
    *,
    stream: Stream = Stream.HOUSING_ACCOUNT,
    amount: Decimal = PLENTY,
    earmarked: Decimal = NOTHING,
    organisation: Organisation | None = None,
) -> Budget:
    """This year's budget of the holder's organisation for a stream: the one that is there, or a new one."""
    organisation = organisation or holder.employments.get().organisation
    budget, _ = Budget.objects.get_or_create(
        organisation=organisation,
        stream=stream,
        year=financial_year(),
        defaults={
            "amount": amount,
            "earmarked": earmarked,
            "reference": f"b{organisation.pk}{stream[:3]}{Budget.objects.count()}",
        },
    )
    budget.holders.add(holder)
    return budget


def the_budget_of(line: SolutionLine, holder: User) -> Budget:
    """The budget from which this line is paid."""
    paying = paying_for(line)
    if paying is None or paying.found is None:
        raise LookupError("It is not known who pays for this line.")
    return a_budget(holder, stream=paying.found.stream, organisation=line.case.organisation)


def a_request(line: SolutionLine, by: User) -> ConsentRequest:
    """The landlord got the request today."""
    return ask_consent(line=line, asked_of=AskedOf.LANDLORD, asked="Harbour Lets", asked_on=clock.today(), by=by)


def permitted(line: SolutionLine, by: User) -> None:
    """Whoever must agree to the line's works has agreed today."""
    for needed in needed_for(line):
        if needed.kind == "landlord" and not needed.is_met:
            request = a_request(line, by)
            record_consent(request=request, answer=ConsentGiven.CONSENTED, answered_on=clock.today(), by=by)
        if needed.kind == "building" and not needed.is_met:
            check_permissions(line=line, has_common_parts=False, building_control=BuildingControl.NEEDED, by=by)
            see_warrant(line=line, reference="BW/27/0042", granted_on=clock.today(), by=by)


def require_true_figures() -> None:
    """Every budget's kept figures are what its rows add up to."""
    for budget in Budget.objects.all():
        assert (budget.general, budget.prevention, budget.spent) == _recounted(budget)


def _recounted(budget: Budget) -> tuple[Decimal, Decimal, Decimal]:
    parts = {False: NOTHING, True: NOTHING}
    for one in budget.commitments.all():
        released = CommitmentRelease.objects.filter(commitment=one).aggregate(all=Sum("amount"))["all"] or NOTHING
        parts[one.is_prevention] += one.amount - released
    for paid in Spend.objects.filter(budget=budget, commitment=None):
        parts[True] += paid.amount
    spent = Spend.objects.filter(budget=budget).aggregate(all=Sum("amount"))["all"] or NOTHING
    return parts[False], parts[True], spent
