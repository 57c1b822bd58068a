"""What follows from signatures: a sign-off, a referral back, or moderation; and who is told (C3, C4)."""

from collections.abc import Mapping

from django.utils.formats import date_format

from audit.services import record
from competencies.constants import HoldingBasis, RequestState
from competencies.models import Moderation, Signature, SignOff, SignOffReferral, SignOffRequest
from competencies.moderators import who_could_moderate
from competencies.services.sampling import consider_for_sample
from competencies.signals import sign_off_made
from core import clock
from core.periods import months_later
from people.models import User
from people.notices import notify

# Of two signers who both hold the competency, the sign-off rests on the one who holds it more firmly.
STRENGTH: list[str] = [HoldingBasis.REGISTERED, HoldingBasis.SIGNED_OFF, HoldingBasis.FOUNDING]


def move(request: SignOffRequest, state: RequestState) -> None:
    """Put a request, which the caller has locked, into a state that its life allows."""
    request.state = state
    request.save(update_fields=["state"])


def make_sign_off(request: SignOffRequest, first: Signature, second: Signature) -> SignOff:
    """Two independent trainers agreed: one row says so, and the person is told."""
    today = clock.today()
    holder = min((row for row in (first, second) if row.holding), key=lambda row: STRENGTH.index(row.holding))
    sign_off = SignOff.objects.create(
        request=request,
        user=request.user,
        competency=request.competency,
        first_signature=first,
        first_signer=first.signer,
        first_employer=first.employer,
        first_seconded_from=first.seconded_from,
        first_profession=first.profession,
        first_setting=first.service_setting,
        second_signature=second,
        second_signer=second.signer,
        second_employer=second.employer,
        second_seconded_from=second.seconded_from,
        second_profession=second.profession,
        second_setting=second.service_setting,
        holder=holder.signer,
        holding=holder.holding,
        made_at=clock.now(),
        valid_from=today,
        valid_until=months_later(today, request.competency.valid_months),
    )
    move(request, RequestState.SIGNED_OFF)
    record("competencies.signed_off", sign_off, by=second.signer, detail={"holding": sign_off.holding})
    consider_for_sample(sign_off)
    sign_off_made.send(SignOff, sign_off=sign_off)
    until = date_format(sign_off.last_day, "j F Y")
    tell(request.user, request, "signed_off", f"sign-off-{sign_off.pk}", {"valid_until": until})
    return sign_off


def refer_back(
    request: SignOffRequest,
    *,
    feedback: str,
    by: User,
    signature: Signature | None = None,
    moderation: Moderation | None = None,
) -> SignOffReferral:
    """Say what the person should do next. It rests on one signer's signature, or on a moderator's decision."""
    referral = SignOffReferral.objects.create(
        request=request,
        round=request.round,
        signature=signature,
        moderation=moderation,
        feedback=feedback,
        referred_at=clock.now(),
        referred_by=by,
    )
    move(request, RequestState.REFERRED_BACK)
    record("competencies.referred_back", request, by=by, detail={"round": request.round})
    tell(request.user, request, "referred_back", f"referral-{referral.pk}")
    return referral


def send_to_moderation(request: SignOffRequest, first: Signature, second: Signature) -> None:
    """Two trainers see it differently: a third, who signed nothing of it, decides how it goes on."""
    move(request, RequestState.MODERATION)
    record("competencies.sent_to_moderation", request, by=second.signer, detail={"round": request.round})
    place = f"{request.pk}-{request.round}"
    tell(request.user, request, "in_moderation", f"in-moderation-{place}")
    tell(first.signer, request, "disagreement", f"disagreement-{place}", {"other": str(second.signer)})
    for moderator in who_could_moderate(request):
        tell(moderator.user, request, "moderator_wanted", f"moderator-wanted-{place}-{moderator.user.pk}")


def tell(user: User, request: SignOffRequest, event: str, key: str, context: Mapping[str, str] | None = None) -> None:
    """Write an e-mail about a request to the person, or to one of the trainers."""
    notify(
        user=user,
        template=f"competencies/email/{event}.txt",
        key=f"competencies.{key}",
        context={"competency": str(request.competency), "person": str(request.user), **(context or {})},
    )
