"""What happens to evidence once it is offered: somebody confirms it, or its owner takes it back (C2)."""

from django.db import transaction

from audit.services import record
from competencies.constants import RequestState
from competencies.exceptions import EvidenceNotAccepted
from competencies.lives import REQUEST_LIFE
from competencies.models import Evidence, EvidenceConfirmation, EvidenceWithdrawal, SignOffRequest
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def confirm_evidence(*, piece: Evidence, note: str, by: User) -> EvidenceConfirmation:
    """Whoever discussed or supervised a case says that it was so, and what they saw.

    It changes what signers are shown, so a trainer who is reading reads again.
    """
    lock(SignOffRequest.objects, piece.request_id)
    if piece.confirmer_id != by.pk:
        raise EvidenceNotAccepted("Only the person who was named can confirm this.")
    if EvidenceWithdrawal.objects.filter(evidence=piece).exists():
        raise EvidenceNotAccepted(f"{piece.user} has taken this evidence back.")
    if EvidenceConfirmation.objects.filter(evidence=piece).exists():
        raise EvidenceNotAccepted("You have confirmed this already.")
    if not note.strip():
        raise EvidenceNotAccepted("Say what you saw.")
    made = EvidenceConfirmation.objects.create(
        evidence=piece, person=piece.user, note=note.strip(), confirmed_by=by, confirmed_at=clock.now()
    )
    record("competencies.evidence_confirmed", piece.request, by=by, detail={"evidence": piece.pk})
    return made


@transaction.atomic
def take_back_evidence(*, piece: Evidence, by: User) -> EvidenceWithdrawal:
    """Take one's own evidence back, until a trainer has signed on it. Without any left, the request goes with it."""
    request = lock(SignOffRequest.objects, piece.request_id)
    if piece.user_id != by.pk:
        raise EvidenceNotAccepted("Only the person who offered it can take evidence back.")
    if request.signatures.filter(round__gte=piece.round).exists():
        raise EvidenceNotAccepted("A trainer has signed on this evidence, so it stays. You can withdraw the request.")
    REQUEST_LIFE.require(request, "take_back_evidence")
    if EvidenceWithdrawal.objects.filter(evidence=piece).exists():
        raise EvidenceNotAccepted("You have taken this back already.")
    made = EvidenceWithdrawal.objects.create(evidence=piece, withdrawn_by=by, withdrawn_at=clock.now())
    record("competencies.evidence_taken_back", request, by=by, detail={"evidence": piece.pk})
    if not request.evidence.standing().filter(round=request.round).exists():
        request.state = RequestState.WITHDRAWN
        request.save(update_fields=["state"])
        record("competencies.request_withdrawn", request, by=by)
    return made
