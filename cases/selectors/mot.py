"""Housing MOTs as pages show them."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from cases.models import Case, HazardKind, HousingMot, MotChecklist, MotHazard, MotShare, UrgentNotice
from core import clock


def prompts_on(day: date) -> dict[str, list[str]]:
    """What is asked in each area on a day, by the area's letter."""
    rows = MotChecklist.objects.on(day).values_list("area", "prompts")
    return {area: [line.strip() for line in prompts.splitlines() if line.strip()] for area, prompts in rows}


def hazard_kinds(case: Case) -> QuerySet[HazardKind]:
    """The kinds of hazard of the law where the home stands; none where there is no such list."""
    return HazardKind.objects.on(clock.today()).filter(nation=case.home.locality.nation)


def mots_of(case: Case) -> QuerySet[HousingMot]:
    """The finished Housing MOTs of a case with all that a page or letter shows. Five queries."""
    hazards = MotHazard.objects.select_related("kind", "action__followed_up_by")
    return case.mots.select_related("finished_by").prefetch_related(
        "findings", Prefetch("hazards", hazards), Prefetch("shares", MotShare.objects.select_related("by"))
    )


def notices_of(case: Case) -> QuerySet[UrgentNotice]:
    return case.urgent_notices.select_related("clock__standard", "decided_by", "seen_by")
