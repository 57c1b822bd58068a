"""How well each question of a bank does its work: how hard it is, and whether it tells people apart (T8).

Each person's first knowledge check counts, because somebody who tries again has read why. Answers from before the
first lesson do not count. What is counted:

- met: how many people were asked the question;
- facility: the share of them who were right (p);
- discrimination: the point-biserial correlation between being right (1 or 0) and the share right of the *other*
  questions in the same check, r = (M1 - M0) / s * sqrt(p * (1 - p)), where M1 and M0 are the mean of that share among
  those who were right and those who were not, and s its standard deviation among all who met the question. Leaving
  the question itself out keeps a short check from looking better than it is. Source: L. Crocker and J. Algina,
  Introduction to Classical and Modern Test Theory (1986), chapter 14.

Fewer than `LEAST` people say nothing, and might be recognised, so nothing is shown for them.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)

from modules.constants import Purpose, QuestionUse
from modules.models import Attempt, AttemptAnswer, AttemptQuestion, Module, Question

LEAST = 10
TOO_HARD = 0.3
TOO_EASY = 0.95
TELLS_LITTLE = 0.1

MISLEADS = "Those who know more are wrong here: look at the key and the words."
TELLS_NOTHING = "Does not tell people apart."
HARD = "Few are right."
EASY = "Nearly everyone is right."


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question and its figures. None where too few people met it, or where the figure has no value."""

    question: Question
    met: int
    facility: float | None
    discrimination: float | None
    wrong: str
    flags: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        return self.met >= LEAST


def item_analysis(module: Module) -> list[Item]:
    """The figures of every question that a module's check may ask; four queries, however many questions and answers."""
    questions = list(Question.objects.filter(module=module, use=QuestionUse.CHECK).order_by("code"))
    sums = {row["attempt_question__question"]: row for row in _sums(module)}
    wrong = _most_chosen_wrong(module)
    return [_item(question, sums.get(question.pk), wrong.get(question.pk, "")) for question in questions]


def _answers(module: Module) -> QuerySet[AttemptAnswer]:
    earlier = (
        Attempt.objects.checks()
        .submitted()
        .filter(
            enrolment=OuterRef("attempt_question__attempt__enrolment"), pk__lt=OuterRef("attempt_question__attempt")
        )
    )
    return AttemptAnswer.objects.filter(
        ~Exists(earlier),
        attempt_question__attempt__purpose=Purpose.CHECK,
        attempt_question__question__module=module,
    ).order_by()


def _sums(module: Module) -> Any:
    """For each question the sums that the figures are made of; `rest` is the share right of the other questions."""
    attempt = "attempt_question__attempt__"
    mark = Case(When(is_correct=True, then=1.0), default=0.0, output_field=FloatField())
    rest = ExpressionWrapper((F(f"{attempt}score") - mark) / (F(f"{attempt}out_of") - 1.0), output_field=FloatField())
    return (
        _answers(module)
        .filter(**{f"{attempt}out_of__gt": 1})
        .annotate(rest=rest)
        .values("attempt_question__question")
        .annotate(
            met=Count("pk"),
            right=Count("pk", filter=Q(is_correct=True)),
            total=Sum("rest"),
            total_right=Sum("rest", filter=Q(is_correct=True), default=0.0),
            squares=Sum(F("rest") * F("rest")),
        )
    )


def _most_chosen_wrong(module: Module) -> dict[int, str]:
    """For each question the wrong answer that most people gave, in words, if more than one gave it."""
    rows = (
        _answers(module)
        .filter(is_correct=False)
        .values("attempt_question__question", "chosen")
        .annotate(times=Count("pk"), example=Max("attempt_question"))
        .order_by("times", "example")
    )
    top = {row["attempt_question__question"]: row for row in rows if row["times"] > 1 and row["chosen"]}
    examples = AttemptQuestion.objects.in_bulk([row["example"] for row in top.values()])
    words = {}
    for question_id, row in top.items():
        example = examples[row["example"]]
        picked = "; ".join(example.kind.picked(example.content, row["chosen"]))
        words[question_id] = f"{picked} ({row['times']})"
    return words


def _item(question: Question, sums: dict[str, Any] | None, wrong: str) -> Item:
    met = sums["met"] if sums else 0
    if sums is None or met < LEAST:
        return Item(question=question, met=met, facility=None, discrimination=None, wrong="", flags=())
    facility = sums["right"] / met
    discrimination = _point_biserial(sums)
    return Item(
        question=question,
        met=met,
        facility=facility,
        discrimination=discrimination,
        wrong=wrong,
        flags=_flags(facility, discrimination),
    )


def _point_biserial(sums: dict[str, Any]) -> float | None:
    """The formula above. None when everybody was right or nobody, or when all did equally well in the rest."""
    met, right = sums["met"], sums["right"]
    variance = sums["squares"] / met - (sums["total"] / met) ** 2
    if right in (0, met) or variance < 1e-9:
        return None
    mean_right = sums["total_right"] / right
    mean_wrong = (sums["total"] - sums["total_right"]) / (met - right)
    share = right / met
    return (mean_right - mean_wrong) / sqrt(variance) * sqrt(share * (1 - share))


def _flags(facility: float, discrimination: float | None) -> tuple[str, ...]:
    flags = []
    if discrimination is not None and discrimination < 0:
        flags.append(MISLEADS)
    elif discrimination is not None and discrimination < TELLS_LITTLE and facility <= TOO_EASY:
        flags.append(TELLS_NOTHING)
    if facility < TOO_HARD:
        flags.append(HARD)
    if facility > TOO_EASY:
        flags.append(EASY)
    return tuple(flags)
