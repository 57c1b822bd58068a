"""News from the register that concerns cases. Receivers only write rows."""

from typing import Any

from accreditation.constants import DecisionKind
from accreditation.models import Accreditation, AccreditationDecision
from cases.services import put_on_review_list

TAKES_AWAY = frozenset({DecisionKind.SUSPENDED, DecisionKind.REVOKED})


def review_what_they_authorised(
    sender: object, accreditation: Accreditation, decision: AccreditationDecision, **kwargs: Any
) -> None:
    if decision.kind in TAKES_AWAY:
        put_on_review_list(accreditation=accreditation, decision=decision)
