"""The one page that a panel member reads about a case: what has to be decided on, and no more of the person (P8)."""

from dataclasses import dataclass

from cases.models import CaseAssessment, Conversation, Goal, InterimPlan, OptionTried, PanelReferral, PersonHeard
from core import clock


@dataclass(frozen=True, kw_only=True)
class Pack:
    """No name, address, date of birth or telephone number: the panel decides without them."""

    referral: PanelReferral
    age: int | None
    conversation: Conversation | None
    goals: list[Goal]
    assessment: CaseAssessment | None
    options: list[OptionTried]
    plan: InterimPlan | None
    heard: list[PersonHeard]


def pack_of(referral: PanelReferral) -> Pack:
    """The pack of a referral that was read with `with_pack`. Three queries more."""
    assessments = CaseAssessment.objects.filter(line=referral.line_id).order_by("-round")
    conversation = referral.case.conversations.order_by("-recorded_at").first()
    plans = sorted(referral.plans.all(), key=lambda plan: plan.pk)
    return Pack(
        referral=referral,
        age=_age(referral),
        conversation=conversation,
        goals=list(conversation.goals.all()) if conversation else [],
        assessment=assessments.first() if referral.line_id else None,
        options=list(referral.options.all()),
        plan=plans[-1] if plans else None,
        heard=sorted(referral.hearings.all(), key=lambda heard: heard.pk),
    )


def _age(referral: PanelReferral) -> int | None:
    born, today = referral.case.person.date_of_birth, clock.today()
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
