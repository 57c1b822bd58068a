"""What the person is told about each of their solutions, in words that an eleven-year-old reads easily (P10).

Nothing here names the person, their home, their health or what is wrong: the page may lie open on a table.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from cases.constants.lines import LineKind, LineRoute, LineState
from cases.constants.provision import ProvisionState

# How long a link works, unless it is ended before.
LINK_DAYS = 180


class GivenHow(TextChoices):
    PRINT = "print", "On paper"
    EMAIL = "email", "By e-mail"


@dataclass(frozen=True, kw_only=True)
class Plain:
    """Where one thing stands: what has happened, what happens next, and who does it."""

    happened: str
    next: str
    who: str


WE = "We do this"
YOU_AND_US = "You and us, together"
NOBODY = ""

STANDS: dict[LineState, Plain] = {
    LineState.PROPOSED: Plain(
        happened="We have talked about this. It may help you.",
        next="We will look at it with you in your home.",
        who=YOU_AND_US,
    ),
    LineState.ASSESSED: Plain(
        happened="We have looked at it with you.",
        next="We will write down what we think is best, and tell you.",
        who=WE,
    ),
    LineState.RECOMMENDED: Plain(
        happened="We think this is right for you.",
        next="Somebody with the right training checks it and says yes or no.",
        who=WE,
    ),
    LineState.AUTHORISED: Plain(
        happened="We have said yes to this.",
        next="We set the money aside.",
        who="The person here who looks after money",
    ),
    LineState.AWAITING_FUNDS: Plain(
        happened="We have said yes to this. There is not enough money for it yet.",
        next="As soon as there is money, we go on. You do not need to ask again.",
        who="The person here who looks after money",
    ),
    LineState.COMMITTED: Plain(happened="The money is there.", next="We order it for you.", who=WE),
    LineState.ARRANGED: Plain(happened="We have said yes to this.", next="We order it for you.", who=WE),
    LineState.ORDERED: Plain(
        happened="It is ordered.",
        next="The people who fit it will agree a day with you.",
        who="The people who fit it, and us",
    ),
    LineState.HANDED_OVER: Plain(
        happened="It is there for you to use.",
        next="We will ask you how it is going.",
        who=YOU_AND_US,
    ),
    LineState.OUTCOME_RECORDED: Plain(
        happened="It is done. You have told us how it is going.",
        next="Nothing more. If it breaks or stops helping, ring us.",
        who=NOBODY,
    ),
    LineState.STOPPED: Plain(
        happened="We are not going on with this.",
        next="If you do not know why, or do not agree, ring us. We will talk about it.",
        who=NOBODY,
    ),
}

# A proposal goes on in another way where nothing has to be looked at first.
PROPOSED_BY_ROUTE: dict[LineRoute, Plain] = {
    LineRoute.DIRECT_ACCESS: Plain(
        happened="We have talked about this. It may help you.",
        next="We ask you a few short questions. Then we can arrange it.",
        who=YOU_AND_US,
    ),
    LineRoute.AGREED: Plain(
        happened="We have agreed on this with you.", next="We arrange it with the people who do it.", who=WE
    ),
}

# Once the people who fit it have agreed a day, the person is not told to wait for one.
FITTERS = "The people who fit it"
ORDERED_BY_STATE: dict[ProvisionState, Plain] = {
    ProvisionState.SCHEDULED: Plain(
        happened="It is ordered. A day is agreed with you.",
        next="The people who fit it come on that day. If it does not suit you, ring us.",
        who=FITTERS,
    ),
    ProvisionState.STARTED: Plain(happened="The work has begun.", next="The people who fit it finish it.", who=FITTERS),
    ProvisionState.COMPLETED: Plain(
        happened="The work is done.", next="We look at it, and show you how it works.", who=WE
    ),
    ProvisionState.SNAGS: Plain(
        happened="We have looked at the work. Something is not right yet.",
        next="The people who fit it come back and put it right.",
        who=FITTERS,
    ),
    ProvisionState.PASSED: Plain(
        happened="We have looked at the work. It is right.", next="We show you how it works.", who=WE
    ),
}

# What nobody fits is told in other words while it is on its way.
NOT_FITTED = frozenset({LineKind.REHOUSING, LineKind.REHABILITATION})
DOERS = "The people who do it"
_ASKED_FOR = Plain(
    happened="We have asked for this.", next="The people who do it get in touch with you.", who=f"{DOERS}, and us"
)
ORDERED_NOT_FITTED: dict[ProvisionState, Plain] = {
    ProvisionState.PLACED: _ASKED_FOR,
    ProvisionState.ACCEPTED: _ASKED_FOR,
    ProvisionState.SCHEDULED: Plain(
        happened="We have asked for this. A day is agreed with you.",
        next="It begins on that day. If it does not suit you, ring us.",
        who=DOERS,
    ),
    ProvisionState.STARTED: Plain(happened="It has begun.", next="The people who do it go on with it.", who=DOERS),
}

WAITS_FOR_READER = Plain(
    happened="You have answered our short questions.",
    next="Somebody here reads your answers and says yes or no.",
    who=WE,
)

# A group of several services looks at what nobody can decide alone.
WITH_OTHERS = Plain(
    happened="This is not simple. People from several services look at it together.",
    next="They hear what you want to say, from us or from you. We tell you the day, and then what they decide.",
    who="Those people, and us",
)

# Whoever else has a say about the home: nothing here says who, or what sort of home it is.
WAITS_FOR_OTHERS = Plain(
    happened="We have asked for a yes from somebody who has to agree to the work.",
    next="As soon as they say yes, we order it for you.",
    who="We keep asking",
)

CHECKED_AGAIN = Plain(
    happened="We had said yes to this.",
    next="Somebody else checks it once more before it is fitted. You do not need to do anything.",
    who=WE,
)

# Titles that staff type may name somebody, so the person's page says only what sort of thing it is.
SORTS: dict[LineKind, str] = {
    LineKind.ADAPTATION: "A change to your home",
    LineKind.EQUIPMENT: "Equipment",
    LineKind.TECHNOLOGY: "Something electronic that helps",
    LineKind.REHOUSING: "A move to another home",
    LineKind.REHABILITATION: "Help to do things yourself again",
    LineKind.HANDYPERSON: "A small repair or job",
    LineKind.OTHER: "Something else that helps",
}
