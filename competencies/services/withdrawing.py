"""Withdraw a sign-off, with a reason and never by an edit (C4)."""

from django.db import transaction

from audit.services import record
from competencies.exceptions import NotYoursToWithdraw
from competencies.models import SignOff, SignOffRequest, SignOffWithdrawal
from competencies.services.outcomes import tell
from competencies.services.standing import end_standing_resting_on
from competencies.signals import sign_off_withdrawn
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.selectors import has_role


@transaction.atomic
def withdraw_sign_off(*, sign_off: SignOff, reason: str, by: User) -> SignOffWithdrawal:
    """Say that a sign-off no longer counts. It stays as it was made; a row says when, why and by whom.

    One of its signers may, or a governance member, or an accreditation officer; never the person signed off. Trainer
    standing that was earned at its level ends with it.
    """
    lock(SignOffRequest.objects, sign_off.request_id)
    is_theirs = by.pk in {sign_off.first_signer_id, sign_off.second_signer_id}
    if by.pk == sign_off.user_id:
        raise NotYoursToWithdraw("You cannot withdraw your own sign-off.")
    if not (is_theirs or has_role(by, Role.GOVERNANCE) or has_role(by, Role.ACCREDITATION_OFFICER)):
        raise NotYoursToWithdraw(
            "A sign-off is withdrawn by one of its signers, governance or an accreditation officer."
        )
    if not reason.strip():
        raise NotYoursToWithdraw("Say why the sign-off is withdrawn.")
    if SignOffWithdrawal.objects.filter(sign_off=sign_off).exists():
        raise NotYoursToWithdraw("This sign-off has been withdrawn already.")
    withdrawal = SignOffWithdrawal.objects.create(
        sign_off=sign_off, person=sign_off.user, reason=reason.strip(), withdrawn_at=clock.now(), withdrawn_by=by
    )
    end_standing_resting_on(sign_off, by)
    record("competencies.sign_off_withdrawn", sign_off, by=by)
    sign_off_withdrawn.send(SignOff, sign_off=sign_off)
    _tell_all(sign_off, withdrawal)
    return withdrawal


def hold_sign_offs(user: User) -> None:
    """Keep somebody's sign-offs as they stand until the transaction ends: withdrawing one comes before it or after."""
    held = SignOffRequest.objects.select_for_update(of=("self",)).filter(user=user, sign_off__isnull=False)
    list(held.order_by("pk").values_list("pk", flat=True))


def _tell_all(sign_off: SignOff, withdrawal: SignOffWithdrawal) -> None:
    """The person and both signers, whoever of them withdrew it: it is one record of what happened."""
    key, reason = f"withdrawal-{withdrawal.pk}", {"reason": withdrawal.reason}
    tell(sign_off.user, sign_off.request, "withdrawn", key, reason)
    for signer in (sign_off.first_signer, sign_off.second_signer):
        by = {"by": str(withdrawal.withdrawn_by), "sign_off": str(sign_off.pk)}
        tell(signer, sign_off.request, "withdrawn_signer", f"{key}-{signer.pk}", reason | by)
