"""Who may moderate a disagreement between two signers: the rules, asked of plain values (C4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from competencies.constants import RequestState
from competencies.exceptions import AlreadySigned, ManagesThePerson, SignersNotIndependent, SignsForThemselves
from competencies.models import Signature, SignOffRequest
from competencies.signers import (
    FACTS_OF_A_SIGNATURE,
    NAMED_ALTERNATIVES,
    Signer,
    may_not_act_at,
    signatures_of_round,
    signers_on,
    trainers_at,
    with_alternatives,
)
from core import clock
from core.exceptions import Refused
from people.models import User
from people.selectors import employers_in_common


def refusal_to_moderate(request: SignOffRequest, trainer: Signer) -> Refused | None:
    """The first rule that keeps this person from moderating this request, or None."""
    if trainer.user.pk == request.user_id:
        return SignsForThemselves("You cannot moderate your own request. Another trainer must.")
    if trainer.user.pk in {signature.signer_id for signature in request.signatures.all()}:
        return AlreadySigned("You have signed this request yourself. Somebody who has not must moderate it.")
    if request.user_id in trainer.managed:
        return ManagesThePerson(f"You line-manage {request.user}. Somebody who does not must moderate it.")
    if refused := may_not_act_at(request.competency.level, trainer):
        return refused
    assert trainer.employment is not None  # noqa: S101 - the line above has seen to it
    for signature in signatures_of_round(request):
        if employers_in_common(trainer.employment, signature.as_employment()):
            return SignersNotIndependent(
                f"You belong to the same employer as {signature.signer}, who signed. A moderator belongs to neither’s."
            )
    return None


def who_could_moderate(request: SignOffRequest, limit: int = 10) -> list[Signer]:
    """Trainers who could moderate this request today."""
    if request.state != RequestState.MODERATION:
        return []
    prefetch_related_objects([request], "signatures__employer", "signatures__seconded_from")
    able = [trainer for trainer in trainers_at(request.competency.level) if not refusal_to_moderate(request, trainer)]
    return able[:limit]


def requests_in_moderation() -> QuerySet[SignOffRequest]:
    """Every request about which two trainers disagree, the longest wait first."""
    return (
        SignOffRequest.objects.filter(state=RequestState.MODERATION)
        .select_related("user", "competency")
        .prefetch_related(Prefetch("signatures", Signature.objects.select_related("signer", *FACTS_OF_A_SIGNATURE)))
        .order_by("waiting_since", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class ModerationRow:
    """One request in moderation as one trainer sees it: who disagreed, and whether they may moderate."""

    request: SignOffRequest
    signers: list[User]
    problem: str


def moderation_rows(requests: Sequence[SignOffRequest], trainer: User) -> list[ModerationRow]:
    """These requests as the trainer sees them; the same number of queries however many there are."""
    facts = signers_on([trainer], clock.today())[trainer.pk]
    rows = []
    for request in requests:
        refused = refusal_to_moderate(request, facts)
        signers = [signature.signer for signature in signatures_of_round(request)]
        rows.append(ModerationRow(request=request, signers=signers, problem=str(refused) if refused else ""))
    return rows


def moderation_refused_with_alternatives(refused: Refused, request: SignOffRequest) -> Refused:
    """The same refusal, which also names who could moderate instead."""
    return with_alternatives(refused, who_could_moderate(request, limit=NAMED_ALTERNATIVES), "moderate")
