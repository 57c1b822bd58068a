"""One request on which two trainers disagree, so that a third has something to decide."""

from datetime import timedelta

from competencies.constants import RequestState
from competencies.models import SignOffRequest
from competencies.services import sign
from core import clock
from demo.partnership import Partnership
from people.authentication import DEMONSTRATION, Authenticated

DISAGREED = 3
COMPETENCY = "SN-5"
SEEN = {
    "SN-5.1": (True, "Had the list open in the car and ordered the rail from there."),
    "SN-5.2": (True, "Named the day and said that it costs nothing; the tenant said it back to her."),
    "SN-5.3": (False, "The rail came two days late. The tenant had rung twice before anybody rang her."),
}
FEEDBACK = "Take one more order to its end: ring on the day to hear that it is done, and chase it if it is not."


def load(p: Partnership) -> None:
    """One of those who wait for a second signature: the second trainer does not agree."""
    request = SignOffRequest.objects.get(
        user=p.people["waiting"], state=RequestState.WAITING, competency__code=COMPETENCY
    )
    with clock.fixed(p.moment(DISAGREED, 16)):
        sign(
            request=request,
            signer=p.people["trainer_ot"],
            criteria_met={code: is_met for code, (is_met, _) in SEEN.items()},
            seen={code: seen for code, (_, seen) in SEEN.items()},
            agrees=False,
            feedback=FEEDBACK,
            authenticated=Authenticated(method=DEMONSTRATION, at=clock.now()),
            shown_at=clock.now() - timedelta(minutes=10),
        )
