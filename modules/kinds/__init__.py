"""The seven kinds of question, each in a small class: what fits it, how it is drawn, marked and explained (T8)."""

from modules.constants import QuestionKind
from modules.kinds.arranged import Matching, Ordering
from modules.kinds.base import Answer, Content, Kind, Line
from modules.kinds.chosen import Multiple, Single, TrueFalse
from modules.kinds.texts import ChoiceText, QuestionText
from modules.kinds.typed import Numeric, ShortAnswer

KINDS: dict[str, Kind] = {
    QuestionKind.SINGLE: Single(),
    QuestionKind.MULTIPLE: Multiple(),
    QuestionKind.TRUE_FALSE: TrueFalse(),
    QuestionKind.MATCHING: Matching(),
    QuestionKind.ORDERING: Ordering(),
    QuestionKind.SHORT_ANSWER: ShortAnswer(),
    QuestionKind.NUMERIC: Numeric(),
}

__all__ = ["KINDS", "Answer", "ChoiceText", "Content", "Kind", "Line", "QuestionText"]
