"""What people say of the service: complaints, a compliment, and questionnaires that came back (H11, H12)."""

from cases.constants.complaint import FeedbackKind, FromWhom, GivenHow, ReceivedBy, StageOutcome
from cases.constants.satisfaction import AnsweredHow, FilledInBy
from cases.defaults import load_complaint_procedures
from cases.models import ComplaintProcedure, ComplaintStageRule, SatisfactionInvitation
from cases.services.complaint import answer, give_procedures, receive_feedback, take_further
from cases.services.satisfaction import Given, answer_questionnaire
from core import clock
from demo.partnership import Partnership

WHERE = "lantern-homes"
# Answers to the scales, person by person, and how each came. Two could not say whether it was done well.
SCALES = (5, 4, 5, 3, 4, 5, 2)
WAYS = (AnsweredHow.LINK, AnsweredHow.LINK, AnsweredHow.PAPER, AnsweredHow.TELEPHONE)
WAITS = ("About right", "Quicker than I expected", "Too long")
WORDS = (
    "Ring before you come, please.",
    "The young man wiped his feet and explained everything twice.",
    "Nobody told me that the noise would go on all day.",
    "I can have a bath again.",
    "The letter was hard to read.",
)


def load(p: Partnership) -> None:
    load_complaint_procedures(ComplaintProcedure, ComplaintStageRule)
    _complaints(p)
    _questionnaires(p)


def _complaints(p: Partnership) -> None:
    """One late, one at its second stage, and thanks that were passed on."""
    officer, manager = p.people["officer"], p.people["manager"]
    with clock.fixed(p.moment(16, 15)):
        first = receive_feedback(
            case=p.case("Sandra Petrie"),
            kind=FeedbackKind.COMPLAINT,
            words="The joiner came a week late, and nobody rang to say so.",
            wanted="An apology, and a call when somebody is late.",
            from_whom=FromWhom.PERSON,
            route=ReceivedBy.TELEPHONE,
            received_on=clock.today(),
            by=officer,
        )
    with clock.fixed(p.moment(13, 11)):
        answer(
            complaint=first,
            outcome=StageOutcome.UPHELD,
            answer="We are sorry. The joiner’s office had your number wrong, and it is right now.",
            by=manager,
        )
    with clock.fixed(p.moment(9, 10)):
        take_further(complaint=first, on=clock.today(), by=officer)
    with clock.fixed(p.moment(10, 10)):
        receive_feedback(
            case=p.case("Ina Cheyne"),
            kind=FeedbackKind.COMPLAINT,
            words="My mother was asked the same questions three times by three people.",
            from_whom=FromWhom.FAMILY,
            from_name="Her daughter",
            route=ReceivedBy.EMAIL,
            received_on=clock.today(),
            by=officer,
        )
    with clock.fixed(p.moment(4, 10)):
        receive_feedback(
            case=p.case("Ina Cheyne"),
            kind=FeedbackKind.COMPLIMENT,
            words="Please thank the fitter. He was kind and he was quick.",
            from_whom=FromWhom.PERSON,
            route=ReceivedBy.IN_PERSON,
            received_on=clock.today(),
            passed_to="Bridge Street Joiners",
            by=officer,
        )
        give_procedures(case=p.case("Ina Cheyne"), how=GivenHow.BY_HAND, given_on=clock.today(), by=officer)


def _questionnaires(p: Partnership) -> None:
    """All of one organisation's came back, so that its manager sees figures; of the others the newest waits.

    In a large demonstration four of nine of the others do not come back.
    """
    asked = SatisfactionInvitation.objects.select_related("line__case__owner", "line__case__organisation").order_by(
        "asked_on", "pk"
    )
    waits = asked.exclude(line__case__organisation__code=WHERE).last()
    for position, invitation in enumerate(asked.exclude(pk=waits.pk) if waits else asked):
        if p.cases and position % 9 > 4 and invitation.line.case.organisation.code != WHERE:
            continue
        how = WAYS[position % len(WAYS)]
        with clock.fixed(p.moment(max((p.as_of - invitation.asked_on).days - 6, 1), 16)):
            answer_questionnaire(
                invitation=invitation,
                answers=_answers(position),
                filled_in_by=FilledInBy.CARER if position % 3 == 1 else FilledInBy.PERSON,
                how=how,
                by=None if how == AnsweredHow.LINK else invitation.line.case.owner,
            )


def _answers(position: int) -> list[Given]:
    scale = SCALES[position % len(SCALES)]
    scales = [Given(code=code, scale=scale) for code in ("listened", "choice", "difference")]
    work = Given(code="work", is_declined=True) if position % 4 == 3 else Given(code="work", scale=scale)
    return [
        *scales,
        work,
        Given(code="wait", choice=WAITS[position % len(WAITS)]),
        Given(code="knows-whom", choice="Yes"),
        Given(code="better", words=WORDS[position % len(WORDS)]),
    ]
