"""Sign, and by the second signature sign off; refer back; withdraw (C3, C4).

There is no other way to a sign-off: every signature takes an `Authenticated`, which no import, task or machine has.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format

from audit.services import record
from competencies.constants import SIGNABLE_STATES, SIGNING_MINUTES, HoldingBasis, RequestState
from competencies.exceptions import EvidenceChanged, NotYoursToWithdraw, SigningIncomplete
from competencies.models import (
    CriterionSeen,
    Signature,
    SignOff,
    SignOffReferral,
    SignOffRequest,
    SignOffWithdrawal,
)
from competencies.records import SigningRecord, hash_of
from competencies.services.countersigning import start_countersigning
from competencies.services.standing import end_standing_resting_on
from competencies.signals import sign_off_made, sign_off_withdrawn
from competencies.signers import Signer, refusal, refused_with_alternatives, signatures_of_round, signers_on
from core import clock
from core.periods import months_later
from core.transitions import lock, require_state
from people.authentication import DEMONSTRATION, Authenticated, require_fresh
from people.constants import Role
from people.exceptions import NotFreshlyAuthenticated
from people.models import User
from people.notices import notify
from people.selectors import has_role

# Of two signers who both hold the competency, the sign-off rests on the one who holds it more firmly.
STRENGTH: list[str] = [HoldingBasis.REGISTERED, HoldingBasis.SIGNED_OFF, HoldingBasis.FOUNDING]


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

    A first signature that agrees waits for the second; a second that agrees makes the sign-off; one that does not
    agree refers the request back with `feedback`. Raises the refusal that names the rule (see
    `competencies.exceptions`), and says who could sign instead where that helps.
    """
    request = lock(SignOffRequest.objects, request.pk)
    require_state(request, "sign", allowed=SIGNABLE_STATES)
    signatures = signatures_of_round(request)
    facts = signers_on([signer], clock.today())[signer.pk]
    if refused := refusal(request, facts, signatures):
        raise refused_with_alternatives(refused, request)
    answers = SigningRecord(criteria_met=criteria_met, seen=seen, agrees=agrees, feedback=feedback)
    require_complete(request, answers)
    _require_authenticated(request, signer, authenticated, shown_at)
    signature = _write_signature(request, facts, answers, authenticated, shown_at, position=len(signatures) + 1)
    if not agrees:
        _refer_back(request, signature)
    elif signatures:
        _make_sign_off(request, signatures[0], signature)
    else:
        _move(request, RequestState.WAITING)
        start_countersigning(signature)
    return signature


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
    _tell(sign_off.request, "withdrawn", f"withdrawal-{withdrawal.pk}", {"reason": withdrawal.reason})
    return withdrawal


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
    position: int,
) -> Signature:
    competency, employment = request.competency, facts.employment
    assert employment is not None  # noqa: S101 - `refusal` has seen to it
    signature = Signature.objects.create(
        request=request,
        round=request.round,
        position=position,
        person=request.user,
        signer=facts.user,
        employer=employment.organisation,
        profession=employment.profession,
        service_setting=employment.service_setting,
        standing=facts.standings[competency.level],
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


def _move(request: SignOffRequest, state: RequestState) -> None:
    request.state = state
    request.save(update_fields=["state"])


def _make_sign_off(request: SignOffRequest, first: Signature, second: Signature) -> SignOff:
    today = clock.today()
    holder = min((row for row in (first, second) if row.holding), key=lambda row: STRENGTH.index(row.holding))
    sign_off = SignOff.objects.create(
        request=request,
        user=request.user,
        competency=request.competency,
        first_signature=first,
        first_signer=first.signer,
        first_employer=first.employer,
        first_profession=first.profession,
        first_setting=first.service_setting,
        second_signature=second,
        second_signer=second.signer,
        second_employer=second.employer,
        second_profession=second.profession,
        second_setting=second.service_setting,
        holder=holder.signer,
        holding=holder.holding,
        made_at=clock.now(),
        valid_from=today,
        valid_until=months_later(today, request.competency.valid_months),
    )
    _move(request, RequestState.SIGNED_OFF)
    record("competencies.signed_off", sign_off, by=second.signer, detail={"holding": sign_off.holding})
    sign_off_made.send(SignOff, sign_off=sign_off)
    _tell(request, "signed_off", f"sign-off-{sign_off.pk}", {"valid_until": date_format(sign_off.valid_until, "j F Y")})
    return sign_off


def _refer_back(request: SignOffRequest, signature: Signature) -> None:
    referral = SignOffReferral.objects.create(
        request=request,
        round=request.round,
        signature=signature,
        feedback=signature.feedback,
        referred_at=clock.now(),
        referred_by=signature.signer,
    )
    _move(request, RequestState.REFERRED_BACK)
    record("competencies.referred_back", request, by=signature.signer, detail={"round": request.round})
    _tell(request, "referred_back", f"referral-{referral.pk}", {})


def _tell(request: SignOffRequest, event: str, key: str, context: dict[str, str]) -> None:
    notify(
        user=request.user,
        template=f"competencies/email/{event}.txt",
        key=f"competencies.{key}",
        context={"competency": str(request.competency)} | context,
    )
