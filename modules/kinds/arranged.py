"""Questions answered by arranging: pairs to match, items to put in order."""

import random
from collections.abc import Sequence

from modules.kinds.base import Answer, Content, Kind, Line, ids_of, repeated
from modules.kinds.texts import ChoiceText, QuestionText


class Arranged(Kind):
    """Every choice is part of the right arrangement; the question's own feedback may speak for all of them."""

    feedback_wanted = "Say why this is right, under “feedback” or for each choice."

    def lacks_feedback(self, question: QuestionText) -> bool:
        return not question.feedback.strip() and super().lacks_feedback(question)


class Matching(Arranged):
    """Each left side is given one of the right sides.

    An answer is a list of ids, one for each left side in the order shown: the id of the choice whose right side was
    picked for it. Two left sides may have the same right side; it is offered once.
    """

    uses_matches = True

    def own_misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        if len(choices) < 2:
            return "A matching question has at least two pairs."
        if any(not choice.match.strip() for choice in choices):
            return "Every pair needs both sides."
        if repeated([choice.text for choice in choices]):
            return "Two left sides say the same."
        if len({choice.match for choice in choices}) < 2:
            return "At least two of the right sides differ."
        return None

    def shown(self, choices: list[Content], chance: random.Random) -> Content:
        """The left sides and the right sides, each shuffled on its own."""
        offered = {choice["match"]: choice["id"] for choice in reversed(choices)}
        options = [{"id": pk, "text": text} for text, pk in offered.items()]
        chance.shuffle(options)
        return super().shown(choices, chance) | {"options": options}

    def fits(self, content: Content, answer: Answer) -> bool:
        offered = {option["id"] for option in content["options"]}
        return isinstance(answer, list) and len(answer) == len(content["choices"]) and set(answer) <= offered

    def is_right(self, content: Content, answer: Answer) -> bool:
        return answer == self.right_answer(content)

    def right_answer(self, content: Content) -> list[int]:
        offered = {option["text"]: option["id"] for option in content["options"]}
        return [offered[choice["match"]] for choice in content["choices"]]

    def _pairs(self, content: Content, answer: Answer) -> list[tuple[Content, str]]:
        """Each left side with the right side picked for it; an empty text where nothing was given."""
        offered = {option["id"]: option["text"] for option in content["options"]}
        given = list(answer) or [0] * len(content["choices"])
        return [(choice, offered.get(pk, "")) for choice, pk in zip(content["choices"], given, strict=True)]

    def picked(self, content: Content, answer: Answer) -> list[str]:
        return [f"{choice['text']} → {match}" for choice, match in self._pairs(content, answer) if match]

    def explain(self, content: Content, answer: Answer) -> list[Line]:
        lines = []
        for choice, given in self._pairs(content, answer):
            words = f"It goes with “{choice['match']}”."
            if given == choice["match"]:
                words = f"You matched it with “{given}”, which is right."
            elif given:
                words = f"You matched it with “{given}”. {words}"
            lines.append(Line(text=choice["text"], words=words, feedback=choice["feedback"], is_given=bool(given)))
        return lines


class Ordering(Arranged):
    """Items to put in order. The choices are listed in the right order; an answer is their ids in the order given."""

    def own_misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        if len(choices) < 3:
            return "A question that asks for an order has at least three items."
        if repeated([choice.text for choice in choices]):
            return "Two items say the same."
        return None

    def shown(self, choices: list[Content], chance: random.Random) -> Content:
        in_order = [choice["id"] for choice in choices]
        return super().shown(choices, chance) | {"right_order": in_order}

    def fits(self, content: Content, answer: Answer) -> bool:
        return not isinstance(answer, str) and sorted(answer) == sorted(ids_of(content))

    def is_right(self, content: Content, answer: Answer) -> bool:
        return list(answer) == content["right_order"]

    def right_answer(self, content: Content) -> list[int]:
        return list(content["right_order"])

    def picked(self, content: Content, answer: Answer) -> list[str]:
        """The order that was given, as one text: places apart from each other say little."""
        texts = {choice["id"]: choice["text"] for choice in content["choices"]}
        return [" → ".join(texts[pk] for pk in answer)] if answer else []

    def explain(self, content: Content, answer: Answer) -> list[Line]:
        choices = {choice["id"]: choice for choice in content["choices"]}
        given = {pk: place for place, pk in enumerate(answer, start=1)}
        lines = []
        for place, pk in enumerate(content["right_order"], start=1):
            words = f"This is number {place}."
            if given.get(pk) == place:
                words = f"You put it at number {place}, which is right."
            elif pk in given:
                words = f"You put it at number {given[pk]}. {words}"
            choice = choices[pk]
            lines.append(Line(text=choice["text"], words=words, feedback=choice["feedback"], is_given=pk in given))
        return lines
