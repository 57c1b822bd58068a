"""Service standards, office hours, checklists: the next row ends the one that holds, and the past stays explained."""

from datetime import date, time
from typing import TypeVar

from django.db import models, transaction

from audit.services import record
from cases.constants.clocks import CountedIn, Measured
from cases.constants.mot import MotArea
from cases.exceptions import StandardNotInOrder
from cases.models import HazardKind, MotChecklist, OfficeHours, ServiceStandard
from people.models import Organisation, User
from people.vocabulary import Nation

M = TypeVar("M", bound=models.Model)


@transaction.atomic
def set_standard(
    *,
    organisation: Organisation | None,
    measures: Measured,
    amount: int,
    counted_in: CountedIn,
    valid_from: date,
    by: User | None,
    source: str = "",
) -> ServiceStandard:
    """The standard from a day on. Clocks that run already keep the standard that they were computed with."""
    standing = ServiceStandard.objects.filter(organisation=organisation, measures=measures)
    new = ServiceStandard(
        organisation=organisation,
        measures=measures,
        amount=amount,
        counted_in=counted_in,
        source=source,
        valid_from=valid_from,
    )
    return _follow(standing, new, "cases.standard_set", valid_from, by)


@transaction.atomic
def set_office_hours(
    *, organisation: Organisation | None, weekday: str, opens: time, closes: time, valid_from: date, by: User | None
) -> OfficeHours:
    """The office hours of one day of the week from a day on."""
    standing = OfficeHours.objects.filter(organisation=organisation, weekday=weekday)
    new = OfficeHours(organisation=organisation, weekday=weekday, opens=opens, closes=closes, valid_from=valid_from)
    return _follow(standing, new, "cases.office_hours_set", valid_from, by)


@transaction.atomic
def set_mot_checklist(*, area: MotArea, prompts: str, valid_from: date, by: User | None) -> MotChecklist:
    """What is asked in one area of a Housing MOT from a day on, as provider and council agreed."""
    standing = MotChecklist.objects.filter(area=area)
    new = MotChecklist(area=area, prompts=prompts, valid_from=valid_from)
    return _follow(standing, new, "cases.mot_checklist_set", valid_from, by)


@transaction.atomic
def set_hazard_kind(*, nation: Nation, number: int, name: str, valid_from: date, by: User | None) -> HazardKind:
    """A kind of hazard of a nation's law from a day on."""
    standing = HazardKind.objects.filter(nation=nation, number=number)
    new = HazardKind(nation=nation, number=number, name=name, valid_from=valid_from)
    return _follow(standing, new, "cases.hazard_kind_set", valid_from, by)


def _follow(standing: "models.QuerySet[M]", new: M, verb: str, valid_from: date, by: User | None) -> M:
    """End the open row on the day on which the next begins."""
    present = standing.order_by("pk").select_for_update().filter(valid_until=None).first()
    if present:
        began = present.valid_from  # type: ignore[attr-defined]
        if valid_from <= began:
            raise StandardNotInOrder(f"The present one began on {began:%-d %B %Y}. Choose a later day.")
        present.valid_until = valid_from  # type: ignore[attr-defined]
        present.save(update_fields=["valid_until"])
    new.save()
    record(verb, new, by=by, detail={"from": valid_from.isoformat()})
    return new
