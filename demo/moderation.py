"""One request on which two trainers disagree, so that a third has something to decide."""

from datetime import timedelta

from competencies.constants import RequestState
from competencies.models import SignOffRequest
from competencies.services import sign
from core import clock
from demo.partnership import Partnership
from people.authentication import DEMONSTRATION, Authenticated

DISAGREED = 3
SEEN = (
    "I went along on the second visit. The reasons were good, but they were the worker’s; the person’s own words are "
    "missing."
)
FEEDBACK = (
    "Do one more visit and write down what the person said mattered to them, in their words, before what you chose."
)


def load(p: Partnership) -> None:
    """Of what waits for a second signature, the newest: its second trainer does not agree."""
    waiting = SignOffRequest.objects.filter(user=p.people["waiting"], state=RequestState.WAITING)
    request = waiting.order_by("-pk")[0]
    codes = [criterion.code for criterion in request.competency.criteria.order_by("position")]
    with clock.fixed(p.moment(DISAGREED, 16)):
        sign(
            request=request,
            signer=p.people["trainer_ot"],
            criteria_met={code: place > 0 for place, code in enumerate(codes)},
            seen=dict.fromkeys(codes, "I saw this done, and done well.") | {codes[0]: SEEN},
            agrees=False,
            feedback=FEEDBACK,
            authenticated=Authenticated(method=DEMONSTRATION, at=clock.now()),
            shown_at=clock.now() - timedelta(minutes=10),
        )
