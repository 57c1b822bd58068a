"""What every kind of question can do. The rules of marking are here and nowhere else (T8).

A question as it was drawn is a plain dictionary (`AttemptQuestion.content`), so that it can be kept word for word.
An answer is the ids of choices in an order that the kind explains, or the words that were typed. Nothing given is
an empty list or an empty text. A question is right or wrong as a whole; there are no part marks.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from modules.kinds.texts import ChoiceText, QuestionText

Content = dict[str, Any]
Answer = Collection[int] | str

MOST_CHOICES = 20


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the explanation: a choice, what was done with it, and why that is right or wrong."""

    text: str
    words: str
    feedback: str
    is_given: bool = False


class Kind(ABC):
    """A kind of question: which choices fit it, how it is drawn, marked and explained."""

    uses_matches = False
    uses_tolerance = False
    feedback_wanted = "Say for each choice why it is right or wrong."

    def misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        """Why these choices do not fit, as a sentence; None when they do."""
        if len(choices) > MOST_CHOICES:
            return f"A question has at most {MOST_CHOICES} choices."
        if any(not choice.text.strip() for choice in choices):
            return "Every choice needs its words."
        if not self.uses_matches and any(choice.match for choice in choices):
            return "Only a matching question has something to match."
        if not self.uses_tolerance and any(choice.tolerance is not None for choice in choices):
            return "Only a question for a number has a tolerance."
        return self.own_misfit(choices)

    @abstractmethod
    def own_misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        """What only this kind asks of its choices."""

    def lacks_feedback(self, question: QuestionText) -> bool:
        """Whether a learner could be told "not right" without hearing why."""
        return any(not choice.feedback.strip() for choice in question.choices)

    def shown(self, choices: list[Content], chance: random.Random) -> Content:
        """The choices in the order in which they are shown, and whatever else is fixed when it is drawn."""
        chance.shuffle(choices)
        return {"choices": choices}

    @abstractmethod
    def fits(self, content: Content, answer: Answer) -> bool:
        """Whether this is an answer to the question at all."""

    @abstractmethod
    def is_right(self, content: Content, answer: Answer) -> bool:
        """Whether an answer that fits is right."""

    @abstractmethod
    def right_answer(self, content: Content) -> Answer:
        """An answer that is right."""

    @abstractmethod
    def picked(self, content: Content, answer: Answer) -> list[str]:
        """The answer in words, a text for each thing that was chosen; for counting what people choose."""

    @abstractmethod
    def explain(self, content: Content, answer: Answer) -> list[Line]:
        """Why the answer is right or wrong, choice by choice."""


def repeated(texts: Sequence[str]) -> bool:
    """Whether two of them say the same, whatever their capitals and spaces."""
    plain = [" ".join(text.casefold().split()) for text in texts]
    return len(set(plain)) < len(plain)


def ids_of(content: Content) -> list[int]:
    return [choice["id"] for choice in content["choices"]]
