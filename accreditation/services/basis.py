"""What a grant or a renewal rests on, written with it."""

from accreditation.exceptions import NotReady
from accreditation.models import AccreditationDecision, DecisionBasis
from accreditation.requirements import missing_for, relied_on


def write_basis(decision: AccreditationDecision) -> list[DecisionBasis]:
    """Write the sign-offs on which a new term rests. Call it when the register's counter is held.

    It asks again whether everything is there. A precaution (`services.lineage`) holds the same counter while it looks
    for what rests on a trainer's signatures, so either it finds this term, or this term finds the precaution.
    """
    scheme, person = decision.accreditation.scheme, decision.accreditation.user
    if missing := missing_for(person, scheme):
        raise NotReady(" ".join(missing))
    return DecisionBasis.objects.bulk_create(
        DecisionBasis(
            decision=decision,
            sign_off=sign_off,
            decided_by=decision.actor,
            first_signer_id=sign_off.first_signer_id,
            second_signer_id=sign_off.second_signer_id,
        )
        for sign_off in relied_on(person, scheme)
    )
