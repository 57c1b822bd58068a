"""Complaints as tests need them."""

from typing import Any

from cases.constants.complaint import FeedbackKind, FromWhom, ReceivedBy
from cases.defaults import load_complaint_procedures
from cases.models import Case, Complaint, ComplaintProcedure, ComplaintStageRule
from cases.services.complaint import receive_feedback
from core import clock
from people.models import User


def a_complaint(case: Case | None, by: User, **changes: Any) -> Complaint:
    """About a rail that came a week late, received today."""
    load_complaint_procedures(ComplaintProcedure, ComplaintStageRule)
    values: dict[str, Any] = {
        "kind": FeedbackKind.COMPLAINT,
        "words": "The rail came a week late.",
        "from_whom": FromWhom.PERSON,
        "route": ReceivedBy.TELEPHONE,
        "received_on": clock.today(),
    }
    return receive_feedback(case=case, by=by, **(values | changes))
