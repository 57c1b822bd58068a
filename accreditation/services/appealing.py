"""Appeals: lodged by the person, heard by two who took no part, and carried out when upheld (A2).

Every verb locks the accreditation first and the appeal after it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accreditation.constants import (
    APPEAL_DAYS,
    APPEAL_LIFE,
    APPEALABLE,
    HEARERS,
    OPEN_APPEALS,
    OPEN_STATES,
    AppealOutcome,
    AppealPart,
    AppealState,
    DecisionKind,
)
from accreditation.exceptions import AppealNotPossible, DutiesNotSeparate, TermNotPossible
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    Appeal,
    AppealOpinion,
    AppealParticipant,
    RegisterEntry,
    ReinstatementProposal,
    SuspensionReview,
)
from accreditation.models.register import RegisterEntryQuerySet
from accreditation.requirements import signed_what_it_rests_on
from accreditation.services.deciding import decide, open_for, require_unquestioned, required
from accreditation.services.notices import tell_hearers, tell_of_appeal, tell_officers
from audit.services import record
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.selectors import employment_on, has_role

# Once overturned, what these stopped may hold again.
STOPPING = frozenset({DecisionKind.SUSPENDED, DecisionKind.REVOKED})
ROLE_OF_HEARER = {
    AppealPart.OFFICER_HEARER: Role.ACCREDITATION_OFFICER,
    AppealPart.GOVERNANCE_HEARER: Role.GOVERNANCE,
}


def last_day_to_appeal(decision: AccreditationDecision) -> date:
    return timezone.localdate(decision.recorded_at) + timedelta(days=APPEAL_DAYS)


def may_be_appealed(decision: AccreditationDecision) -> bool:
    """Whether it is a decision against the person, in time, and not appealed against before."""
    in_time = clock.today() <= last_day_to_appeal(decision)
    return _is_against_the_person(decision) and in_time and not hasattr(decision, "appealed_by")


def _is_against_the_person(decision: AccreditationDecision) -> bool:
    lifts_conditions = decision.kind == DecisionKind.CONDITIONED and not decision.conditions
    return decision.kind in APPEALABLE and not lifts_conditions


@transaction.atomic
def lodge_appeal(*, decision: AccreditationDecision, grounds: str, by: User) -> Appeal:
    """The person says why a decision is wrong, within 28 days. The officers are told."""
    accreditation = lock(Accreditation.objects, decision.accreditation_id)
    if by.pk != accreditation.user_id:
        raise DutiesNotSeparate("Only the person whom the decision is about appeals against it.")
    if not _is_against_the_person(decision):
        raise AppealNotPossible("There is no appeal against this kind of decision.")
    if Appeal.objects.filter(decision=decision).exists():
        raise AppealNotPossible("You have appealed against this decision before.")
    if clock.today() > last_day_to_appeal(decision):
        raise AppealNotPossible(f"The last day to appeal was {last_day_to_appeal(decision):%-d %B %Y}.")
    if _other_open(accreditation).exists():
        raise AppealNotPossible("You have another application or accreditation under this scheme.")
    if not grounds.strip():
        raise TermNotPossible("Write why the decision is wrong.")
    appeal = Appeal.objects.create(decision=decision, grounds=grounds.strip(), lodged_at=clock.now())
    _write_parts(appeal)
    record("accreditation.appeal_lodged", accreditation, by=by, detail={"appeal": appeal.pk})
    tell_of_appeal(appeal, template="appeal_received")
    tell_officers(accreditation, template="appeal_lodged", key=f"accreditation.appeal.{appeal.pk}")
    return appeal


def _other_open(accreditation: Accreditation) -> RegisterEntryQuerySet:
    same = RegisterEntry.objects.filter(user=accreditation.user_id, scheme=accreditation.scheme_id)
    return same.in_status(*OPEN_STATES).exclude(pk=accreditation.pk)


def _write_parts(appeal: Appeal) -> None:
    """Keep who has a part in the matter by now; what somebody had to do with it before stays."""
    known = set(appeal.participants.values_list("user_id", flat=True))
    AppealParticipant.objects.bulk_create(
        AppealParticipant(appeal=appeal, user_id=user_id, part=part)
        for user_id, part in _parts(appeal.decision).items()
        if user_id not in known
    )


def _parts(decision: AccreditationDecision) -> dict[int, AppealPart]:
    """Everybody who has a part in the matter today, once, with the first that is true of them."""
    accreditation = decision.accreditation
    person = accreditation.user
    job = employment_on(person, clock.today())
    managers = {decision.line_manager_id, job.line_manager_id if job else None}
    deciders = {decision.actor_id, decision.second_actor_id}
    deciders |= set(ReinstatementProposal.objects.filter(suspension=decision).values_list("proposed_by", flat=True))
    deciders |= set(SuspensionReview.objects.filter(suspension=decision).values_list("reviewed_by", flat=True))
    sources: list[tuple[Iterable[int | None], AppealPart]] = [
        ({person.pk}, AppealPart.PERSON),
        (deciders, AppealPart.DECIDED),
        (signed_what_it_rests_on(person, accreditation.scheme), AppealPart.SIGNED),
        (managers, AppealPart.MANAGES),
    ]
    parts: dict[int, AppealPart] = {}
    for user_ids, part in sources:
        for user_id in sorted(user_id for user_id in user_ids if user_id):
            parts.setdefault(user_id, part)
    return parts


@transaction.atomic
def name_hearers(*, appeal: Appeal, officer: User, governor: User, by: User) -> Appeal:
    """Say who hears it: an officer and a governance member, neither with any part in the matter.

    They can be changed until one of them has written, and after that only when these two can no longer decide it.
    """
    appeal = _locked(appeal)
    APPEAL_LIFE.require(appeal, "name_hearers")
    _require_may_name(appeal, by)
    if not may_change_hearers(appeal):
        raise AppealNotPossible("One of the hearers has written, so the hearers stay.")
    if officer.pk == governor.pk:
        raise DutiesNotSeparate("An appeal is heard by two people.")
    appeal.participants.filter(part__in=HEARERS).delete()
    _write_parts(appeal)
    for hearer, part in zip((officer, governor), HEARERS, strict=True):
        _require_no_part(appeal, hearer, part)
        AppealParticipant.objects.create(appeal=appeal, user=hearer, part=part)
    appeal.state = AppealState.TO_BE_HEARD
    appeal.save(update_fields=["state"])
    record("accreditation.appeal_hearers_named", appeal.decision.accreditation, by=by, detail={"appeal": appeal.pk})
    tell_of_appeal(appeal, template="appeal_hearers", hearers=[str(officer), str(governor)])
    tell_hearers(appeal, [officer, governor])
    return appeal


def _require_may_name(appeal: Appeal, by: User) -> None:
    if not (has_role(by, Role.ACCREDITATION_OFFICER) or has_role(by, Role.GOVERNANCE)):
        raise DutiesNotSeparate("An officer or a member of the governance group names who hears an appeal.")
    if appeal.participants.exclude(part__in=HEARERS).filter(user=by).exists():
        raise DutiesNotSeparate("You have a part in this matter, so somebody else names who hears it.")


def _require_no_part(appeal: Appeal, hearer: User, part: AppealPart) -> None:
    role = ROLE_OF_HEARER[part]
    if not has_role(hearer, role):
        raise DutiesNotSeparate(f"{hearer} does not hold the role “{role.label.lower()}”.")
    other = appeal.participants.filter(user=hearer).first()
    if other:
        raise DutiesNotSeparate(f"{hearer} cannot hear this appeal: “{other.get_part_display().lower()}”.")


@transaction.atomic
def give_opinion(*, appeal: Appeal, outcome: AppealOutcome, reasons: str, by: User) -> Appeal:
    """One hearer's word. When the last words of both agree, the appeal is decided and, if upheld, carried out."""
    appeal = _locked(appeal)
    APPEAL_LIFE.require(appeal, "hear")
    hearers = _hearers(appeal)
    if by.pk not in {hearer.pk for hearer in hearers.values()}:
        raise DutiesNotSeparate("Only the two people who hear the appeal decide it.")
    if problem := _why_they_cannot_decide(appeal, hearers):
        raise DutiesNotSeparate(problem)
    AppealOpinion.objects.create(
        appeal=appeal, hearer=by, outcome=AppealOutcome(outcome), reasons=required(reasons), written_at=clock.now()
    )
    record("accreditation.appeal_opinion_given", appeal.decision.accreditation, by=by, detail={"appeal": appeal.pk})
    last = {opinion.hearer_id: opinion for opinion in appeal.opinions.filter(hearer__in=hearers.values())}
    if len(last) == len(HEARERS) and len({opinion.outcome for opinion in last.values()}) == 1:
        _close(appeal, AppealState(outcome), by=by)
        if appeal.state == AppealState.UPHELD:
            _overturn(appeal, hearers, "\n\n".join(opinion.reasons for opinion in last.values()))
        else:
            tell_of_appeal(appeal, template="appeal_dismissed", reasons=[o.reasons for o in last.values()])
    return appeal


