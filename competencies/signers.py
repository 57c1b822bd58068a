"""Who may sign off whom: the rules of a sign-off, asked of plain values (C3).

Facts about any number of signers come from a fixed number of queries. A list of requests, the service that signs
and the search for somebody who could sign instead all ask the same function.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from competencies.constants import SIGNABLE_STATES, HoldingBasis, Level, ModerationOutcome, StandingBasis
from competencies.exceptions import (
    AlreadySigned,
    ManagesThePerson,
    NeitherHoldsTheCompetency,
    SignerNotEmployed,
    SignersNotIndependent,
    SignsForThemselves,
    TrainerStandingNotCurrent,
    VisitNotAllowed,
)
from competencies.models import Competency, Signature, SignOff, SignOffRequest, TrainerStanding
from competencies.visiting import named_requests
from core import clock
from core.exceptions import Refused
from people.constants import REGISTERED_THERAPISTS
from people.models import Employment, ProfessionalRegistration, User
from people.selectors import pairing_problems

NAMED_ALTERNATIVES = 3
# What the rules about a pair read from a signature, to be loaded with it in lists.
FACTS_OF_A_SIGNATURE = ("employer", "seconded_from", "profession", "service_setting")


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
    # For a visiting signer the requests named for them, empty when they sign any they are asked for; else None.
    visits_for: frozenset[int] | None = None

    def standing_in_words(self, level: str) -> str:
        """What people are shown of the basis of their standing at a level: founding, visiting, or nothing."""
        standing = self.standings.get(level)
        return standing.in_words if standing else ""

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
    visits = named_requests(users, day) if any(user.visits_from for user in users) else {}
    return {
        user.pk: Signer(
            user=user,
            employment=employments.get(user.pk),
            standings={row.level: row for row in standings[user.pk]},
            founding_levels=frozenset(row.level for row in standings[user.pk] if row.basis == StandingBasis.FOUNDING),
            held_codes=frozenset(held[user.pk]),
            managed=frozenset(managed[user.pk]),
            is_registered_therapist=user.pk in therapists,
            visits_for=visits.get(user.pk, frozenset()) if user.visits_from else None,
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
    if signer.user.pk in barred_by_moderation(request):
        return AlreadySigned("You signed or moderated this before fresh signatures were asked for. Others sign now.")
    if signer.visits_for and request.pk not in signer.visits_for:
        return VisitNotAllowed("You visit to sign other requests. Ask the governance group if this one is meant too.")
    if request.user_id in signer.managed:
        return ManagesThePerson(f"You line-manage {request.user}. Somebody who does not must sign.")
    return may_not_act_at(request.competency.level, signer)


def barred_by_moderation(request: SignOffRequest) -> set[int]:
    """Who does not sign in the present round: every moderator of the request, and the two who disagreed just before."""
    barred = set()
    for moderation in request.moderations.all():
        barred.add(moderation.moderator_id)
        if moderation.outcome == ModerationOutcome.SIGN_AGAIN and moderation.round == request.round - 1:
            barred |= {moderation.first_signer_id, moderation.second_signer_id}
    return barred


def may_not_act_at(level: str, trainer: Signer) -> Refused | None:
    """Why somebody does not act as a trainer at a level today: for no employer, or without standing."""
    if trainer.employment is None:
        return SignerNotEmployed("You have no current employer here, and a signer acts for an employer.")
    if not trainer.employment.organisation.is_employer:
        return SignerNotEmployed(f"{trainer.employment.organisation} employs nobody, so it cannot provide a signer.")
    if level not in trainer.standings:
        return TrainerStandingNotCurrent(
            f"{trainer.user} has no current trainer standing at the {Level(level).label.lower()} level."
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
    prefetch_related_objects([request], "moderations")
    signatures = [with_first] if with_first else signatures_of_round(request)
    able = [signer for signer in trainers_at(request.competency.level) if refusal(request, signer, signatures) is None]
    return able[:limit]


def trainers_at(level: str) -> list[Signer]:
    """Everybody with standing at a level today, by name."""
    day = clock.today()
    standing = TrainerStanding.objects.on(day).filter(level=level).values("user")
    trainers = User.objects.filter(is_active=True, pk__in=standing).order_by("last_name", "first_name", "pk")
    return list(signers_on(list(trainers), day).values())


def refused_with_alternatives(refused: Refused, request: SignOffRequest) -> Refused:
    """The same refusal, which also names who could sign instead."""
    return with_alternatives(refused, who_could_sign(request, limit=NAMED_ALTERNATIVES), "sign")


def with_alternatives(refused: Refused, able: Sequence[Signer], act: str) -> Refused:
    """The same refusal, ending with who could `act` instead."""
    if able:
        names = "; ".join(f"{signer.user}, {signer.employment.organisation}" for signer in able if signer.employment)
        ending = f"Who could {act}: {names}."
    else:
        ending = f"Nobody in the partnership could {act} this today; a visiting trainer could be asked."
    return type(refused)(f"{refused} {ending}")
