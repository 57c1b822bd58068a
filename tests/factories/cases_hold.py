"""Holds as tests need them."""

from datetime import timedelta
from typing import Any

from cases.constants.hold import AskedBy, Paused
from cases.models import Case, Hold
from cases.services import place_hold
from core import clock
from people.models import User


def a_hold(case: Case, by: User, **changes: Any) -> Hold:
    values: dict[str, Any] = {
        "reason": "She is in hospital.",
        "asked_by": AskedBy.HEALTH,
        "pauses": [Paused.PROVISION],
        "review_on": clock.today() + timedelta(days=14),
    }
    return place_hold(case=case, by=by, **(values | changes))
