"""News from a register elsewhere, by its webhooks: somebody was suspended or lost their accreditation (A4, P12)."""

from typing import Any

from django.db import transaction

from cases.constants.reviews import REVIEWED_AFTER
from cases.models import RegisterNumber
from cases.selectors import undelivered_by
from cases.services.handover import pass_cases_on
from cases.services.reviews import raise_reviews
from core import outbox

KIND = "cases.register_news"
# The register's words for the decisions after which things are looked at again.
STOPS = {f"accreditation.{kind}": kind for kind in REVIEWED_AFTER}


@transaction.atomic
def take_news(*, message_id: str, message: dict[str, Any]) -> None:
    """Take a message that the register signed. Sent again it changes nothing; what concerns no case is left."""
    data = message.get("data")
    number = data.get("number") if isinstance(data, dict) else None
    if message.get("type") in STOPS and isinstance(number, str):
        outbox.enqueue(
            kind=KIND, key=f"{KIND}.{message_id}", payload={"type": message["type"], "number": number, "id": message_id}
        )


@transaction.atomic
def heed(payload: dict[str, Any]) -> None:
    """Put what they authorised on the review list, and give their open cases new owners."""
    known = RegisterNumber.objects.filter(number=payload["number"]).select_related("user").first()
    if known is None:
        return
    why = STOPS[payload["type"]]
    raise_reviews(undelivered_by(known.user), why=why)
    pass_cases_on(leaver=known.user, why=why, key=payload["id"])
