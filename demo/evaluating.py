"""What people in the demonstration think of the modules, and what the governance group makes of it."""

from datetime import timedelta

from core import clock
from demo.learning import PUBLISHED_DAYS_AGO, published
from demo.partnership import Partnership
from evaluation.constants import AGREEMENT, Outcome, Purpose, QuestionKind
from evaluation.models import Invitation
from evaluation.models.questionnaire import AskedQuestion
from evaluation.services import Given, answer, ask_about_use, ask_trainer, decide, load_questionnaires
from evaluation.services.answering import BEFORE, NOW

# How many of ten people answer, and how a scale is answered: most agree.
ANSWER_OF_TEN = {Purpose.REACTION: 9, Purpose.LEARNER: 7, Purpose.MANAGER: 10, Purpose.TRAINER: 10}
SCALE = [5, 5, 5, 4, 4, 4, 4, 3, 3, 2]
WRITE_OF_TEN = 6
USE_ASKED_DAYS_AGO = range(270, 5, -30)
DECIDED_DAYS_AGO = 20
TRAINERS = ("trainer_ot", "trainer_housing", "trainer_care")
WORDS = {
    "better": [
        "More about what to do when somebody says no.",
        "Shorter lessons. I read them on my phone between visits.",
        "A picture of each rail with its name.",
        "More stories from people who moved and were glad of it.",
        "The lesson on landlords came too late for me.",
        "Nothing. It changed how I open a conversation.",
    ],
    "way": [
        "My team leader set half an hour aside each week.",
        "There is nowhere to try the equipment.",
        "I use the questions on every first visit now.",
        "Our forms still ask about the bath first.",
        "A colleague took it with me, and we talk it over.",
    ],
    "change": [
        "The part on writing down decisions: give people a real form to fill in.",
        "Start with the story. People wake up then.",
        "Less reading before the demonstration flat.",
    ],
}


def prepare(p: Partnership) -> None:
    """Publish the questionnaires before anybody completes a module."""
    with clock.fixed(p.moment(PUBLISHED_DAYS_AGO)):
        load_questionnaires(by=p.people["editor"])


def load(p: Partnership) -> None:
    """Ask, answer, and decide about two modules."""
    for days_ago in USE_ASKED_DAYS_AGO:
        with clock.fixed(p.moment(days_ago)):
            ask_about_use()
    for key in TRAINERS:
        with clock.fixed(p.moment(DECIDED_DAYS_AGO + 10)):
            ask_trainer(user=p.people[key], version=published("module-1"), by=p.people[key])
    for invitation in Invitation.objects.order_by("asked_on", "purpose", "module_version", "about"):
        if p.random.randrange(10) < ANSWER_OF_TEN[Purpose(invitation.purpose)]:
            _answer(p, invitation)
    _decide(
        p,
        "module-1",
        Outcome.CHANGE,
        what="Write a lesson about what to do when somebody says no. Make the longest lessons shorter.",
        why="People rate the module well, and several ask for the same two things in their own words.",
        due_in=70,
    )
    _decide(
        p,
        "module-2",
        Outcome.KEEP,
        what="Keep it. Look again when twenty more people have answered about use at work.",
        why="The gain is clear, and nobody asked for anything twice.",
        due_in=180,
    )


def _answer(p: Partnership, invitation: Invitation) -> None:
    day = min(invitation.asked_on + timedelta(days=p.random.randint(0, 9)), p.as_of)
    given = [one for question in invitation.questionnaire_version.asked for one in _given(p, question, invitation)]
    with clock.fixed(p.moment((p.as_of - day).days, p.random.randint(9, 17))):
        answer(invitation=invitation, answers=given, by=invitation.asked)


def _given(p: Partnership, question: AskedQuestion, invitation: Invitation) -> list[Given]:
    match question.kind:
        case QuestionKind.SCALE:
            return [Given(code=question.code, scale=p.random.choice(SCALE))]
        case QuestionKind.CHOICE:
            return [Given(code=question.code, choice=p.random.choice(question.choices[:3]))]
        case QuestionKind.WORDS:
            if p.random.randrange(10) >= WRITE_OF_TEN:
                return []
            return [Given(code=question.code, words=p.random.choice(WORDS[question.code]))]
        case QuestionKind.CONFIDENCE:
            return [one for outcome in invitation.module_version.outcomes for one in _confidence(p, question, outcome)]


def _confidence(p: Partnership, question: AskedQuestion, outcome: dict[str, str]) -> list[Given]:
    before = p.random.choice([1, 2, 2, 3, 3, 4])
    now = min(before + p.random.choice([0, 1, 1, 2]), max(AGREEMENT))
    return [
        Given(code=f"{question.code}-{BEFORE}", outcome=outcome["code"], scale=before),
        Given(code=f"{question.code}-{NOW}", outcome=outcome["code"], scale=now),
    ]


def _decide(p: Partnership, code: str, outcome: Outcome, *, what: str, why: str, due_in: int) -> None:
    one, other = p.people["governor"], p.people["governor_two"]
    with clock.fixed(p.moment(DECIDED_DAYS_AGO, 14)):
        decide(
            version=published(code),
            outcome=outcome,
            what=what,
            why=why,
            due_on=p.as_of + timedelta(days=due_in),
            owner=p.people["editor"],
            present=[one, other],
            by=one,
        )
