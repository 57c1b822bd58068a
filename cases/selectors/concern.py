"""Where to turn when somebody may be harmed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from cases.models import Case, ProtectionRoute
from core import clock
from people.constants import OrganisationKind
from people.models import Locality, Organisation
from people.vocabulary import Nation


@dataclass(frozen=True, kw_only=True)
class NationRoutes:
    """The protection of adults and of children in one nation, as it is called there, and the councils to ring."""

    nation: Nation
    routes: list[ProtectionRoute]


def routes_for(case: Case | None) -> list[NationRoutes]:
    """The routes for the home of a case; outside any case, those of every nation in which there are localities."""
    if case:
        nations: Iterable[Nation] = [Nation(case.home.locality.nation)]
    else:
        nations = [
            Nation(one) for one in Locality.objects.order_by("nation").values_list("nation", flat=True).distinct()
        ]
    return [NationRoutes(nation=nation, routes=_routes(nation, case)) for nation in nations]


def _routes(nation: Nation, case: Case | None) -> list[ProtectionRoute]:
    """One for adults and one for children in a locality; outside any case those of each locality as well."""
    holding = ProtectionRoute.objects.on(clock.today()).filter(nation=nation).select_related("council", "locality")
    if case is None:
        return list(holding.order_by("protection", "locality__name"))
    here = holding.filter(Q(locality=case.home.locality_id) | Q(locality=None))
    nearest: dict[str, ProtectionRoute] = {}
    for route in here:
        if route.locality_id or route.protection not in nearest:
            nearest[route.protection] = route
    return [nearest[protection] for protection in sorted(nearest)]


def councils() -> list[Organisation]:
    """The councils of the partnership, for when no route names a number."""
    return list(Organisation.objects.ours().filter(kind=OrganisationKind.COUNCIL))
