"""The life of a partner's case system, from its registration in the sandbox to its end, as data."""

from django.db.models import TextChoices

from core.states import Life, Step


class CaseSystemState(TextChoices):
    SANDBOX = "sandbox", "In the sandbox"
    TESTED = "tested", "Conformance passed"
    AGREED = "agreed", "Agreement signed"
    LIVE = "live", "Live"
    OFF = "off", "Switched off"
    CLOSED = "closed", "Closed"


class CaseSystemVerb(TextChoices):
    """What was done with a case system. Each is a row that cannot be changed."""

    REGISTERED = "registered", "Registered in the sandbox"
    NEW_SECRET = "new_secret", "New sandbox secret"
    KEY_ADDED = "key_added", "Public key added"
    KEY_ENDED = "key_ended", "Public key ended"
    RUN_STARTED = "run_started", "Conformance run started"
    RUN_PASSED = "run_passed", "Conformance run passed"
    RUN_FAILED = "run_failed", "Conformance run not passed"
    AGREEMENT_SIGNED = "agreement_signed", "Agreement signed"
    WENT_LIVE = "went_live", "Went live"
    SCOPES_CHANGED = "scopes_changed", "Scopes changed"
    QUOTA_CHANGED = "quota_changed", "Quota changed"
    SWITCHED_OFF = "switched_off", "Switched off"
    SWITCHED_ON = "switched_on", "Switched on again"
    CLOSED = "closed", "Closed"
    ANOMALY_SEEN = "anomaly_seen", "Something unusual seen"
    ANOMALY_NOTED = "anomaly_noted", "Something unusual looked into"


S, V = CaseSystemState, CaseSystemVerb
OPEN = frozenset(S) - {S.CLOSED}
THOSE_WHO_RUN_IT = "an officer, a manager of the organisation or the technical contact"

STEPS: dict[str, Step] = {
    V.REGISTERED: Step(
        words="register",
        allowed_from=frozenset(),
        to=S.SANDBOX,
        by="an officer, or a manager for their own organisation",
    ),
    V.NEW_SECRET: Step(words="make a new sandbox secret for", allowed_from=OPEN, by=THOSE_WHO_RUN_IT),
    V.KEY_ADDED: Step(words="add a key to", allowed_from=OPEN, by=THOSE_WHO_RUN_IT),
    V.KEY_ENDED: Step(words="end a key of", allowed_from=OPEN, by=THOSE_WHO_RUN_IT),
    V.RUN_STARTED: Step(words="start a conformance run of", allowed_from=OPEN, by=THOSE_WHO_RUN_IT),
    V.RUN_PASSED: Step(
        words="count a conformance run for", allowed_from=frozenset({S.SANDBOX}), to=S.TESTED, by="the system itself"
    ),
    V.AGREEMENT_SIGNED: Step(
        words="sign the agreement of",
        allowed_from=frozenset({S.TESTED, S.AGREED, S.LIVE, S.OFF}),
        by="a manager of the organisation",
    ),
    V.WENT_LIVE: Step(
        words="take live",
        allowed_from=frozenset({S.AGREED}),
        to=S.LIVE,
        by="an officer who neither signed the agreement nor started the run",
    ),
    V.SCOPES_CHANGED: Step(words="change the scopes of", allowed_from=frozenset({S.LIVE, S.OFF}), by="an officer"),
    V.QUOTA_CHANGED: Step(words="change the quota of", allowed_from=OPEN, by="an officer"),
    V.SWITCHED_OFF: Step(
        words="switch off", allowed_from=frozenset({S.LIVE}), to=S.OFF, by="one officer, at once, with a reason"
    ),
    V.SWITCHED_ON: Step(words="switch on", allowed_from=frozenset({S.OFF}), to=S.LIVE, by="an officer, with a reason"),
    V.CLOSED: Step(words="close", allowed_from=OPEN - {S.LIVE}, to=S.CLOSED, by="an officer, with a reason"),
}

LIFE = Life(
    slug="case-system",
    title="States of a case system",
    states=CaseSystemState,
    steps=STEPS,
    notes=(
        "Only a live system is answered from the register. The sandbox answers every system that is not closed, from "
        "invented facts, to a client and to tokens of their own.",
        "The first signature of an agreement leads to “agreement signed”. A later one, for a newer version or a newer "
        "day of review, leaves the state as it is.",
        "A conformance run may be made again at any time; only in the sandbox does it change the state.",
        "Going live and being switched on need a key in force and an agreement whose day of review has not passed.",
        "A live system is switched off before it is closed. What it asked stays in the log.",
    ),
)


class AnomalyKind(TextChoices):
    UNKNOWN_NUMBERS = "unknown_numbers", "Many numbers that are not on the register"
    REFUSALS = "refusals", "Suddenly many refusals"
    WRONG_SIGN_INS = "wrong_sign_ins", "Signing in failed again and again"
    LONG_SILENT = "long_silent", "In use again after a long silence"
