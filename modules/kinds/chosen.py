"""Questions answered by choosing: one right answer, several, true or false. An answer is a set of choices' ids."""

import random
from collections.abc import Sequence

from modules.kinds.base import Answer, Content, Kind, Line, ids_of, repeated
from modules.kinds.texts import ChoiceText

TRUE, FALSE = "True", "False"


def right_ids(content: Content) -> set[int]:
    return {choice["id"] for choice in content["choices"] if choice["is_correct"]}


class Chosen(Kind):
    """Right when exactly the right choices were chosen."""

    one_right_phrase = "This is the right answer."

    def fits(self, content: Content, answer: Answer) -> bool:
        return not isinstance(answer, str) and bool(answer) and set(answer) <= set(ids_of(content))

    def is_right(self, content: Content, answer: Answer) -> bool:
        return set(answer) == right_ids(content)

    def right_answer(self, content: Content) -> Answer:
        return sorted(right_ids(content))

    def picked(self, content: Content, answer: Answer) -> list[str]:
        return [choice["text"] for choice in content["choices"] if choice["id"] in answer]

    def explain(self, content: Content, answer: Answer) -> list[Line]:
        lines = []
        for choice in content["choices"]:
            is_given = choice["id"] in answer
            words = self.one_right_phrase if choice["is_correct"] else "This is not right."
            if is_given:
                words = f"You chose this. {words}"
            lines.append(Line(text=choice["text"], words=words, feedback=choice["feedback"], is_given=is_given))
        return lines


class Single(Chosen):
    def own_misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        if len(choices) < 2:
            return "A question has at least two choices."
        if repeated([choice.text for choice in choices]):
            return "Two choices say the same."
        if sum(choice.is_correct for choice in choices) != 1:
            return "Exactly one choice is right in a question of the kind “one right answer”."
        return None

    def fits(self, content: Content, answer: Answer) -> bool:
        return super().fits(content, answer) and len(set(answer)) == 1


class Multiple(Chosen):
    one_right_phrase = "This is one of the right answers."

    def own_misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        if len(choices) < 2:
            return "A question has at least two choices."
        if repeated([choice.text for choice in choices]):
            return "Two choices say the same."
        if not any(choice.is_correct for choice in choices):
            return "At least one choice is right."
        if all(choice.is_correct for choice in choices):
            return "At least one choice is wrong."
        return None


class TrueFalse(Single):
    """Two choices, “True” and “False”, always shown in that order."""

    def own_misfit(self, choices: Sequence[ChoiceText]) -> str | None:
        if {choice.text for choice in choices} != {TRUE, FALSE} or len(choices) != 2:
            return f"A true or false question has two choices, “{TRUE}” and “{FALSE}”."
        if sum(choice.is_correct for choice in choices) != 1:
            return "Exactly one choice is right in a question of the kind “true or false”."
        return None

    def shown(self, choices: list[Content], chance: random.Random) -> Content:
        return {"choices": sorted(choices, key=lambda choice: choice["text"] != TRUE)}
