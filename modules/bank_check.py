"""What is wrong with a whole bank of questions, which no single question shows: repetition, bias, gaps (T8).

Run over the teaching files by `manage.py check_questions`, and by a test over those that come with the product.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from modules.constants import QuestionKind, QuestionUse
from modules.kinds import KINDS, QuestionText
from modules.kinds.arranged import Arranged
from modules.kinds.typed import plain

# Two questions whose words are alike to this degree (0 to 100, order of words aside) probably ask the same.
ALIKE = 78
# What is practised in a lesson may resemble what the check asks, but not give it away.
ALIKE_TO_PRACTICE = 90
# A learner who always ticks the longest choice should not do much better than by chance.
LONGEST_SHARE = 0.5
LONGEST_BY = 1.15
TRUE_SHARE = (0.2, 0.8)
# Shares say something only of at least so many questions.
ENOUGH = 10
ENOUGH_TRUE_FALSE = 5
ALL_THAT_APPLY = "Choose all that apply."


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that an author must change: which questions, and a sentence."""

    codes: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        return f"{', '.join(self.codes)}: {self.words}" if self.codes else self.words


def faults_of(
    questions: Sequence[QuestionText],
    *,
    criteria: Collection[str],
    drawn: int = 0,
    draws: Sequence[tuple[str, int]] = (),
) -> list[Fault]:
    """Everything that is wrong with a bank. `criteria` are the codes that exist; `draws` what its check draws."""
    return [
        *_single_faults(questions, criteria),
        *_near_duplicates(questions),
        *_bias(questions),
        *_too_few(questions, drawn, draws),
    ]


def _single_faults(questions: Sequence[QuestionText], criteria: Collection[str]) -> list[Fault]:
    faults = []
    for question in questions:
        kind = KINDS[question.kind]
        if kind.lacks_feedback(question):
            faults.append(Fault(codes=(question.code,), words=kind.feedback_wanted))
        if question.criterion not in criteria:
            words = f"“{question.criterion}” is no performance criterion of the framework."
            faults.append(Fault(codes=(question.code,), words=words))
        if question.kind == QuestionKind.MULTIPLE and not question.stem.rstrip().endswith(ALL_THAT_APPLY):
            faults.append(Fault(codes=(question.code,), words=f"The question must end with “{ALL_THAT_APPLY}”"))
    return faults


def what_it_asks(question: QuestionText) -> str:
    """The words that make a question what it is: the stem, and what is right. Small differences are gone."""
    right = [f"{choice.text} {choice.match}" for choice in question.choices if choice.is_correct]
    if isinstance(KINDS[question.kind], Arranged):
        right.sort()
    return plain(" ".join([question.stem.replace(ALL_THAT_APPLY, ""), *right]))


def _near_duplicates(questions: Sequence[QuestionText]) -> list[Fault]:
    """Pairs that ask almost the same, in a check or in practice."""
    asked = [(question, what_it_asks(question)) for question in questions]
    faults = []
    for (one, words), (other, others) in combinations(asked, 2):
        limit = ALIKE if one.use == other.use else ALIKE_TO_PRACTICE
        if likeness := fuzz.token_sort_ratio(words, others, score_cutoff=limit):
            told = f"These two ask nearly the same (alike to {likeness:.0f} of 100; {limit} is too much)."
            faults.append(Fault(codes=(one.code, other.code), words=told))
    return faults


def _bias(questions: Sequence[QuestionText]) -> list[Fault]:
    """Whether somebody could guess from the look of the choices. Their places do not matter: they are shuffled."""
    faults = []
    singles = [question for question in questions if question.kind == QuestionKind.SINGLE]
    longest = [question.code for question in singles if _right_is_longest(question)]
    if len(singles) >= ENOUGH and len(longest) > LONGEST_SHARE * len(singles):
        words = (
            f"In {len(longest)} of {len(singles)} questions with one right answer it is clearly the longest. "
            "Shorten it, or give the others more substance."
        )
        faults.append(Fault(codes=tuple(longest), words=words))
    statements = [question for question in questions if question.kind == QuestionKind.TRUE_FALSE]
    true = sum(any(one.is_correct and one.text == "True" for one in question.choices) for question in statements)
    low, high = TRUE_SHARE
    if len(statements) >= ENOUGH_TRUE_FALSE and not low <= true / len(statements) <= high:
        codes = tuple(question.code for question in statements)
        faults.append(Fault(codes=codes, words=f"{true} of {len(statements)} statements are true. Mix them."))
    return faults


def _right_is_longest(question: QuestionText) -> bool:
    right = max(len(choice.text) for choice in question.choices if choice.is_correct)
    return right >= LONGEST_BY * max(len(choice.text) for choice in question.choices if not choice.is_correct)


def _too_few(questions: Sequence[QuestionText], drawn: int, draws: Sequence[tuple[str, int]]) -> list[Fault]:
    """Whether the bank can give what the check draws."""
    asked = [one for one in questions if one.use == QuestionUse.CHECK and one.is_active]
    held = Counter(tag for question in asked for tag in question.tags)
    faults = [
        Fault(codes=(), words=f"The check draws {count} questions tagged “{tag}”; there are {held[tag]}.")
        for tag, count in draws
        if held[tag] < count
    ]
    if len(asked) < drawn:
        faults.append(Fault(codes=(), words=f"The check draws {drawn} questions; there are {len(asked)}."))
    return faults
