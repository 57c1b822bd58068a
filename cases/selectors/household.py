"""Who lives in a home and who looks after whom, as an organisation knows it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cases.models import Caring, Case, Residence
from core import clock


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Somebody who lives in the home today, with the newest case that the organisation has for them, if any."""

    residence: Residence
    case: Case | None


def household_of(case: Case) -> list[Resident]:
    """Who lives in the case's home today besides the person. Two queries however many."""
    stays = (
        Residence.objects.on(clock.today())
        .filter(home=case.home_id, organisation=case.organisation_id)
        .exclude(person=case.person_id)
        .select_related("person")
        .order_by("valid_from", "id")
    )
    cases = Case.objects.filter(person__in=[stay.person_id for stay in stays], organisation=case.organisation_id)
    newest = {found.person_id: found for found in cases.order_by("opened_at", "id")}
    return [Resident(residence=stay, case=newest.get(stay.person_id)) for stay in stays]


def carers_of(case: Case) -> QuerySet[Caring]:
    return Caring.objects.on(clock.today()).filter(person=case.person_id).select_related("carer").order_by("id")


def cared_for_by(case: Case) -> QuerySet[Caring]:
    return Caring.objects.on(clock.today()).filter(carer=case.person_id).select_related("person").order_by("id")
