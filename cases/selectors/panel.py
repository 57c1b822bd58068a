"""Who sits on the panel, who has to step back, whether enough are there, and what waits (P8)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from cases.constants.panel import MeetingState, PanelState, SeatKind
from cases.models import (
    Authorisation,
    Case,
    CaseAssessment,
    DeclaredRelation,
    OptionTried,
    PanelAttendance,
    PanelMeeting,
    PanelProposal,
    PanelRecusal,
    PanelReferral,
    PanelRule,
    PanelSeat,
    PartnerAgreement,
    Recommendation,
)
from core import clock
from people.models import Organisation, User

TIED = "told us of a private tie to the person"


def seats_on(day: date) -> QuerySet[PanelSeat]:
    """Those who sit on the panel on a day, with their organisation and whom they stand in for."""
    return (
        PanelSeat.objects.on(day)
        .filter(user__is_active=True)
        .select_related("user", "organisation", "deputy_for__user")
    )


def seat_of(user: User) -> PanelSeat | None:
    """The seat that somebody holds today."""
    return seats_on(clock.today()).filter(user=user).first()


def decision_makers() -> QuerySet[PanelSeat]:
    """Those who decide by statute what the panel could not agree."""
    return seats_on(clock.today()).filter(kind=SeatKind.DECISION_MAKER)


def rule_on(day: date) -> PanelRule | None:
    return PanelRule.objects.on(day).order_by("-valid_from").first()


def recused_from(referral: PanelReferral) -> dict[int, str]:
    """Whoever may not decide this referral, by id, each with why. Four queries."""
    of_case = {"line__case": referral.case_id}
    found: dict[int, str] = {}
    for model, words in (
        (Recommendation, "recommended a solution in this case"),
        (CaseAssessment, "assessed this case"),
        (Authorisation, "authorised a solution in this case"),
    ):
        found |= dict.fromkeys(model.objects.filter(**of_case).values_list("by", flat=True), words)
    person = referral.case.person_id
    found |= dict.fromkeys(DeclaredRelation.objects.filter(person=person).values_list("user", flat=True), TIED)
    own = PanelRecusal.objects.filter(referral=referral).values_list("user", "reason")
    return found | dict(own)


def is_tied(user: User, referral: PanelReferral) -> bool:
    """Whether somebody has a private tie to the person. They do not read the pack."""
    return DeclaredRelation.objects.filter(person=referral.case.person_id, user=user).exists()


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Who hears one referral at its meeting, who there steps back, and whether those who remain are enough."""

    sitting: list[PanelAttendance]
    stepped_back: list[tuple[PanelAttendance, str]]
    rule: PanelRule | None

    @property
    def partners(self) -> list[Organisation]:
        """The partners at the table, each of which has to agree."""
        return list({one.organisation_id: one.organisation for one in self.sitting}.values())

    @property
    def missing(self) -> str:
        """Why there is no quorum, in a sentence; empty when there is one."""
        if self.rule is None:
            return "No rule says how many members have to be there. The governance group sets it."
        members, partners = len(self.sitting), len(self.partners)
        if members >= self.rule.quorum_members and partners >= self.rule.quorum_partners:
            return ""
        back = f", after {len(self.stepped_back)} stepped back" if self.stepped_back else ""
        return (
            f"There is no quorum: {self.rule.quorum_members} members of {self.rule.quorum_partners} organisations "
            f"are needed, and {members} of {partners} are here{back}."
        )


def bench_for(referral: PanelReferral) -> Bench:
    """Raises LookupError where the referral is on no agenda."""
    meeting = referral.meeting
    if meeting is None:
        raise LookupError(f"{referral} is on no agenda.")
    recused = recused_from(referral)
    present = list(meeting.attendances.select_related("user", "organisation"))
    return Bench(
        sitting=[one for one in present if one.user_id not in recused],
        stepped_back=[(one, recused[one.user_id]) for one in present if one.user_id in recused],
        rule=rule_on(meeting.held_on),
    )


