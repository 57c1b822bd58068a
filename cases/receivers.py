"""News from the register that concerns cases. Receivers only write rows."""

from typing import Any

from accreditation.models import Accreditation, AccreditationDecision
from cases.constants.reviews import REVIEWED_AFTER
from cases.services import put_on_review_list


def review_what_they_authorised(
    sender: object, accreditation: Accreditation, decision: AccreditationDecision, **kwargs: Any
) -> None:
    if decision.kind in REVIEWED_AFTER:
        put_on_review_list(accreditation=accreditation, decision=decision)
