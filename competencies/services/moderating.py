"""Decide how a request goes on after two trainers disagreed (C4). Never a sign-off: that takes two who agree."""

from django.db import transaction

from audit.services import record
from competencies.constants import ModerationOutcome, RequestState
from competencies.exceptions import ModerationIncomplete
from competencies.lives import REQUEST_LIFE
from competencies.models import Moderation, Signature, SignOffRequest
from competencies.moderators import moderation_refused_with_alternatives, refusal_to_moderate
from competencies.services.acting import facts_of_act, lock_standings
from competencies.services.outcomes import move, refer_back, tell
from competencies.signers import signatures_of_round, signers_on
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def moderate(
    *, request: SignOffRequest, outcome: ModerationOutcome, reason: str, by: User, feedback: str = ""
) -> Moderation:
    """End a disagreement: refer the request back with `feedback`, or ask two other trainers to sign afresh.

    `reason` goes to both signers and the person. Fresh signatures are a new round with the same evidence, in which
    neither of the two signs, nor the moderator. Raises the refusal that names the rule and who could moderate.
    """
    request = lock(SignOffRequest.objects, request.pk)
    REQUEST_LIFE.require(request, "moderate")
    lock_standings(by)
    facts = signers_on([by], clock.today())[by.pk]
    if refused := refusal_to_moderate(request, facts):
        raise moderation_refused_with_alternatives(refused, request)
    _require_complete(outcome, reason, feedback)
    first, second = signatures_of_round(request)
    moderation = Moderation.objects.create(
        **facts_of_act(request, facts),
        request=request,
        round=request.round,
        **_of_signer("first", first),
        **_of_signer("second", second),
        moderator=by,
        outcome=outcome,
        reason=reason.strip(),
        moderated_at=clock.now(),
    )
    record("competencies.moderated", request, by=by, detail={"round": request.round, "outcome": moderation.outcome})
    if moderation.outcome == ModerationOutcome.REFERRED_BACK:
        refer_back(request, feedback=feedback.strip(), by=by, moderation=moderation)
    else:
        _ask_again(request, moderation)
    for signer in (first.signer, second.signer):
        told = {"outcome": moderation.outcome, "moderation": str(moderation.pk), "moderator": str(by)}
        tell(signer, request, "moderated", f"moderated-{moderation.pk}-{signer.pk}", told)
    return moderation


def _require_complete(outcome: ModerationOutcome, reason: str, feedback: str) -> None:
    if outcome not in ModerationOutcome.values:
        raise ModerationIncomplete("Choose whether to refer it back or to ask for two fresh signatures.")
    if not reason.strip():
        raise ModerationIncomplete("Say why you decide so. Both signers and the person will read it.")
    if outcome == ModerationOutcome.REFERRED_BACK and not feedback.strip():
        raise ModerationIncomplete("Say what the person should do next before they ask again.")


def _of_signer(place: str, signature: Signature) -> dict[str, object]:
    return {
        f"{place}_signature": signature,
        f"{place}_signer": signature.signer,
        f"{place}_employer": signature.employer,
        f"{place}_seconded_from": signature.seconded_from,
    }


def _ask_again(request: SignOffRequest, moderation: Moderation) -> None:
    """A new round with the same evidence, at the end of the trainers' list."""
    request.round += 1
    request.waiting_since = clock.now()
    request.save(update_fields=["round", "waiting_since"])
    move(request, RequestState.OPEN)
    tell(request.user, request, "sign_again", f"sign-again-{moderation.pk}", {"moderation": str(moderation.pk)})
