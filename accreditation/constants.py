"""The verbs of an accreditation's life, the states that follow from them, and which verb is allowed from where."""

from django.db.models import TextChoices

from core.states import Life, Step


class DecisionKind(TextChoices):
    """What was decided. An accreditation's status follows from these rows and from nothing else."""

    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Application refused"
    CONDITIONED = "conditioned", "Conditions changed"
    SUSPENDED = "suspended", "Suspended"
    REINSTATED = "reinstated", "Suspension lifted"
    RENEWED = "renewed", "Renewed"
    RENEWAL_REFUSED = "renewal_refused", "Renewal refused"
    REVOKED = "revoked", "Revoked"
    RELINQUISHED = "relinquished", "Given up"


class Status(TextChoices):
    """What an accreditation is at a moment. Nobody writes it: it is read from the decisions and the clock."""

    APPLIED = "applied", "Applied"
    REFUSED = "refused", "Refused"
    NOT_STARTED = "not_started", "Not started"
    ACCREDITED = "accredited", "Accredited"
    SUSPENDED = "suspended", "Suspended"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
    RELINQUISHED = "relinquished", "Given up"


class LiftedAs(TextChoices):
    """Why a suspension ended. One that was unfounded leaves the public history; officers still see it."""

    UNFOUNDED = "unfounded", "It was unfounded"
    PUT_RIGHT = "put_right", "Matters were put right"


HOLDING = frozenset({Status.NOT_STARTED, Status.ACCREDITED})

# Each verb, from which states it is allowed, and who takes it. Everything not named here is refused, and a test
# tries all of it. The services and the database's constraints hold people to it.
STEPS: dict[str, Step] = {
    DecisionKind.GRANTED: Step(
        words="grant", allowed_from=frozenset({Status.APPLIED}), by="an officer who signed none of what it rests on"
    ),
    DecisionKind.REFUSED: Step(words="refuse", allowed_from=frozenset({Status.APPLIED}), by="an officer"),
    DecisionKind.CONDITIONED: Step(words="change the conditions of", allowed_from=HOLDING, by="an officer"),
    DecisionKind.SUSPENDED: Step(words="suspend", allowed_from=HOLDING, by="one officer, at once"),
    "reply": Step(
        words="reply to the suspension of", allowed_from=frozenset({Status.SUSPENDED}), by="the person, in writing"
    ),
    "review": Step(
        words="review the suspension of",
        allowed_from=frozenset({Status.SUSPENDED}),
        by="an officer, who keeps it until the next day of review",
    ),
    DecisionKind.REINSTATED: Step(
        words="lift the suspension of",
        allowed_from=frozenset({Status.SUSPENDED}),
        by="two officers: one proposes, another confirms",
    ),
    DecisionKind.RENEWED: Step(
        words="renew",
        allowed_from=frozenset({Status.ACCREDITED, Status.EXPIRED}),
        by="an officer who signed none of what it rests on",
    ),
    DecisionKind.RENEWAL_REFUSED: Step(
        words="refuse to renew", allowed_from=frozenset({Status.ACCREDITED, Status.EXPIRED}), by="an officer"
    ),
    DecisionKind.REVOKED: Step(
        words="revoke",
        allowed_from=HOLDING | {Status.SUSPENDED, Status.EXPIRED},
        by="an officer, not the one who suspended",
    ),
    DecisionKind.RELINQUISHED: Step(words="give up", allowed_from=HOLDING | {Status.EXPIRED}, by="the person"),
}

LIFE = Life(
    slug="accreditation",
    title="States of an accreditation",
    states=Status,
    steps=STEPS,
    notes=(
        "Nobody writes a status. It is read from the decisions and the clock: an accreditation is “not started” before "
        "its first day and “expired” from the day on which its term ends, with no job that makes it so.",
        "No officer decides about themselves or somebody they manage.",
        "A reply and a review are kept with the suspension and change nothing on the register. A refused renewal "
        "leaves the term as it is.",
    ),
)

# Decisions that open a term, with its scope and its end.
TERM_DECISIONS = frozenset({DecisionKind.GRANTED, DecisionKind.RENEWED})
# Decisions after which nothing follows.
FINAL_DECISIONS = frozenset({DecisionKind.REFUSED, DecisionKind.REVOKED, DecisionKind.RELINQUISHED})
# States in which a person may not apply for the same scheme again.
OPEN_STATES = frozenset({Status.APPLIED, Status.NOT_STARTED, Status.ACCREDITED, Status.SUSPENDED, Status.EXPIRED})

DEFAULT_YEARS = 3
EXPIRING_WITHIN_DAYS = 60

# Working days from a suspension until it is looked at again, unless the officer names another day.
REVIEW_WORKING_DAYS = 10
# How far back the preview of a suspension looks for case systems that asked about the person.
ASKED_LATELY_DAYS = 30
