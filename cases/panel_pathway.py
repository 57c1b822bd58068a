"""What comes next for a referral to the panel, as links for whoever may take the step (P8)."""

from dataclasses import dataclass

from django.urls import reverse

from cases.constants.panel import PanelState
from cases.models import PanelProposal, PanelReferral
from cases.selectors.panel import Bench

S = PanelState


@dataclass(frozen=True, kw_only=True)
class Action:
    """One step that somebody may take: its words and where it is taken. `is_next` leads on."""

    words: str
    address: str
    is_next: bool = False


def for_members(
    referral: PanelReferral, bench: Bench | None, *, user_id: int, is_recused: bool, proposal: PanelProposal | None
) -> list[Action]:
    """What a member of the panel may do with a referral now."""
    found: list[tuple[str, str, bool]] = []
    state, sits = referral.state, bench is not None and user_id in {one.user_id for one in bench.sitting}
    adjourned = hasattr(referral, "adjournment")
    if state in {S.REFERRED, S.ADJOURNED}:
        found.append(("list", "Put it on the agenda of a meeting", True))
    if state in {S.LISTED, S.HEARD, S.REFERRED, S.ADJOURNED}:
        found.append(("listen", "Record what the person said", False))
    if sits and state == S.LISTED:
        found.append(("hear", "Hear the case", True))
    if sits and state == S.HEARD:
        found.append(("propose", "Propose another decision" if proposal else "Propose a decision", proposal is None))
        if proposal:
            found += [("agree", "Say whether your organisation agrees", True), ("decide", "Record the decision", True)]
    if sits and not adjourned:
        found.append(("adjourn", "Adjourn it, once", False))
    if adjourned and not is_recused and state in {S.LISTED, S.HEARD, S.ADJOURNED}:
        found.append(("pass-on", "Pass it on to the statutory decision-maker", False))
    if state == S.PASSED_ON and referral.passed_to_id == user_id:
        found.append(("decide-alone", "Decide it", True))
    if referral.is_open and not is_recused:
        found.append(("recuse", "Step back from it", False))
    return [
        Action(words=words, address=reverse(f"cases:panel-{name}", args=[referral.token]), is_next=is_next)
        for name, words, is_next in found
    ]


def for_colleagues(referral: PanelReferral) -> list[Action]:
    """What staff of the case's organisation may do with a referral now."""
    found: list[tuple[str, str, bool]] = []
    has_plan, is_heard = bool(referral.plans.all()), bool(referral.hearings.all())
    if referral.is_open:
        plan = "Change the plan for safety" if has_plan else "Record the plan for safety"
        said = "Record more that the person said" if is_heard else "Record what the person says to the panel"
        found += [("plan", plan, not has_plan), ("heard", said, has_plan and not is_heard)]
    if referral.state in {S.REFERRED, S.LISTED, S.ADJOURNED}:
        found.append(("withdraw", "Withdraw it", False))
    if referral.state in {S.DECIDED, S.TOLD}:
        words = "Read the letter and send it" if referral.state == S.DECIDED else "The letter"
        found.append(("letter", words, referral.state == S.DECIDED))
    where = [referral.case.reference, referral.token]
    return [
        Action(words=words, address=reverse(f"cases:panel-{name}", args=where), is_next=is_next)
        for name, words, is_next in found
    ]
