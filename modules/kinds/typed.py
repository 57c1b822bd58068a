"""Questions answered by typing: a few words, or a number. An answer is what was typed."""

import random
import re
import unicodedata
from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal

from modules.kinds.base import Answer, Content, Kind, Line, repeated
from modules.kinds.texts import ChoiceText, QuestionText

LONGEST_ANSWER = 200
MOST_STARS = 4
NOT_GIVEN = "You gave no answer."

_NUMBER = re.compile(r"[+-]?(\d{1,3}([ ,]\d{3})+|\d+)?(\.\d+)?")
_ALIKE = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})


def plain(text: str) -> str:
    """Words without what does not matter: capitals, accents, spacing, curly quotes, a final full stop."""
    letters = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split()).rstrip(". ")


def number_in(text: str, unit: str = "") -> Decimal | None:
    """The number somebody typed, or None. “1,000”, “1 000” and “1000” are one number; its unit may stand behind it."""
    bare = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if unit and bare.casefold().endswith(unit.casefold()):
        bare = bare[: -len(unit)].rstrip()
    match = _NUMBER.fullmatch(bare)
    if len(bare) > 30 or not match or not (match[1] or match[3]):
        return None
    return Decimal(re.sub(r"[ ,]", "", bare))


def in_digits(number: Decimal) -> str:
    """The number without needless noughts: 1000, 2.5."""
    return f"{number.normalize():f}"


class Typed(Kind):
    """The first listed answer that fits what was typed decides; the question's own feedback speaks when none fits."""

    feedback_wanted = "Say why for each listed answer, and under “feedback” what to say when none fits."

    def lacks_feedback(self, question: QuestionText) -> bool:
        return not question.feedback.strip() or super().lacks_feedback(question)

    def shown(self, choices: list[Content], chance: random.Random) -> Content:
        """Nothing is shown but a box; the answers stay in the order in which they decide."""
        return {"choices": choices}

    def own_misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        if not any(choice.is_correct for choice in choices):
            return "At least one listed answer is right."
        if problem := self.unusable(choices):
            return problem
        listed = {
            "choices": [
                {"text": one.text, "is_correct": one.is_correct, "tolerance": one.tolerance or 0} for one in choices
            ]
        }
        for choice in choices:
            if choice.is_correct and not self.is_right(listed, self.example(choice.text)):
                return f"“{choice.text}” could never be right, because a wrong answer listed before it fits it as well."
        return None

    @abstractmethod
    def unusable(self, choices: Sequence[ChoiceText]) -> str | None:
        """What only this kind asks of its listed answers."""

    def example(self, text: str) -> str:
        """Something that somebody could type and that fits this listed answer."""
        return text

    def right_answer(self, content: Content) -> str:
        right = (self.example(choice["text"]) for choice in content["choices"] if choice["is_correct"])
        return next(text for text in right if self.is_right(content, text))

    def fitting(self, content: Content, answer: str) -> Content | None:
        """The first listed answer that fits what was typed."""
        return next((choice for choice in content["choices"] if self.accepts(content, choice, answer)), None)

    @abstractmethod
    def accepts(self, content: Content, choice: Content, answer: str) -> bool:
        """Whether a listed answer fits what was typed."""

    def in_words(self, content: Content, choice: Content) -> str:
        """A listed answer as it is shown to a learner."""
        return choice["text"]

    def is_right(self, content: Content, answer: Answer) -> bool:
        choice = self.fitting(content, str(answer))
        return choice is not None and choice["is_correct"]

    def picked(self, content: Content, answer: Answer) -> list[str]:
        return [str(answer).strip()] if answer else []

    def explain(self, content: Content, answer: Answer) -> list[Line]:
        fitting = self.fitting(content, str(answer)) if answer else None
        is_right = fitting is not None and fitting["is_correct"]
        feedback = fitting["feedback"] if fitting else content.get("feedback", "") if answer else ""
        words = ("This is right." if is_right else "This is not right.") if answer else NOT_GIVEN
        lines = [
            Line(
                text=str(answer),
                words=f"You wrote this. {words}" if answer else words,
                feedback=feedback,
                is_given=bool(answer),
            )
        ]
        for choice in content["choices"]:
            if choice["is_correct"] and choice is not fitting:
                also = "This is right too." if is_right else "This would be right."
                text = self.in_words(content, choice)
                lines.append(Line(text=text, words=also, feedback=choice["feedback"]))
        return lines


class ShortAnswer(Typed):
    """A few words. In a listed answer “*” stands for any letters and “\\*” for a star."""

    def unusable(self, choices: Sequence[ChoiceText]) -> str | None:
        if repeated([choice.text for choice in choices]):
            return "Two listed answers are the same."
        for choice in choices:
            if len(choice.text) > LONGEST_ANSWER:
                return f"A listed answer has at most {LONGEST_ANSWER} letters."
            if len(_parts(choice.text)) > MOST_STARS + 1:
                return f"A listed answer has at most {MOST_STARS} stars."
            if not any(plain(part) for part in _parts(choice.text)):
                return "A listed answer is more than stars and spaces."
        return None

    def fits(self, content: Content, answer: Answer) -> bool:
        return isinstance(answer, str) and bool(answer.strip()) and len(answer) <= LONGEST_ANSWER

    def accepts(self, content: Content, choice: Content, answer: str) -> bool:
        wanted = plain(choice["text"].replace("\\*", "\ufffc"))
        pattern = ".*".join(re.escape(part.replace("\ufffc", "*")) for part in wanted.split("*"))
        return re.fullmatch(pattern, plain(answer)) is not None

    def in_words(self, content: Content, choice: Content) -> str:
        return "…".join(_parts(choice["text"]))

    def example(self, text: str) -> str:
        return "".join(_parts(text))


def _parts(text: str) -> list[str]:
    """What stands between the stars of a listed answer."""
    return [part.replace("\ufffc", "*") for part in text.replace("\\*", "\ufffc").split("*")]


class Numeric(Typed):
    """A number. A listed answer takes whatever lies within its tolerance, both ends included."""

    uses_tolerance = True

    def unusable(self, choices: Sequence[ChoiceText]) -> str | None:
        for choice in choices:
            if number_in(choice.text) is None:
                return f"“{choice.text}” is not a number."
            if choice.tolerance is not None and not (choice.tolerance.is_finite() and choice.tolerance >= 0):
                return "A tolerance is nought or more."
        if len({number_in(choice.text) for choice in choices}) < len(choices):
            return "Two listed answers are the same."
        return None

    def fits(self, content: Content, answer: Answer) -> bool:
        return isinstance(answer, str) and number_in(answer, content.get("unit", "")) is not None

    def accepts(self, content: Content, choice: Content, answer: str) -> bool:
        given, wanted = number_in(answer, content.get("unit", "")), number_in(choice["text"])
        if given is None or wanted is None:
            return False
        return abs(given - wanted) <= Decimal(choice.get("tolerance") or "0")

    def in_words(self, content: Content, choice: Content) -> str:
        unit = f" {content['unit']}" if content.get("unit") else ""
        tolerance = Decimal(choice.get("tolerance") or "0")
        leeway = f", give or take {in_digits(tolerance)}{unit}" if tolerance else ""
        return f"{choice['text']}{unit}{leeway}"
