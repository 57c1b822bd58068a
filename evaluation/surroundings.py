"""Where somebody worked and how they took a module: what a report may be broken down by."""

from dataclasses import dataclass, replace

from modules.models import Completion
from people.models import Employment, Organisation
from training_sessions.constants import Delivery
from training_sessions.models import SessionDate
from training_sessions.selectors import delivery_of


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The surroundings of one asking, copied into the invitation and, apart from it, into the response."""

    organisation: Organisation | None = None
    locality_id: int | None = None
    delivery: Delivery = Delivery.ONLINE
    pair: str = ""

    def fields(self) -> dict[str, object]:
        return {
            "organisation": self.organisation,
            "locality_id": self.locality_id,
            "delivery": self.delivery,
            "pair": self.pair,
        }


def of_work(employment: Employment | None) -> Facts:
    """Surroundings for somebody who was in no room: where they work, and its locality when there is only one."""
    if employment is None:
        return Facts()
    localities = employment.localities.values_list("pk", flat=True)[:2]
    return Facts(organisation=employment.organisation, locality_id=localities[0] if len(localities) == 1 else None)


def of_completion(completion: Completion, employment: Employment | None) -> Facts:
    """How the module was completed. Whoever was in a room belongs to that room's locality and pair."""
    facts, delivered = of_work(employment), delivery_of([completion.pk])[completion.pk]
    if delivered.delivery == Delivery.ONLINE:
        return facts
    return replace(facts, locality_id=delivered.locality_id, delivery=delivered.delivery, pair=delivered.pair)


def of_attendance(date: SessionDate, employment: Employment | None) -> Facts:
    """Somebody who was at one date of a session and has not completed the module."""
    one, other = sorted(date.pair.trainers, key=lambda trainer: trainer.pk)
    return Facts(
        organisation=employment.organisation if employment else None,
        locality_id=date.session.locality_id,
        delivery=Delivery(date.session.delivery),
        pair=f"{one} and {other}",
    )
