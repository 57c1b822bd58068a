"""Who may sign off whom: the rules of a sign-off, asked of plain values (C3).

Facts about any number of signers come from a fixed number of queries. A list of requests, the service that signs
and the search for somebody who could sign instead all ask the same function.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from competencies.constants import SIGNABLE_STATES, HoldingBasis, Level, StandingBasis
from competencies.exceptions import (
    AlreadySigned,
    ManagesThePerson,
    NeitherHoldsTheCompetency,
    SignerNotEmployed,
    SignersNotIndependent,
    SignsForThemselves,
    TrainerStandingNotCurrent,
)
from competencies.models import Competency, Signature, SignOff, SignOffRequest, TrainerStanding
from core import clock
from core.exceptions import Refused
from people.constants import REGISTERED_THERAPISTS
from people.models import Employment, ProfessionalRegistration, User
from people.selectors import pairing_problems

NAMED_ALTERNATIVES = 3


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A trainer on one day: where they work, what they may sign, what they hold and whom they manage."""

    user: User
    employment: Employment | None
    standings: Mapping[str, TrainerStanding]
    founding_levels: frozenset[str]
    held_codes: frozenset[str]
    managed: frozenset[int]
    is_registered_therapist: bool

    def holding(self, competency: Competency) -> str:
        """Why this signer counts as holding the competency, or "".

        For moderate needs that is registration as occupational therapist or other allied health professional and
        nothing else. Otherwise a current sign-off in the competency; or, until it lapses, a founding decision at
        the level, without which the first sign-off could never be made.
        """
        if competency.level == Level.MODERATE:
            return HoldingBasis.REGISTERED if self.is_registered_therapist else ""
        if competency.code in self.held_codes:
            return HoldingBasis.SIGNED_OFF
        return HoldingBasis.FOUNDING if competency.level in self.founding_levels else ""


def signers_on(users: Collection[User], day: date) -> dict[int, Signer]:
    """The facts about each of these users on a day, by user id, from five queries."""
    employments = {row.user_id: row for row in Employment.objects.on(day).filter(user__in=users).order_by("valid_from")}
    standings: dict[int, list[TrainerStanding]] = defaultdict(list)
    for standing in TrainerStanding.objects.on(day).filter(user__in=users).order_by("valid_until"):
        standings[standing.user_id].append(standing)
    held = _grouped(SignOff.objects.current_on(day).filter(user__in=users).values_list("user_id", "competency__code"))
    managed = _grouped(
        Employment.objects.on(day).filter(line_manager__in=users).values_list("line_manager_id", "user_id")
    )
    therapists = set(
        ProfessionalRegistration.objects.on(day)
        .filter(user__in=users, profession__code__in=REGISTERED_THERAPISTS)
        .values_list("user_id", flat=True)
    )
    return {
        user.pk: Signer(
            user=user,
            employment=employments.get(user.pk),
            standings={row.level: row for row in standings[user.pk]},
            founding_levels=frozenset(row.level for row in standings[user.pk] if row.basis == StandingBasis.FOUNDING),
            held_codes=frozenset(held[user.pk]),
            managed=frozenset(managed[user.pk]),
            is_registered_therapist=user.pk in therapists,
        )
        for user in users
    }


def _grouped(pairs: "Collection[tuple[int, object]]") -> dict[int, set]:
    groups: dict[int, set] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return groups


def signatures_of_round(request: SignOffRequest) -> list[Signature]:
    """The signatures of the present round, oldest first; uses what was prefetched."""
    return [signature for signature in request.signatures.all() if signature.round == request.round]


def refusal(request: SignOffRequest, signer: Signer, signatures: Sequence[Signature]) -> Refused | None:
    """The first rule that keeps this person from signing this request now, or None. `signatures` are the round's."""
    return _about_the_signer(request, signer, signatures) or _about_the_pair(request, signer, signatures)


def _about_the_signer(request: SignOffRequest, signer: Signer, signatures: Sequence[Signature]) -> Refused | None:
    if signer.user.pk == request.user_id:
        return SignsForThemselves("You cannot sign yourself off. Two other trainers must sign.")
    if signer.user.pk in {signature.signer_id for signature in signatures}:
        return AlreadySigned("You have signed this already. The other signature must be somebody else’s.")
    if request.user_id in signer.managed:
        return ManagesThePerson(f"You line-manage {request.user}. Somebody who does not must sign.")
    if signer.employment is None:
        return SignerNotEmployed("You have no current employer here, and a signer acts for an employer.")
    if not signer.employment.organisation.is_employer:
        return SignerNotEmployed(f"{signer.employment.organisation} employs nobody, so it cannot provide a signer.")
    level = request.competency.level
    if level not in signer.standings:
        return TrainerStandingNotCurrent(
            f"{signer.user} has no current trainer standing at the {Level(level).label.lower()} level."
        )
    return None


def _about_the_pair(request: SignOffRequest, signer: Signer, signatures: Sequence[Signature]) -> Refused | None:
    if not signatures or signer.employment is None:
        return None
    first = signatures[0]
    if problems := pairing_problems(first.as_employment(), signer.employment):
        return SignersNotIndependent(f"You cannot sign with {first.signer}. {' '.join(problems)}")
    if not first.holding and not signer.holding(request.competency):
        return NeitherHoldsTheCompetency(_who_must_hold(request.competency, first))
    return None


def _who_must_hold(competency: Competency, first: Signature) -> str:
    if competency.level == Level.MODERATE:
        wanted = "is a registered occupational therapist or allied health professional"
    else:
        wanted = f"currently holds {competency.code} at the {competency.get_level_display().lower()} level"
    return f"One of the two signers must be somebody who {wanted}. Neither you nor {first.signer} does."


def who_could_sign(request: SignOffRequest, with_first: Signature | None = None, limit: int = 10) -> list[Signer]:
    """Trainers who could sign this request today, with the signature that is there or the one named."""
    if request.state not in SIGNABLE_STATES:
        return []
    day = clock.today()
    standing = TrainerStanding.objects.on(day).filter(level=request.competency.level).values("user")
    trainers = User.objects.filter(is_active=True, pk__in=standing).order_by("last_name", "first_name", "pk")
    signatures = [with_first] if with_first else signatures_of_round(request)
    able = [
        signer for signer in signers_on(list(trainers), day).values() if refusal(request, signer, signatures) is None
    ]
    return able[:limit]


def refused_with_alternatives(refused: Refused, request: SignOffRequest) -> Refused:
    """The same refusal, which also names who could sign instead."""
    able = who_could_sign(request, limit=NAMED_ALTERNATIVES)
    if able:
        names = "; ".join(f"{signer.user}, {signer.employment.organisation}" for signer in able if signer.employment)
        ending = f"Who could sign: {names}."
    else:
        ending = "Nobody in the partnership could sign this today; a visiting trainer could be asked."
    return type(refused)(f"{refused} {ending}")
