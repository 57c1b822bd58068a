"""From order to hand-over: the states of a provision, and from where each verb is allowed (P9)."""

from django.db.models import TextChoices

from cases.constants.lines import LineKind, LineRoute
from core.states import Life, Step


class ProvisionState(TextChoices):
    PLACED = "placed", "Sent to the provider"
    ACCEPTED = "accepted", "Accepted by the provider"
    SCHEDULED = "scheduled", "Works dates agreed"
    STARTED = "started", "Works started"
    COMPLETED = "completed", "Works completed"
    SNAGS = "snags", "Snags to put right"
    PASSED = "passed_inspection", "Passed inspection"
    HANDED_OVER = "handed_over", "Handed over"
    DECLINED = "declined", "Declined by the provider"
    CANCELLED = "cancelled", "Cancelled"


S = ProvisionState

# What never comes to be: another order may follow.
CALLED_OFF = frozenset({S.DECLINED, S.CANCELLED})
# From here on the provider may send an invoice (HIA specification 8.5.1).
WORKS_DONE = frozenset({S.COMPLETED, S.SNAGS, S.PASSED, S.HANDED_OVER})
UNDER_WAY = frozenset(S) - CALLED_OFF - {S.HANDED_OVER}

CASE_STAFF = "staff of the case’s organisation"
EITHER = "the provider’s staff, or staff of the case’s organisation for them"

LIFE = Life(
    slug="provision",
    title="States of a provision",
    states=ProvisionState,
    steps={
        "order": Step(words="order", allowed_from=frozenset(), to=S.PLACED, by=CASE_STAFF),
        "accept": Step(words="accept", allowed_from=frozenset({S.PLACED}), to=S.ACCEPTED, by=EITHER),
        "decline": Step(
            words="decline", allowed_from=frozenset({S.PLACED, S.ACCEPTED, S.SCHEDULED}), to=S.DECLINED, by=EITHER
        ),
        "agree_works": Step(
            words="agree works dates for",
            allowed_from=frozenset({S.ACCEPTED, S.SCHEDULED}),
            to=S.SCHEDULED,
            by=EITHER,
        ),
        "start": Step(words="start the works of", allowed_from=frozenset({S.SCHEDULED}), to=S.STARTED, by=EITHER),
        "complete": Step(words="complete the works of", allowed_from=frozenset({S.STARTED}), to=S.COMPLETED, by=EITHER),
        "pass_inspection": Step(
            words="inspect",
            allowed_from=frozenset({S.COMPLETED}),
            to=S.PASSED,
            by=f"{CASE_STAFF} who neither assessed, authorised nor fitted it",
        ),
        "find_snags": Step(
            words="inspect",
            allowed_from=frozenset({S.COMPLETED}),
            to=S.SNAGS,
            by=f"{CASE_STAFF} who neither assessed, authorised nor fitted it",
        ),
        "put_right": Step(
            words="put snags right in", allowed_from=frozenset({S.SNAGS}), by=f"{EITHER}; the last one leads back"
        ),
        "add_item": Step(
            words="add an item to",
            allowed_from=frozenset({S.PLACED, S.ACCEPTED, S.SCHEDULED, S.STARTED}),
            by=CASE_STAFF,
        ),
        "plan_visit": Step(words="plan a visit for", allowed_from=UNDER_WAY, by=EITHER),
        "hand_over": Step(
            words="hand over", allowed_from=frozenset({S.COMPLETED, S.PASSED}), to=S.HANDED_OVER, by=CASE_STAFF
        ),
        "stop_at_the_door": Step(
            words="stop at the door for",
            allowed_from=frozenset({S.PLACED, S.ACCEPTED, S.SCHEDULED, S.STARTED}),
            to=S.CANCELLED,
            by=f"{EITHER}; direct access only, and the solution goes by a case assessment",
        ),
        "cancel": Step(words="cancel", allowed_from=UNDER_WAY, to=S.CANCELLED, by=CASE_STAFF),
    },
    notes=(
        "What needs an inspection is handed over only once it has passed. Snags that are put right lead back to "
        "“works completed” and another inspection; the day on which the works were first completed stays.",
        "An order that is declined or cancelled leaves the solution where it was ordered from, so that it can be "
        "ordered again.",
    ),
)

# What is fitted or delivered after a case assessment is looked at by somebody else before it is handed over.
INSPECTED_KINDS = frozenset({LineKind.ADAPTATION, LineKind.EQUIPMENT, LineKind.TECHNOLOGY})
INSPECTED_ROUTES = frozenset({LineRoute.ASSESSED})


class VisitKind(TextChoices):
    SURVEY = "survey", "Visit to measure"
    WORKS = "works", "Works"
    INSPECTION = "inspection", "Inspection"
    HAND_OVER = "hand_over", "Hand-over"
    COLLECTION = "collection", "Collection"


# Works have dates of their own verb; what else may be planned.
PLANNED_KINDS = [kind for kind in VisitKind if kind != VisitKind.WORKS]
