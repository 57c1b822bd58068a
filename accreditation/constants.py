"""The verbs of an accreditation's life, the states that follow from them, and which verb is allowed from where."""

from django.db.models import TextChoices

from core.states import Life, Step


class DecisionKind(TextChoices):
    """What was decided. An accreditation's status follows from these rows and from nothing else."""

    GRANTED = "granted", "Granted"
    CONDITIONED = "conditioned", "Conditions changed"
    SUSPENDED = "suspended", "Suspended"
    REINSTATED = "reinstated", "Suspension lifted"
    RENEWED = "renewed", "Renewed"
    REVOKED = "revoked", "Revoked"
    RELINQUISHED = "relinquished", "Given up"


class Status(TextChoices):
    """What an accreditation is at a moment. Nobody writes it: it is read from the decisions and the clock."""

    APPLIED = "applied", "Applied"
    NOT_STARTED = "not_started", "Not started"
    ACCREDITED = "accredited", "Accredited"
    SUSPENDED = "suspended", "Suspended"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"
    RELINQUISHED = "relinquished", "Given up"


# From which states each verb is allowed. Everything not named here is refused, and a test tries all of it.
ALLOWED_FROM: dict[DecisionKind, frozenset[Status]] = {
    DecisionKind.GRANTED: frozenset({Status.APPLIED}),
    DecisionKind.CONDITIONED: frozenset({Status.NOT_STARTED, Status.ACCREDITED}),
    DecisionKind.SUSPENDED: frozenset({Status.NOT_STARTED, Status.ACCREDITED}),
    DecisionKind.REINSTATED: frozenset({Status.SUSPENDED}),
    DecisionKind.RENEWED: frozenset({Status.ACCREDITED, Status.EXPIRED}),
    DecisionKind.REVOKED: frozenset({Status.NOT_STARTED, Status.ACCREDITED, Status.SUSPENDED, Status.EXPIRED}),
    DecisionKind.RELINQUISHED: frozenset({Status.NOT_STARTED, Status.ACCREDITED}),
}

# How a refusal names the verb: "You cannot … this accreditation now."
VERBS: dict[DecisionKind, str] = {
    DecisionKind.GRANTED: "grant",
    DecisionKind.CONDITIONED: "change the conditions of",
    DecisionKind.SUSPENDED: "suspend",
    DecisionKind.REINSTATED: "lift the suspension of",
    DecisionKind.RENEWED: "renew",
    DecisionKind.REVOKED: "revoke",
    DecisionKind.RELINQUISHED: "give up",
}

# Who decides, for the document of states. The services and the database's constraints hold them to it.
WHO_DECIDES: dict[DecisionKind, str] = {
    DecisionKind.GRANTED: "an officer who signed none of what it rests on",
    DecisionKind.CONDITIONED: "an officer",
    DecisionKind.SUSPENDED: "one officer, at once",
    DecisionKind.REINSTATED: "two officers: one proposes, another confirms",
    DecisionKind.RENEWED: "an officer who signed none of what it rests on",
    DecisionKind.REVOKED: "an officer",
    DecisionKind.RELINQUISHED: "the person",
}

LIFE = Life(
    slug="accreditation",
    title="States of an accreditation",
    states=Status,
    steps={
        kind: Step(words=VERBS[kind], allowed_from=ALLOWED_FROM[kind], by=WHO_DECIDES[kind]) for kind in DecisionKind
    },
    notes=(
        "Nobody writes a status. It is read from the decisions and the clock: an accreditation is “not started” before "
        "its first day and “expired” from the day on which its term ends, with no job that makes it so.",
        "No officer decides about themselves or somebody they manage.",
    ),
)

# Decisions that open a term, with its scope and its end.
TERM_DECISIONS = frozenset({DecisionKind.GRANTED, DecisionKind.RENEWED})
# Decisions after which nothing follows.
FINAL_DECISIONS = frozenset({DecisionKind.REVOKED, DecisionKind.RELINQUISHED})
# States in which a person may not apply for the same scheme again.
OPEN_STATES = frozenset({Status.APPLIED, Status.NOT_STARTED, Status.ACCREDITED, Status.SUSPENDED, Status.EXPIRED})

DEFAULT_YEARS = 3
EXPIRING_WITHIN_DAYS = 60
