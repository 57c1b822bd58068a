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
    OVERTURNED = "overturned", "Overturned on appeal"


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
    DecisionKind.RELINQUISHED: Step(
        words="give up", allowed_from=HOLDING | {Status.APPLIED, Status.EXPIRED}, by="the person, their application too"
    ),
    DecisionKind.OVERTURNED: Step(
        words="overturn a decision about",
        allowed_from=frozenset(Status) - {Status.APPLIED},
        by="the two who heard the appeal and upheld it",
    ),
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
        "A decision that was overturned on appeal does not count from that moment on. What it was before stays true "
        "of the days before.",
    ),
)


class AppealState(TextChoices):
    LODGED = "lodged", "Waiting for two people to hear it"
    TO_BE_HEARD = "to_be_heard", "To be heard"
    UPHELD = "upheld", "Upheld"
    DISMISSED = "dismissed", "Dismissed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AppealOutcome(TextChoices):
    """What one of the two who hear an appeal says."""

    UPHELD = "upheld", "Uphold the appeal: the decision does not stand"
    DISMISSED = "dismissed", "Dismiss the appeal: the decision stands"


class AppealPart(TextChoices):
    """What somebody has to do with an appeal. Nobody has two parts, so who hears it had no other."""

    PERSON = "person", "The person"
    DECIDED = "decided", "Decided, reviewed or proposed"
    SIGNED = "signed", "Signed what it rests on"
    MANAGES = "manages", "Manages the person"
    OFFICER_HEARER = "officer_hearer", "Hears it as an officer"
    GOVERNANCE_HEARER = "governance_hearer", "Hears it for the governance group"


HEARERS = (AppealPart.OFFICER_HEARER, AppealPart.GOVERNANCE_HEARER)
OPEN_APPEALS = frozenset({AppealState.LODGED, AppealState.TO_BE_HEARD})
# What may be appealed against, and for how many days after it was recorded.
APPEALABLE = frozenset(
    {
        DecisionKind.REFUSED,
        DecisionKind.CONDITIONED,
        DecisionKind.SUSPENDED,
        DecisionKind.RENEWAL_REFUSED,
        DecisionKind.REVOKED,
    }
)
APPEAL_DAYS = 28

APPEAL_LIFE = Life(
    slug="appeal",
    title="States of an appeal",
    states=AppealState,
    steps={
        "lodge": Step(
            words="lodge",
            allowed_from=frozenset(),
            to=AppealState.LODGED,
            by=f"the person, within {APPEAL_DAYS} days of the decision",
        ),
        "name_hearers": Step(
            words="name the hearers of",
            allowed_from=OPEN_APPEALS,
            to=AppealState.TO_BE_HEARD,
            by="an officer or governance member who did not decide; again only until a hearer has written, unless "
            "these two can no longer decide",
        ),
        "hear": Step(
            words="decide",
            allowed_from=frozenset({AppealState.TO_BE_HEARD}),
            by="the two hearers: upheld or dismissed when their last words agree",
        ),
        "withdraw": Step(words="withdraw", allowed_from=OPEN_APPEALS, to=AppealState.WITHDRAWN, by="the person"),
    },
    notes=(
        "An appeal is heard by an officer and a member of the governance group. Neither decided, reviewed, proposed "
        "or signed any of it, manages the person, or is the person.",
        "Upholding it writes the decision that overturns the other, in the same transaction.",
    ),
)

# Decisions that open a term, with its scope and its end.
TERM_DECISIONS = frozenset({DecisionKind.GRANTED, DecisionKind.RENEWED})
# Decisions after which nothing follows.
FINAL_DECISIONS = frozenset({DecisionKind.REFUSED, DecisionKind.REVOKED, DecisionKind.RELINQUISHED})
# States in which a person may not apply for the same scheme again.
OPEN_STATES = frozenset({Status.APPLIED, Status.NOT_STARTED, Status.ACCREDITED, Status.SUSPENDED, Status.EXPIRED})

# How the register's row says that a scope covers every kind of adaptation up to its tier.
EVERY_KIND = "*"

DEFAULT_YEARS = 3
EXPIRING_WITHIN_DAYS = 60

# Working days from a suspension until it is looked at again, unless the officer names another day.
REVIEW_WORKING_DAYS = 10
# How far back the preview of a suspension looks for case systems that asked about the person.
ASKED_LATELY_DAYS = 30

# How many days before the end the person is reminded to renew, each once.
RENEWAL_REMINDERS = (90, 30, 7)


class PracticeKind(TextChoices):
    """What somebody did as an assessor and the register was not asked about."""

    ASSESSMENT = "assessment", "Assessments"
    AUTHORISATION = "authorisation", "Authorisations"
    HOUSING_MOT = "housing_mot", "Housing MOT visits"


class ConfirmedAs(TextChoices):
    MANAGER = "manager", "Line manager"
    THERAPIST = "therapist", "Registered therapist"
