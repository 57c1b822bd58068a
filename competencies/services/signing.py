"""Sign, and by the second signature sign off, refer back or go to moderation (C3, C4).

There is no other way to a sign-off: every signature takes an `Authenticated`, which no import, task or machine has.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from audit.services import record
from competencies.constants import SIGNING_MINUTES, RequestState
from competencies.exceptions import EvidenceChanged, SigningIncomplete
from competencies.lives import REQUEST_LIFE
from competencies.models import BlindView, CriterionSeen, Signature, SignOffRequest
from competencies.records import SigningRecord, hash_of
from competencies.services.acting import facts_of_act, lock_standings
from competencies.services.countersigning import start_countersigning
from competencies.services.outcomes import make_sign_off, move, refer_back, send_to_moderation
from competencies.signers import Signer, refusal, refused_with_alternatives, signatures_of_round, signers_on
from competencies.visiting import require_asked
from core import clock
from core.transitions import lock
from people.authentication import DEMONSTRATION, Authenticated, require_fresh
from people.exceptions import NotFreshlyAuthenticated
from people.models import User


@transaction.atomic
def sign(
    *,
    request: SignOffRequest,
    signer: User,
    seen: Mapping[str, str],
    criteria_met: Mapping[str, bool],
    agrees: bool,
    authenticated: Authenticated,
    shown_at: datetime,
    feedback: str = "",
) -> Signature:
    """Sign a request. `seen` and `criteria_met` answer each performance criterion by its code.

    A first signature that agrees waits for the second; a second that agrees makes the sign-off. A first that does not
    agree refers the request back with `feedback`; a second that does not, sends it to moderation. Raises the refusal
    that names the rule (see `competencies.exceptions`), and says who could sign instead where that helps.
    """
    request = lock(SignOffRequest.objects, request.pk)
    REQUEST_LIFE.require(request, "sign")
    lock_standings(signer)
    signatures = signatures_of_round(request)
    facts = signers_on([signer], clock.today())[signer.pk]
    if refused := refusal(request, facts, signatures):
        raise refused_with_alternatives(refused, request)
    require_asked(signer, request, clock.today())
    answers = SigningRecord(criteria_met=criteria_met, seen=seen, agrees=agrees, feedback=feedback)
    require_complete(request, answers)
    _require_authenticated(request, signer, authenticated, shown_at)
    signature = _write_signature(request, facts, answers, authenticated, shown_at, signatures)
    if not signatures and agrees:
        move(request, RequestState.WAITING)
        start_countersigning(signature)
    elif not signatures:
        refer_back(request, feedback=signature.feedback, by=signer, signature=signature)
    elif agrees:
        make_sign_off(request, signatures[0], signature)
    else:
        send_to_moderation(request, signatures[0], signature)
    return signature


def require_complete(request: SignOffRequest, answers: SigningRecord) -> None:
    """Raise `SigningIncomplete` unless every criterion is answered, in words, and the answer fits the answers."""
    codes = [criterion.code for criterion in request.competency.criteria.all()]
    unanswered = [code for code in codes if code not in answers.criteria_met or not answers.seen.get(code, "").strip()]
    if unanswered:
        raise SigningIncomplete(f"Say whether each criterion is met and what you saw: {', '.join(unanswered)}.")
    if unknown := sorted({*answers.criteria_met, *answers.seen} - set(codes)):
        raise SigningIncomplete(f"{request.competency.code} has no criterion {', '.join(unknown)}.")
    not_met = [code for code in codes if not answers.criteria_met[code]]
    if answers.agrees and not_met:
        raise SigningIncomplete(
            f"You say that {', '.join(not_met)} is not met, so you cannot agree. Refer it back with what to do next."
        )
    if not answers.agrees and not answers.feedback.strip():
        raise SigningIncomplete("Say what the person should do next before they ask again.")


def _require_authenticated(
    request: SignOffRequest, signer: User, authenticated: Authenticated, shown_at: datetime
) -> None:
    """One fresh authentication for one signature, bound to what was shown."""
    require_fresh(authenticated, shown_at=shown_at)
    if request.evidence.filter(offered_at__gt=shown_at).exists():
        raise EvidenceChanged("Evidence was added after you read this. Read it again, then sign.")
    if authenticated.method == DEMONSTRATION:
        return
    if authenticated.at < clock.now() - timedelta(minutes=SIGNING_MINUTES):
        raise NotFreshlyAuthenticated(f"More than {SIGNING_MINUTES} minutes have passed. Sign in again to sign.")
    if (
        Signature.objects.filter(signer=signer, authenticated_at=authenticated.at)
        .exclude(method=DEMONSTRATION)
        .exists()
    ):
        raise NotFreshlyAuthenticated("That sign-in has been used for another signature. Sign in again to sign.")


def _write_signature(
    request: SignOffRequest,
    facts: Signer,
    answers: SigningRecord,
    authenticated: Authenticated,
    shown_at: datetime,
    before: Sequence[Signature],
) -> Signature:
    competency, employment = request.competency, facts.employment
    assert employment is not None  # noqa: S101 - `refusal` has seen to it
    blind = BlindView.objects.filter(signer=facts.user, first_signature=before[0]).first() if before else None
    signature = Signature.objects.create(
        **facts_of_act(request, facts),
        request=request,
        round=request.round,
        position=len(before) + 1,
        signer=facts.user,
        profession=employment.profession,
        service_setting=employment.service_setting,
        blind_view=blind,
        changed_after_reading=blind is not None
        and not answers.says_the_same_as(SigningRecord.from_draft(blind.record)),
        holding=facts.holding(competency),
        agrees=answers.agrees,
        feedback="" if answers.agrees else answers.feedback.strip(),
        method=authenticated.method,
        authenticated_at=authenticated.at,
        shown_at=shown_at,
        shown_hash=hash_of(request, answers),
        signed_at=clock.now(),
    )
    CriterionSeen.objects.bulk_create(
        CriterionSeen(
            signature=signature,
            criterion=criterion,
            is_met=answers.criteria_met[criterion.code],
            seen=answers.seen[criterion.code].strip(),
        )
        for criterion in competency.criteria.all()
    )
    record(
        "competencies.signed",
        request,
        by=facts.user,
        detail={"signature": signature.pk, "agrees": signature.agrees, "shown_hash": signature.shown_hash},
    )
    return signature
