"""Draw sign-offs to be looked at once more, and say what was found (C3, C4)."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from audit.services import record
from competencies.constants import (
    COUNTERSIGN_CALENDAR,
    MODERATION_WORKING_DAYS,
    PAIR_RUN,
    SampleOutcome,
    SampleReason,
)
from competencies.exceptions import MayNotModerate, NotGovernance
from competencies.models import SampledSignOff, SampleModeration, SamplingShare, SigningPair, SignOff
from competencies.sampling import is_first_at_level, moderation_refusal, share_on
from competencies.signers import signers_on
from core import chance, clock
from core.transitions import lock
from core.working_days import add_working_days
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import has_role, holders_of


def consider_for_sample(sign_off: SignOff) -> SampledSignOff | None:
    """Draw whether a new sign-off is moderated. Called by `sign`, in its transaction, after both have signed.

    The first of each trainer at a level always is, and one of every ten of a pair, at a place drawn beforehand that
    nobody is shown; any other by chance. Chance is drawn for all, so that no signer can know of one that is safe.
    """
    today = clock.today()
    one_in = share_on(today)
    turn, by_chance = _takes_the_pairs_turn(sign_off), chance.below(one_in) == 0
    signers = (sign_off.first_signer_id, sign_off.second_signer_id)
    if any(is_first_at_level(sign_off, signer) for signer in signers):
        why = SampleReason.FIRST_OF_TRAINER
    elif turn:
        why = SampleReason.PAIR
    elif by_chance:
        why = SampleReason.CHANCE
    else:
        return None
    return SampledSignOff.objects.create(
        sign_off=sign_off,
        why=why,
        one_in=one_in,
        chosen_at=clock.now(),
        due_on=add_working_days(today, MODERATION_WORKING_DAYS, COUNTERSIGN_CALENDAR),
        calendar=COUNTERSIGN_CALENDAR,
    )


def _takes_the_pairs_turn(sign_off: SignOff) -> bool:
    """Count the sign-off for its pair, and say whether it stands at the hidden place of the run."""
    one, other = sorted([sign_off.first_signer_id, sign_off.second_signer_id])
    pair, _ = SigningPair.objects.get_or_create(one_id=one, other_id=other, defaults={"place": _hidden_place()})
    pair = lock(SigningPair.objects, pair.pk)
    number = pair.signed % PAIR_RUN + 1
    is_its_turn = number == pair.place
    pair.signed += 1
    if number == PAIR_RUN:
        pair.place = _hidden_place()
    pair.save(update_fields=["signed", "place"])
    return is_its_turn


def _hidden_place() -> int:
    return chance.below(PAIR_RUN) + 1


@transaction.atomic
def moderate_sample(*, sample: SampledSignOff, outcome: SampleOutcome, reasons: str, by: User) -> SampleModeration:
    """Say what a sampled sign-off is, having read both records and the evidence. "Not sound" tells governance.

    The sign-off itself stays: withdrawing it is an act of its own, by those who may.
    """
    sample = lock(SampledSignOff.objects, sample.pk)
    sign_off = sample.sign_off
    facts = signers_on([by], clock.today())[by.pk]
    if refused := moderation_refusal(sign_off, facts):
        raise refused
    if SampleModeration.objects.filter(sample=sample).exists():
        raise MayNotModerate("This sign-off has been moderated already.")
    if hasattr(sign_off, "withdrawal"):
        raise MayNotModerate("This sign-off has been withdrawn, so there is nothing to moderate.")
    if not reasons.strip():
        raise MayNotModerate("Say what you read and why you come to this view.")
    assert facts.employment is not None  # noqa: S101 - `moderation_refusal` has seen to it
    moderation = SampleModeration.objects.create(
        sample=sample,
        person=sign_off.user,
        first_signer=sign_off.first_signer,
        second_signer=sign_off.second_signer,
        first_employer=sign_off.first_employer,
        second_employer=sign_off.second_employer,
        moderator=by,
        employer=facts.employment.organisation,
        standing=facts.standings[sign_off.competency.level],
        outcome=outcome,
        reasons=reasons.strip(),
        moderated_at=clock.now(),
    )
    record("competencies.sign_off_moderated", sign_off, by=by, detail={"moderation": moderation.pk})
    if outcome == SampleOutcome.NOT_SOUND:
        _tell_governance(moderation)
    return moderation


@transaction.atomic
def set_sampling_share(*, one_in: int, valid_from: date, reason: str, by: User) -> SamplingShare:
    """Say of how many sign-offs one is drawn by chance, from a day on that has not passed."""
    if not has_role(by, Role.GOVERNANCE):
        raise NotGovernance(f"{by} is not a member of the governance group.")
    if valid_from < clock.today():
        raise MayNotModerate("What was drawn in the past stays as it was drawn. Choose today or a later day.")
    if not reason.strip():
        raise MayNotModerate("Say why this is the right share.")
    share = SamplingShare.objects.create(
        one_in=one_in, valid_from=valid_from, reason=reason.strip(), decided_by=by, recorded_at=clock.now()
    )
    record("competencies.sampling_share_set", share, by=by, detail={"one_in": one_in})
    return share


def _tell_governance(moderation: SampleModeration) -> None:
    sign_off = moderation.sample.sign_off
    for member in holders_of(Role.GOVERNANCE).exclude(pk=sign_off.user_id):
        notify(
            user=member,
            template="competencies/email/not_sound.txt",
            key=f"competencies.not-sound.{moderation.pk}.{member.pk}",
            context={
                "competency": str(sign_off.competency),
                "person": str(sign_off.user),
                "path": reverse("competencies:sign_off", args=[sign_off.pk]),
            },
        )
