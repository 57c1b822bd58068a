"""News from the register that concerns cases. Receivers only write rows."""

from typing import Any

from accreditation.models import Accreditation, AccreditationDecision
from cases.constants.reviews import REVIEWED_AFTER
from cases.services import give_cases_new_owners, put_on_review_list


def look_after_what_they_leave(
    sender: object, accreditation: Accreditation, decision: AccreditationDecision, **kwargs: Any
) -> None:
    """Put what they authorised on the review list, and give their open cases new owners (P12)."""
    if decision.kind in REVIEWED_AFTER:
        put_on_review_list(accreditation=accreditation, decision=decision)
        give_cases_new_owners(accreditation=accreditation, decision=decision)
