"""Housing MOTs as tests need them."""

from datetime import date, timedelta
from typing import Any

from cases.constants.hazards import HHSRS
from cases.constants.mot import Acknowledged, ForWhom, Harm, Likelihood, MotArea
from cases.models import Case, HazardKind, HousingMot, MotChecklist
from cases.register import Said
from cases.services import HazardSeen, finish_mot, save_mot_area
from core import clock
from people.constants import StaffCheckKind
from people.models import Locality, StaffCheck, User
from people.vocabulary import Nation
from tests.factories.accreditation import accredited, an_officer, mot_scheme


def a_mot_assessor(user: User) -> User:
    """Accredited for the Housing MOT in Harbour, with a staff check in date."""
    StaffCheck.objects.create(
        user=user,
        kind=StaffCheckKind.DBS,
        checked_on=min(date(2027, 1, 4), clock.today()),
        recheck_on=date(2029, 1, 4),
        recorded_by=an_officer(),
    )
    accredited(user=user, scheme=mot_scheme())
    return user


def hazards_of_england() -> None:
    """What a migration loads."""
    if not HazardKind.objects.exists():
        HazardKind.objects.bulk_create(
            HazardKind(nation=Nation.ENGLAND, number=number, name=name, valid_from=date(2020, 1, 1))
            for number, name in enumerate(HHSRS, start=1)
        )


def in_england(code: str = "harbour") -> None:
    hazards_of_england()
    Locality.objects.filter(code=code).update(nation=Nation.ENGLAND)


def a_checklist(area: MotArea = MotArea.GETTING_AROUND, prompts: str = "Loose rugs?\nLight on the stairs?") -> None:
    MotChecklist.objects.update_or_create(
        area=area, valid_until=None, defaults={"prompts": prompts, "valid_from": date(2020, 1, 1)}
    )


def a_hazard(**changes: Any) -> HazardSeen:
    values: dict[str, Any] = {
        "what": "A loose rug at the top of the stairs",
        "likelihood": Likelihood.LIKELY,
        "harm": Harm.SERIOUS,
        "advice": "Take the rug away.",
        "who": "Jean",
        "due_on": clock.today() + timedelta(days=14),
    }
    return HazardSeen(**(values | changes))


def eight_areas(case: Case, by: User, *, but: MotArea | None = None, hazards: tuple[HazardSeen, ...] = ()) -> None:
    """Every area looked at; the hazards are in the fifth."""
    for area in MotArea:
        if area != but:
            seen = hazards if area == MotArea.GETTING_AROUND else ()
            save_mot_area(case=case, area=area, found="Looked at; in order.", hazards=seen, by=by)


def finished(case: Case, by: User, **changes: Any) -> Said:
    values: dict[str, Any] = {
        "visited_on": clock.today(),
        "for_whom": ForWhom.ADULT,
        "took_part": "Jean and I.",
        "summary": "A safe home but for the rug.",
        "acknowledged_by": "Jean Muir",
        "acknowledged_how": Acknowledged.SAID,
        "may_share_with": ["Ardlea Health Board"],
    }
    return finish_mot(case=case, by=by, **(values | changes))


def a_mot(case: Case, by: User, **changes: Any) -> HousingMot:
    """A finished Housing MOT with one hazard."""
    eight_areas(case, by, hazards=(a_hazard(),))
    said = finished(case, by, **changes)
    assert isinstance(said.record, HousingMot), said.reasons
    return said.record
