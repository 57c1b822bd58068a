"""A concern: that somebody is being harmed, controlled or neglected, and its life."""

from django.db.models import TextChoices

from core.states import Life, Step


class Protection(TextChoices):
    """By whose protection it is looked into. Each nation has its own word for it."""

    ADULT = "adult", "An adult"
    CHILD = "child", "A child or young person"


class ConcernSource(TextChoices):
    STAFF = "staff", "Reported by staff"
    QUESTIONNAIRE = "questionnaire", "Said in a questionnaire"


class ConcernState(TextChoices):
    REPORTED = "reported", "Reported"
    IN_HAND = "in_hand", "With the safeguarding lead"
    CLOSED = "closed", "Closed"
    SET_ASIDE = "set_aside", "Passed on, not a matter of protection"


LEAD = "a safeguarding lead of the organisation"
OPEN_CONCERNS = frozenset({ConcernState.REPORTED, ConcernState.IN_HAND})

CONCERN_LIFE = Life(
    slug="concern",
    title="States of a concern",
    states=ConcernState,
    steps={
        "report": Step(
            words="report",
            allowed_from=frozenset(),
            to=ConcernState.REPORTED,
            by="anybody who works for the organisation, or the person in a questionnaire",
        ),
        "take_on": Step(
            words="take on", allowed_from=frozenset({ConcernState.REPORTED}), to=ConcernState.IN_HAND, by=LEAD
        ),
        "tell": Step(
            words="record who was told about",
            allowed_from=OPEN_CONCERNS,
            by="the safeguarding lead; while it is only reported, also whoever reported it. The state stays",
        ),
        "update": Step(
            words="write an update to",
            allowed_from=frozenset({ConcernState.IN_HAND}),
            to=ConcernState.IN_HAND,
            by=LEAD,
        ),
        "close": Step(
            words="close",
            allowed_from=frozenset({ConcernState.IN_HAND}),
            to=ConcernState.CLOSED,
            by=f"{LEAD}, with the outcome, once the council was told",
        ),
        "set_aside": Step(
            words="pass on",
            allowed_from=frozenset({ConcernState.IN_HAND}),
            to=ConcernState.SET_ASIDE,
            by=f"{LEAD}, with the reason; only what was said in a questionnaire",
        ),
    },
    notes=(
        "The council is told within 1 working day by the calendar of the home. Each due date keeps its calendar, and "
        "telling it later takes a reason.",
        "Whoever reported reads their own words until a lead takes it on, and nothing from then on. For everybody "
        "else the address does not exist.",
    ),
)
