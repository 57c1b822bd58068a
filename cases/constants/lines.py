"""A solution line: its kinds, routes and states, and from where each verb is allowed."""

from django.db.models import TextChoices


class LineKind(TextChoices):
    ADAPTATION = "adaptation", "Adaptation"
    EQUIPMENT = "equipment", "Equipment"
    TECHNOLOGY = "technology", "Technology"
    REHOUSING = "rehousing", "Rehousing"
    REHABILITATION = "rehabilitation", "Rehabilitation or reablement"
    HANDYPERSON = "handyperson", "Handyperson"
    OTHER = "other", "Other"


class LineRoute(TextChoices):
    """How a line comes to be decided."""

    ASSESSED = "assessed", "Case assessment"
    DIRECT_ACCESS = "direct_access", "Direct access"
    FAST_TRACK = "fast_track", "Fast track"
    AGREED = "agreed", "Agreed with the person"


class LineState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    ASSESSED = "assessed", "Assessed"
    RECOMMENDED = "recommended", "Recommended"
    AUTHORISED = "authorised", "Authorised"
    AWAITING_FUNDS = "approved_awaiting_funds", "Approved, awaiting funds"
    COMMITTED = "committed", "Money committed"
    ARRANGED = "arranged", "Arranged by direct access"
    ORDERED = "ordered", "Ordered"
    HANDED_OVER = "handed_over", "Handed over"
    OUTCOME_RECORDED = "outcome_recorded", "Outcome recorded"
    STOPPED = "stopped", "Stopped"


FINISHED = frozenset({LineState.OUTCOME_RECORDED, LineState.STOPPED})


DECIDED = frozenset({LineState.AUTHORISED, LineState.AWAITING_FUNDS, LineState.COMMITTED, LineState.ORDERED})


STOPPABLE = frozenset(LineState) - FINISHED - {LineState.HANDED_OVER}


# Where an order is placed from, by route, and where the line stands again when the order is called off: direct access
# is paid by policy, and what is agreed needs no decision.
ORDERED_FROM = {
    LineRoute.ASSESSED: LineState.COMMITTED,
    LineRoute.DIRECT_ACCESS: LineState.ARRANGED,
    LineRoute.FAST_TRACK: LineState.COMMITTED,
    LineRoute.AGREED: LineState.PROPOSED,
}


# From which states each verb is allowed, as a refusal names the verb: "You cannot … this solution now."
ALLOWED_FROM: dict[str, frozenset[LineState]] = {
    "assess": frozenset({LineState.PROPOSED}),
    "recommend": frozenset({LineState.ASSESSED}),
    "ask for a case assessment of": frozenset({LineState.PROPOSED, LineState.ASSESSED, LineState.RECOMMENDED}),
    "authorise": frozenset({LineState.RECOMMENDED}),
    "stop the fast track of": frozenset({LineState.RECOMMENDED}),
    "arrange": frozenset({LineState.PROPOSED}),
    "read the answers about": frozenset({LineState.PROPOSED}),
    "record a stop at the door for": frozenset({LineState.ARRANGED, LineState.ORDERED}),
    "lower the tier of": frozenset({LineState.PROPOSED, LineState.ASSESSED, LineState.RECOMMENDED}),
    "fast-track": frozenset({LineState.PROPOSED, LineState.ASSESSED}),
    "wait for funds for": frozenset({LineState.AUTHORISED}),
    "commit money to": frozenset({LineState.AUTHORISED, LineState.AWAITING_FUNDS}),
    "commit more money to": frozenset({LineState.COMMITTED, LineState.ORDERED}),
    "release the money of": frozenset(LineState) - {LineState.ORDERED},
    "record consent for": frozenset(LineState) - FINISHED,
    "record money for": frozenset(LineState) - FINISHED,
    "name the repair of": frozenset({LineState.PROPOSED, LineState.COMMITTED, LineState.ARRANGED}),
    "order": frozenset(ORDERED_FROM.values()),
    "hand over": frozenset({LineState.ORDERED}),
    "record the outcome of": frozenset({LineState.HANDED_OVER}),
    "review": DECIDED,
    "stop": STOPPABLE,
}


def allowed_from(verb: str, route: str) -> frozenset[LineState]:
    """From where a verb is allowed on a line of this route: only an order is placed from another state on each."""
    return frozenset({ORDERED_FROM[LineRoute(route)]}) if verb == "order" else ALLOWED_FROM[verb]
