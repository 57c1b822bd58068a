"""Where somebody worked and how they took a module: what a report may be broken down by."""

from dataclasses import dataclass

from evaluation.constants import Delivery
from modules.models import Completion
from people.models import Employment, Locality, Organisation


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The surroundings of one asking, copied into the invitation and, apart from it, into the response."""

    organisation: Organisation | None = None
    locality: Locality | None = None
    delivery: Delivery = Delivery.ONLINE
    pair: str = ""

    def fields(self) -> dict[str, object]:
        return {
            "organisation": self.organisation,
            "locality": self.locality,
            "delivery": self.delivery,
            "pair": self.pair,
        }


def of_work(employment: Employment | None) -> Facts:
    """Surroundings for somebody who was in no room: where they work, and its locality when there is only one."""
    if employment is None:
        return Facts()
    localities = list(employment.localities.all()[:2])
    return Facts(organisation=employment.organisation, locality=localities[0] if len(localities) == 1 else None)


def of_completion(completion: Completion, employment: Employment | None) -> Facts:
    return of_work(employment)
