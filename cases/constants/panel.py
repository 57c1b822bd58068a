"""The Complex Cases Panel: the states of a referral to it, and the words of what it decides (P8)."""

from django.db.models import TextChoices

from core.states import Life, Step


class SeatKind(TextChoices):
    """What somebody sits on the panel as."""

    MEMBER = "member", "Member for their organisation"
    DECISION_MAKER = "decision_maker", "Statutory decision-maker"


class MeetingState(TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class PanelState(TextChoices):
    REFERRED = "panel_referred", "Referred to the panel"
    LISTED = "panel_listed", "On the agenda of a meeting"
    HEARD = "panel_heard", "Heard by the panel"
    ADJOURNED = "panel_adjourned", "Adjourned"
    PASSED_ON = "panel_passed_on", "With the statutory decision-maker"
    DECIDED = "panel_decided", "Decided"
    TOLD = "panel_told", "Decided, and the person told"
    WITHDRAWN = "withdrawn", "Withdrawn"


class HeardHow(TextChoices):
    """How the panel heard the person."""

    IN_PERSON = "in_person", "The person, at the meeting or at home"
    CALL = "call", "The person, by telephone or video"
    WRITING = "writing", "The person, in writing or on a recording"
    ADVOCATE = "advocate", "An advocate, or whoever lawfully speaks for the person"
    NOT_HEARD = "not_heard", "The person was not heard"


class PanelOutcome(TextChoices):
    """What the panel decided."""

    GO_AHEAD = "go_ahead", "Go ahead with the solution that was referred"
    ANOTHER = "another", "Another solution instead"
    STOP = "stop", "Not this solution, and none in its place"


class DecidedAs(TextChoices):
    PANEL = "panel", "Agreed by every partner"
    STATUTORY = "statutory", "Decided by the statutory decision-maker"


class LetterBy(TextChoices):
    """How the letter reached the person."""

    POST = "post", "By post"
    HAND = "hand", "Given to the person and gone through together"
    OTHER_FORM = "other_form", "In another form, such as read aloud, on a recording or in another language"
    REPRESENTATIVE = "representative", "To whoever lawfully acts for the person"


S = PanelState
OPEN = frozenset({S.REFERRED, S.LISTED, S.HEARD, S.ADJOURNED, S.PASSED_ON})
ON_AGENDA = frozenset({S.LISTED, S.HEARD})

PANEL_LIFE = Life(
    slug="panel-referral",
    title="States of a referral to the Complex Cases Panel",
    states=PanelState,
    steps={
        "refer": Step(
            words="refer to the panel",
            allowed_from=frozenset(),
            to=S.REFERRED,
            by="staff of the case's organisation, with the options tried and why no other would do",
        ),
        "plan": Step(
            words="change the plan for safety of",
            allowed_from=OPEN,
            by="staff of the case's organisation",
        ),
        "hear the person": Step(
            words="record what the person said about",
            allowed_from=OPEN,
            by="staff of the case's organisation, or a member of the panel",
        ),
        "list": Step(
            words="put on the agenda",
            allowed_from=frozenset({S.REFERRED, S.ADJOURNED}),
            to=S.LISTED,
            by="a member of the panel, once there is a plan for safety",
        ),
        "take off": Step(
            words="take off the agenda",
            allowed_from=frozenset({S.LISTED}),
            by="a member of the panel, who cancels the meeting",
        ),
        "recuse": Step(words="step back from", allowed_from=OPEN, by="a member of the panel, for themselves"),
        "hear": Step(
            words="hear",
            allowed_from=frozenset({S.LISTED}),
            to=S.HEARD,
            by="a member at the meeting, with a quorum, a plan for safety and the person heard",
        ),
        "propose": Step(words="propose a decision on", allowed_from=frozenset({S.HEARD}), by="a member at the meeting"),
        "agree": Step(
            words="give your organisation's agreement on",
            allowed_from=frozenset({S.HEARD}),
            by="a member at the meeting, for their own organisation",
        ),
        "decide": Step(
            words="decide",
            allowed_from=frozenset({S.HEARD}),
            to=S.DECIDED,
            by="a member at the meeting, when every partner there has agreed",
        ),
        "adjourn": Step(
            words="adjourn",
            allowed_from=ON_AGENDA,
            to=S.ADJOURNED,
            by="a member at the meeting, once",
        ),
        "pass on": Step(
            words="pass on to the statutory decision-maker",
            allowed_from=frozenset({S.LISTED, S.HEARD, S.ADJOURNED}),
            to=S.PASSED_ON,
            by="a member of the panel, after the one adjournment",
        ),
        "decide alone": Step(
            words="decide alone",
            allowed_from=frozenset({S.PASSED_ON}),
            to=S.DECIDED,
            by="the statutory decision-maker to whom it was passed",
        ),
        "look at the letter": Step(
            words="change the letter about",
            allowed_from=frozenset({S.DECIDED}),
            by="staff of the case's organisation",
        ),
        "send the letter": Step(
            words="send the letter about",
            allowed_from=frozenset({S.DECIDED}),
            to=S.TOLD,
            by="staff of the case's organisation, once a person has looked at the letter",
        ),
        "withdraw": Step(
            words="withdraw",
            allowed_from=frozenset({S.REFERRED, S.LISTED, S.ADJOURNED}),
            to=S.WITHDRAWN,
            by="staff of the case's organisation, with the reason",
        ),
    },
    notes=(
        "A referral is adjourned at most once. After that the panel decides, or the statutory decision-maker does.",
        "The person is told by a letter. Where they may not be contacted, the decision stands and no letter goes.",
    ),
)
