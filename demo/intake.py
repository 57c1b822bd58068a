"""Invented learners who took a knowledge check once, so that the figures of its questions say something."""

import random

from core import clock
from demo.answers import right_answer, wrong_answer
from demo.learning import published
from demo.partnership import Partnership
from modules.services import enrol, start_attempt, submit_attempt
from people.models import User
from people.services import add_person

LEARNERS = 48
CODE = "module-1"
DAYS_AGO = 60
# The share of questions that the weakest and the strongest of them know.
WEAKEST, STRONGEST = 0.25, 0.98


def load(p: Partnership) -> None:
    """Let the intake take the check of Module 1. They have no password: nobody signs in as one of them."""
    chance = random.Random(f"{p.as_of} intake")  # noqa: S311
    with clock.fixed(p.moment(DAYS_AGO)):
        for number in range(1, LEARNERS + 1):
            learner = add_person(
                email=f"learner{number}@intake.example",
                first_name="Learner",
                last_name=f"{number} of the intake",
                password=None,
                by=None,
            )
            able = WEAKEST + (STRONGEST - WEAKEST) * number / LEARNERS
            _take_check(learner, able, chance)


def _take_check(learner: User, able: float, chance: random.Random) -> None:
    enrolment = enrol(user=learner, module=published(CODE).module, by=learner)
    attempt = start_attempt(enrolment=enrolment, by=learner, draw=chance)
    answers = {
        question.pk: right_answer(question) if chance.random() < able else wrong_answer(question, chance)
        for question in attempt.questions.all()
    }
    submit_attempt(attempt=attempt, answers=answers, by=learner)
