"""The one pathway: what comes next for a solution line, who does it, and where (P1)."""

from dataclasses import dataclass

from django.urls import reverse

from cases.constants.lines import DECIDED, LineKind, LineRoute, LineState
from cases.constants.provision import ProvisionState
from cases.models import SolutionLine
from cases.selectors.provision import present_order


@dataclass(frozen=True, kw_only=True)
class Step:
    """What comes next: in words, who does it, and the name of the page on which it is done."""

    words: str
    who: str
    page: str
    is_of_case: bool = False

    def address(self, line: SolutionLine) -> str:
        """Where it is done."""
        of_line = [] if self.is_of_case else [line.number]
        return reverse(f"cases:{self.page}", args=[line.case.reference, *of_line])


CASEWORKER = "A caseworker of this organisation"
CONVERSATION = Step(
    words="Record the conversation with the person", who=CASEWORKER, page="conversation", is_of_case=True
)
REVIEW = Step(
    words="Confirm, change or stop it before it is fitted",
    who="Somebody whom the register permits, and who did not authorise it",
    page="review",
)
ORDER = Step(words="Order it from a provider", who=CASEWORKER, page="order")
MONEY = Step(
    words="Commit the money, or say that it waits for money",
    who="Whoever holds the budget that pays, and never whoever authorised it",
    page="funds",
)
CONSENT = Step(
    words="Get what must be agreed to before it is ordered",
    who="A caseworker of this organisation, who asks the landlord, other owners or building control",
    page="consents",
)
HAND_OVER = Step(words="Hand it over to the person", who="A caseworker, with whoever fitted it", page="hand-over")
PROVIDER = "The provider; or a caseworker, if they told it on the telephone"
OF_ORDER: dict[ProvisionState, Step] = {
    ProvisionState.PLACED: Step(words="Wait for the provider to accept the order", who=PROVIDER, page="provision"),
    ProvisionState.ACCEPTED: Step(words="Agree the works dates with the person", who=PROVIDER, page="provision"),
    ProvisionState.SCHEDULED: Step(words="Start the works", who=PROVIDER, page="provision"),
    ProvisionState.STARTED: Step(words="Complete the works", who=PROVIDER, page="provision"),
    ProvisionState.SNAGS: Step(words="Put right what the inspection found", who=PROVIDER, page="provision"),
}
INSPECT = Step(
    words="Inspect the works",
    who="Somebody of this organisation who neither assessed, authorised nor fitted it",
    page="provision",
)
STEPS: dict[LineState, Step] = {
    LineState.PROPOSED: Step(
        words="Record the case assessment", who="A caseworker who has talked with the person", page="assess"
    ),
    LineState.ASSESSED: Step(words="Recommend it", who="The caseworker who assessed it", page="recommend"),
    LineState.RECOMMENDED: Step(
        words="Authorise it",
        who="An accredited assessor or a registered occupational therapist, if the register says yes",
        page="authorise",
    ),
    LineState.AUTHORISED: MONEY,
    LineState.AWAITING_FUNDS: MONEY,
    LineState.COMMITTED: ORDER,
    LineState.ARRANGED: ORDER,
    LineState.ORDERED: HAND_OVER,
    LineState.HANDED_OVER: Step(
        words="Record what it changed", who="A caseworker, together with the person", page="outcome"
    ),
}
DIRECT_ACCESS = Step(
    words="Ask the red-flag questions and arrange it", who="A named member of staff", page="direct-access"
)
READ = Step(
    words="Read the answers, and arrange it or stop it",
    who="Whoever is named to read the answers for this organisation",
    page="read-answers",
)
FAST_TRACK = Step(
    words="Authorise it by fast track, or stop it",
    who="Whoever was named for it, or somebody else to whom the register says yes",
    page="authorise",
)
REPAIR = Step(
    words="Name the finding that calls for it",
    who="A caseworker, after a Housing MOT or an occupational therapist’s assessment",
    page="repair",
)
AGREED = Step(words="Arrange it with whoever provides it", who=CASEWORKER, page="order")

# The states in which it is for a caseworker, and not for a budget holder, to act next.
FOR_CASEWORKERS = frozenset(STEPS) - {LineState.AUTHORISED, LineState.AWAITING_FUNDS}


def next_step(
    line: SolutionLine,
    *,
    has_conversation: bool,
    is_under_review: bool = False,
    waits_for_consent: bool = False,
    waits_to_be_read: bool = False,
) -> Step | None:
    """What comes next for this line; None when it is finished."""
    if is_under_review and line.state in DECIDED:
        return REVIEW
    if waits_for_consent and line.state in {LineState.COMMITTED, LineState.ARRANGED}:
        return CONSENT
    if line.state == LineState.ORDERED and (order := present_order(line)):
        if order.state == ProvisionState.COMPLETED and order.needs_inspection:
            return INSPECT
        return OF_ORDER.get(ProvisionState(order.state), HAND_OVER)
    if line.state == LineState.PROPOSED:
        if line.route == LineRoute.DIRECT_ACCESS:
            return READ if waits_to_be_read else DIRECT_ACCESS
        if line.route == LineRoute.AGREED:
            return _or_repair(line, AGREED)
        if not has_conversation:
            return CONVERSATION
    if line.state == LineState.RECOMMENDED and line.route == LineRoute.FAST_TRACK:
        return FAST_TRACK
    step = STEPS.get(LineState(line.state))
    return _or_repair(line, step) if step is ORDER else step


def _or_repair(line: SolutionLine, step: Step) -> Step:
    """A handyperson is ordered once a finding names the repair (H9)."""
    if line.kind != LineKind.HANDYPERSON or any(repair.round == line.round for repair in line.repairs.all()):
        return step
    return REPAIR