def _hearers(appeal: Appeal) -> dict[str, User]:
    return {row.part: row.user for row in appeal.participants.filter(part__in=HEARERS).select_related("user")}


def may_change_hearers(appeal: Appeal) -> bool:
    """Until one of them has written; after that, when they can no longer decide it, so that nobody waits for ever."""
    return not appeal.opinions.exists() or bool(_why_they_cannot_decide(appeal, _hearers(appeal)))


def _why_they_cannot_decide(appeal: Appeal, hearers: Mapping[str, User]) -> str:
    """Roles end, and people manage, sign or review between the naming of the hearers and their word."""
    parts = _parts(appeal.decision)
    for part, hearer in hearers.items():
        role = ROLE_OF_HEARER[AppealPart(part)]
        if not has_role(hearer, role):
            return f"{hearer} does not hold the role “{role.label.lower()}” now, so others must be named to hear it."
        if own := parts.get(hearer.pk):
            return (
                f"{hearer} has a part in this matter (“{own.label.lower()}”) now, so others must be named to hear it."
            )
    return ""


def _overturn(appeal: Appeal, hearers: Mapping[str, User], reason: str) -> AccreditationDecision:
    accreditation, _ = open_for(appeal.decision.accreditation, DecisionKind.OVERTURNED)
    if appeal.decision.kind in STOPPING:
        require_unquestioned(accreditation, appeal.decision)
    return decide(
        accreditation,
        DecisionKind.OVERTURNED,
        reason=reason,
        by=hearers[AppealPart.OFFICER_HEARER],
        second_actor=hearers[AppealPart.GOVERNANCE_HEARER],
        appeal=appeal,
        overturns=appeal.decision,
    )


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, by: User) -> Appeal:
    """The person takes it back. The decision stands."""
    appeal = _locked(appeal)
    APPEAL_LIFE.require(appeal, "withdraw")
    if by.pk != appeal.decision.person_id:
        raise DutiesNotSeparate("Only the person who appealed takes the appeal back.")
    _close(appeal, AppealState.WITHDRAWN, by=by)
    tell_officers(
        appeal.decision.accreditation,
        template="appeal_withdrawn",
        key=f"accreditation.appeal_withdrawn.{appeal.pk}",
    )
    return appeal


def _close(appeal: Appeal, state: AppealState, *, by: User) -> None:
    appeal.state, appeal.closed_at = state, clock.now()
    appeal.save(update_fields=["state", "closed_at"])
    record(f"accreditation.appeal_{state}", appeal.decision.accreditation, by=by, detail={"appeal": appeal.pk})


def _locked(appeal: Appeal) -> Appeal:
    """The appeal as it stands now, locked after its accreditation."""
    lock(Accreditation.objects, appeal.decision.accreditation_id)
    return lock(Appeal.objects, appeal.pk)


def open_appeal_under(user: User, scheme_id: int) -> bool:
    """Whether a refusal or an end under this scheme may still be overturned: until then nobody applies anew."""
    return Appeal.objects.filter(
        decision__accreditation__user=user, decision__accreditation__scheme=scheme_id, state__in=OPEN_APPEALS
    ).exists()
