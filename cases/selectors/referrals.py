"""Referrals: what waits for an organisation, and what became of what it sent (H1, P11, H19)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choose
from django.db.models import Count, QuerySet, Value, When

from cases.constants.people import SharingScope
from cases.constants.referrals import DeclineReason, Door, ReferralState, Urgency
from cases.models import FrontDoor, Referral, ReferralDecision, Sharing
from cases.selectors.scope import stage_of
from core import clock
from people.constants import OrganisationKind, Role
from people.models import Employment, Locality, Organisation, User
from people.selectors import current_employment, holders_of

PRESSING = Choose(
    When(urgency=Urgency.URGENT, then=Value(0)), When(urgency=Urgency.SOON, then=Value(1)), default=Value(2)
)


def referrals_to(user: User, *, state: str = ReferralState.WAITING) -> QuerySet[Referral]:
    """What came from outside to one's own organisation: the most pressing first, then the oldest."""
    job = current_employment(user)
    if job is None:
        return Referral.objects.none()
    found = Referral.objects.filter(organisation=job.organisation_id).exclude(door=Door.CASEWORKER)
    if state == ReferralState.WAITING:
        found = found.filter(decision=None)
    elif state:
        found = found.filter(decision__kind=state)
    return found.select_related("sent_from", "received_by", "locality", "decision__by", "decision__case").order_by(
        PRESSING, "received_at", "id"
    )


def referrals_from(user: User) -> QuerySet[Referral]:
    """What one's own organisation sent to others, newest first."""
    job = current_employment(user)
    if job is None:
        return Referral.objects.none()
    return (
        Referral.objects.filter(sent_from=job.organisation_id)
        .select_related("organisation", "received_by", "decision__case__owner")
        .prefetch_related("decision__case__lines", "decision__case__conversations")
        .order_by("-received_at", "-id")
    )


def stages_told(referrals: list[Referral], to: Organisation) -> dict[int, str]:
    """How far the case of each referral is, where its sender may be told that. Two queries however many."""
    cases = {row.pk: row.decision.case for row in referrals if row.made_decision and row.decision.case}
    people = {case.person_id for case in cases.values()}
    shared = set(
        Sharing.objects.filter(
            organisation=to, person__in=people, withdrawn_at=None, scope__in=SharingScope.values
        ).values_list("person_id", flat=True)
    )
    return {pk: stage_of(case).replace("_", " ") for pk, case in cases.items() if case.person_id in shared}


def receivers(user: User) -> QuerySet[Organisation]:
    """The partners to whom somebody may refer: those with a caseworker today, besides their own."""
    jobs = Employment.objects.on(clock.today()).filter(user__in=holders_of(Role.CASEWORKER))
    own = current_employment(user)
    found = Organisation.objects.ours().filter(pk__in=jobs.values("organisation"))
    return found.exclude(pk=own.organisation_id) if own else found


def front_door(locality: Locality | None) -> Organisation | None:
    """Who reads what the public asks for: by the dated table, or the council that takes cases where it says nothing."""
    doors = FrontDoor.objects.on(clock.today()).select_related("organisation").order_by("-valid_from")
    for place in [locality, None] if locality else [None]:
        if found := doors.filter(locality=place).first():
            return found.organisation
    jobs = Employment.objects.on(clock.today()).filter(user__in=holders_of(Role.CASEWORKER))
    councils = Organisation.objects.ours().filter(kind=OrganisationKind.COUNCIL, pk__in=jobs.values("organisation"))
    return councils.order_by("pk").first()


def has_front_door() -> bool:
    """Whether anybody at all reads what the public asks for."""
    return front_door(None) is not None or FrontDoor.objects.on(clock.today()).exists()


@dataclass(frozen=True, kw_only=True)
class NotServed:
    """How many referrals were not taken on, and why (H19)."""

    reason: DeclineReason
    count: int


def reasons_why_not(organisation: Organisation, *, since: date | None = None) -> list[NotServed]:
    """Why services were not given, most often first. One query."""
    declined = ReferralDecision.objects.filter(kind=ReferralState.DECLINED, referral__organisation=organisation)
    if since:
        declined = declined.filter(at__date__gte=since)
    counts = Counter(dict(declined.values_list("reason").annotate(many=Count("id")).order_by()))
    return [NotServed(reason=DeclineReason(reason), count=many) for reason, many in counts.most_common()]