def agreed(proposal: PanelProposal, bench: Bench) -> tuple[list[Organisation], list[PartnerAgreement]]:
    """The partners at the table who have not agreed yet, and those who said no. Who stepped back does not count."""
    sitting = {one.user_id for one in bench.sitting}
    said = [one for one in proposal.agreements.select_related("organisation", "by") if one.by_id in sitting]
    yes = {one.organisation_id for one in said if one.agrees}
    no = [one for one in said if not one.agrees]
    waiting = [partner for partner in bench.partners if partner.pk not in yes | {one.organisation_id for one in no}]
    return waiting, no


def upcoming_meetings() -> QuerySet[PanelMeeting]:
    return (
        PanelMeeting.objects.filter(state=MeetingState.PLANNED).prefetch_related("referrals").order_by("held_on", "id")
    )


def past_meetings() -> QuerySet[PanelMeeting]:
    return PanelMeeting.objects.exclude(state=MeetingState.PLANNED).order_by("-held_on", "-id")


def with_pack(referrals: QuerySet[PanelReferral]) -> QuerySet[PanelReferral]:
    """Referrals with all that their pages show, in a fixed number of queries."""
    proposals = PanelProposal.objects.select_related("owner", "by", "adaptation").order_by("-id")
    agreements = PartnerAgreement.objects.select_related("organisation", "by").order_by("organisation__name")
    return referrals.select_related(
        "case__organisation",
        "case__owner",
        "case__person",
        "case__home__locality",
        "line__adaptation",
        "meeting",
        "passed_to",
        "referred_by",
        "adjournment__by",
        "decision__proposal__owner",
        "decision__by",
        "decision__line",
        "decision__letter__looked_at_by",
        "decision__letter__sent_by",
    ).prefetch_related(
        Prefetch("options", OptionTried.objects.order_by("id")),
        "plans__owner",
        "hearings__by",
        Prefetch("proposals", proposals.prefetch_related(Prefetch("agreements", agreements))),
    )


def waiting_for_a_meeting() -> QuerySet[PanelReferral]:
    """Referrals that are on no agenda yet, longest waiting first. No names."""
    waiting = PanelReferral.objects.filter(state__in=[PanelState.REFERRED, PanelState.ADJOURNED])
    return waiting.select_related("case__organisation", "line").prefetch_related("plans").order_by("referred_at", "id")


def passed_on_to(user: User) -> QuerySet[PanelReferral]:
    """What the panel passed on to somebody to decide by statute."""
    passed = PanelReferral.objects.filter(state=PanelState.PASSED_ON, passed_to=user)
    return passed.select_related("case__organisation", "line").order_by("referred_at", "id")


def agenda_of(meeting: PanelMeeting) -> QuerySet[PanelReferral]:
    """What is, or was, before a meeting. What was adjourned there is on its way to the next."""
    return meeting.referrals.select_related("case__organisation", "line").order_by("referred_at", "id")


def panel_referrals_of(case: Case) -> QuerySet[PanelReferral]:
    return with_pack(PanelReferral.objects.filter(case=case)).order_by("-referred_at", "-id")


def open_panel_referral(case: Case) -> PanelReferral | None:
    """The newest open referral of a case, for its banner. One query."""
    referrals = [one for one in case.panel_referrals.select_related("meeting").order_by("-id") if one.is_open]
    return referrals[0] if referrals else None


@dataclass(frozen=True, kw_only=True)
class PanelSummary:
    """What waits for somebody who sits on the panel."""

    seat: PanelSeat
    next_meeting: PanelMeeting | None
    passed_to_me: int


def panel_summary(user: User) -> PanelSummary | None:
    """For the dashboard; None for everybody else. Three queries and no names."""
    seat = seat_of(user)
    if seat is None:
        return None
    coming = upcoming_meetings().prefetch_related(None).first()
    return PanelSummary(seat=seat, next_meeting=coming, passed_to_me=passed_on_to(user).count())
