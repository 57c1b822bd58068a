"""Answers as people give them: the right one, or one of the wrong ones that the question invites."""

import random

from modules.constants import QuestionKind
from modules.kinds import Answer
from modules.kinds.typed import ShortAnswer
from modules.models import AttemptQuestion

GUESS = "I am not sure"


def right_answer(question: AttemptQuestion) -> Answer:
    return question.kind.right_answer(question.content)


def wrong_answer(question: AttemptQuestion, chance: random.Random) -> Answer:
    """A wrong answer that fits the question; the first wrong choice tempts more than the others."""
    content = question.content
    wrong = [choice for choice in content["choices"] if not choice["is_correct"]]
    match content["kind"]:
        case QuestionKind.MATCHING:
            offered = [option["id"] for option in content["options"]]
            return [chance.choice(offered)] * len(content["choices"])
        case QuestionKind.ORDERING:
            return [*content["right_order"][1:], content["right_order"][0]]
        case QuestionKind.SHORT_ANSWER:
            return ShortAnswer().example(chance.choice(wrong)["text"]) if wrong else GUESS
        case QuestionKind.NUMERIC:
            return chance.choice(wrong)["text"] if wrong else "-1"
    tempting = sorted(choice["id"] for choice in wrong)
    return [tempting[0] if chance.random() < 0.6 else chance.choice(tempting)]
