"""A morning on which the register could not be reached: what Millburn's copy allowed, and what must be looked into."""

import hashlib

from accreditation.api.authzen import canonical_hash
from accreditation.models import AccreditationDecision, CaseSystem, RegisterEntry
from accreditation.questions import Action, Question
from accreditation.services.reporting import Allowed, report_outage
from core import clock
from demo.accrediting import SUSPENDED_AGO
from demo.machines import ASSESSOR_EMAIL, NAME
from demo.partnership import Partnership
from people.vocabulary import Tenure, Tier

REPORT_ID = "the-line-was-cut"


def load(p: Partnership) -> None:
    """After the suspension of Gary Tullis, of which that morning's copy knew nothing."""
    suspension = AccreditationDecision.objects.get(
        accreditation__user=p.people["suspended"], accreditation__scheme__code="simple", kind="suspended"
    )
    right = RegisterEntry.objects.get(user__email=ASSESSOR_EMAIL, scheme__code="simple").number
    with clock.fixed(p.moment(SUSPENDED_AGO - 1, 9, 10)):
        report_outage(
            case_system=CaseSystem.objects.get(name=NAME),
            report_id=REPORT_ID,
            request_hash=canonical_hash({"report_id": REPORT_ID}),
            copy_number=suspension.register_number - 1,
            copy_made_at=p.moment(SUSPENDED_AGO, 6),
            items=[
                _allowed(p, right, "harbour", 8),
                _allowed(p, suspension.accreditation.number, "fenwick-vale", 9),
                _allowed(p, right, "riverside", 10),
            ],
        )


def _allowed(p: Partnership, number: str, locality: str, hour: int) -> Allowed:
    question = Question(
        subject=number,
        action=Action.AUTHORISE,
        adaptation="SEAT-SHOWER",
        tier=Tier.SIMPLE,
        tenure=Tenure.HOUSING_ASSOCIATION,
        locality=locality,
    )
    case_hash = hashlib.sha256(f"{REPORT_ID}, {hour} o'clock".encode()).hexdigest()
    return Allowed(question=question, asked_at=p.moment(SUSPENDED_AGO, hour, 20), allowed=True, case_hash=case_hash)
