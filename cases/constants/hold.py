"""A hold: something waits, for a reason, until a day on which somebody looks again."""

from django.db.models import TextChoices

from core.states import Life, Step


class HoldState(TextChoices):
    STANDING = "standing", "On hold"
    ENDED = "ended", "Ended"


class AskedBy(TextChoices):
    """Who asked that it waits."""

    PERSON = "person", "The person"
    FAMILY = "family", "Family or a carer"
    LANDLORD = "landlord", "The landlord"
    PROVIDER = "provider", "The provider"
    HEALTH = "health", "A hospital or health team"
    ORGANISATION = "organisation", "Our own organisation"


class Paused(TextChoices):
    """What a hold pauses. Everything else goes on; a hold that pauses nothing is only shown."""

    ASSESSMENT = "assessment", "Assessing and recommending"
    DECISION = "decision", "Authorising, or arranging by direct access"
    MONEY = "money", "Committing money"
    PROVISION = "provision", "Ordering, fitting and handing over"


# Which verbs of a line each part holds up, as a refusal names them (constants/lines.py). To stop a line, to review it
# and to record what it changed is never paused.
PAUSED_VERBS: dict[Paused, frozenset[str]] = {
    Paused.ASSESSMENT: frozenset({"assess", "recommend"}),
    Paused.DECISION: frozenset({"authorise", "arrange"}),
    Paused.MONEY: frozenset({"commit money to", "commit more money to", "wait for funds for"}),
    Paused.PROVISION: frozenset({"order", "add to the order of", "start the works of", "hand over"}),
}

HOLD_LIFE = Life(
    slug="hold",
    title="States of a hold",
    states=HoldState,
    steps={
        "place": Step(
            words="place",
            allowed_from=frozenset(),
            to=HoldState.STANDING,
            by="a caseworker or manager of the organisation, with the reason and a day of review",
        ),
        "keep": Step(
            words="keep",
            allowed_from=frozenset({HoldState.STANDING}),
            to=HoldState.STANDING,
            by="a caseworker or manager of the organisation, with a later day of review and why",
        ),
        "end": Step(
            words="end",
            allowed_from=frozenset({HoldState.STANDING}),
            to=HoldState.ENDED,
            by="a caseworker or manager of the organisation",
        ),
    },
    notes=(
        "A day of review that has passed ends nothing: the banner says that it has passed.",
        "A hold says what it pauses. A step that it pauses is refused in words that name the hold.",
    ),
)
