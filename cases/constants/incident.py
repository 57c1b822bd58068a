"""A serious incident (home improvement agency specification, 14.2; H13), and its life."""

from django.db.models import TextChoices

from core.states import Life, Step


class IncidentKind(TextChoices):
    DEATH = "death", "Somebody died"
    INJURY = "injury", "Somebody was seriously hurt"
    FAILURE = "failure", "Something that was fitted failed"
    FIRE = "fire", "Fire, flood, gas or electricity"
    CONDUCT = "conduct", "Conduct of staff or a contractor"
    DATA = "data", "Personal data lost or seen by others"
    OTHER = "other", "Something else serious"


class IncidentState(TextChoices):
    REPORTED = "reported", "Reported"
    INVESTIGATED = "investigated", "Being investigated"
    CLOSED = "closed", "Closed"


READER = "a manager or safeguarding lead of the organisation"
OPEN_INCIDENTS = frozenset({IncidentState.REPORTED, IncidentState.INVESTIGATED})

INCIDENT_LIFE = Life(
    slug="serious-incident",
    title="States of a serious incident",
    states=IncidentState,
    steps={
        "report": Step(
            words="report",
            allowed_from=frozenset(),
            to=IncidentState.REPORTED,
            by="anybody who works for the organisation",
        ),
        "take_on": Step(
            words="begin the investigation of",
            allowed_from=frozenset({IncidentState.REPORTED}),
            to=IncidentState.INVESTIGATED,
            by=f"{READER}, who did not take part in what happened",
        ),
        "tell": Step(
            words="record who was told about",
            allowed_from=OPEN_INCIDENTS,
            by=f"{READER}; while it is only reported, also whoever reported it. The state stays",
        ),
        "update": Step(
            words="write an update to",
            allowed_from=frozenset({IncidentState.INVESTIGATED}),
            to=IncidentState.INVESTIGATED,
            by=READER,
        ),
        "close": Step(
            words="close",
            allowed_from=frozenset({IncidentState.INVESTIGATED}),
            to=IncidentState.CLOSED,
            by=f"{READER}, with what the investigation found, once the council was told",
        ),
    },
    notes=(
        "The council is told within 1 working day by the calendar of the home. Each due date keeps its calendar, and "
        "telling it later takes a reason.",
    ),
)
