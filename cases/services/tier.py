"""How complex a need is: recording what raises it, and lowering it (P5)."""

from collections.abc import Iterable

from django.db import transaction

from audit.services import record
from cases.constants.tier import RECORDED_OF_CASE, Situation
from cases.exceptions import NotForYou, TierNotPossible
from cases.models import Circumstance, SolutionLine, TierLowering
from cases.selectors.involved import people_involved
from cases.services.guards import line_for, open_case, require_no_relation
from cases.tiers import tier_of
from core import clock
from people.constants import REGISTERED_THERAPISTS
from people.models import ProfessionalRegistration, User
from people.vocabulary import Tier


@transaction.atomic
def record_circumstances(
    *, line: SolutionLine, situations: Iterable[Situation], by: User, note: str = ""
) -> list[Circumstance]:
    """Record what makes the need more complex: about the person and the home for the case, about the work for the line.

    What is recorded already stays as it is.
    """
    case = open_case(line.case, by)
    recorded = []
    for situation in situations:
        of_line = None if situation in RECORDED_OF_CASE else line
        if Circumstance.objects.filter(case=case, line=of_line, situation=situation).exists():
            continue
        recorded.append(
            Circumstance.objects.create(case=case, line=of_line, situation=situation, note=note, at=clock.now(), by=by)
        )
        detail = {"line": line.number, "situation": str(situation)}
        record("cases.circumstance_recorded", case, by=by, detail=detail)
    return recorded


@transaction.atomic
def lower_tier(*, line: SolutionLine, tier: Tier, reason: str, by: User) -> TierLowering:
    """Lower the tier of an undecided line, never below the catalogue's.

    Raises `NotForYou` unless `by` is registered today as an occupational therapist or other AHP and had no part in the
    case, and `TierNotPossible` when there is no reason or nothing to lower.
    """
    line = line_for(line, by, "lower the tier of")
    require_no_relation(line, by)
    registration = (
        ProfessionalRegistration.objects.on(clock.today())
        .filter(user=by, profession__code__in=REGISTERED_THERAPISTS)
        .order_by("pk")
        .first()
    )
    if registration is None:
        raise NotForYou("Only a registered occupational therapist or other allied health professional lowers a tier.")
    if by.pk in people_involved(line.case):
        raise NotForYou("You have had a part in this case. Somebody registered who has not must look at the tier.")
    if not reason.strip():
        raise TierNotPossible("Say why the need is less complex.")
    computed = tier_of(line)
    if not computed.catalogue.rank <= tier.rank < computed.tier.rank:
        raise TierNotPossible(
            f"It is “{computed.tier.label.lower()}” now. It can become lower, but not lower than "
            f"“{computed.catalogue.label.lower()}”, which the catalogue says."
        )
    lowering = TierLowering.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        was=computed.tier,
        tier=tier,
        reason=reason,
        registration=registration,
    )
    detail = {"line": line.number, "round": line.round, "was": computed.tier.value, "tier": tier.value}
    record("cases.tier_lowered", line.case, by=by, detail=detail)
    return lowering
