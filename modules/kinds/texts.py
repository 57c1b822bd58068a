"""A question in words, wherever it came from: the editor, a teaching file, GIFT or Moodle XML."""

from dataclasses import dataclass
from decimal import Decimal

from modules.constants import QuestionKind, QuestionUse


@dataclass(frozen=True, kw_only=True)
class ChoiceText:
    """One choice. What it stands for depends on the kind; see the field's name in each.

    A choice to be ticked, the left side of a pair (`match` is its right side), an item in its right place, or an
    answer that somebody may type (a number with its `tolerance`).
    """

    text: str
    is_correct: bool = True
    feedback: str = ""
    match: str = ""
    tolerance: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionText:
    """A question with everything that the bank keeps of it (T8)."""

    code: str
    kind: str
    stem: str
    criterion: str
    source: str
    choices: tuple[ChoiceText, ...]
    use: str = QuestionUse.CHECK
    tags: tuple[str, ...] = ()
    feedback: str = ""
    unit: str = ""
    is_active: bool = True

    @property
    def kind_label(self) -> str:
        return QuestionKind(self.kind).label.lower()
