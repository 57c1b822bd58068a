"""What was answered, counted by the database: the same few queries however many answered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, Q

from evaluation.charts import Chart, Value, bars
from evaluation.constants import AGREEMENT, Purpose, QuestionKind
from evaluation.models import Answer, Invitation, QuestionnaireVersion
from evaluation.models.questionnaire import AskedQuestion
from evaluation.selectors.groups import Dimension
from evaluation.services.answering import BEFORE, NOW
from evaluation.suppression import too_few
from modules.models import ModuleVersion


@dataclass(frozen=True, kw_only=True)
class Share:
    """One answer to a question, and how many gave it."""

    label: str
    count: int
    of: int

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0

    @property
    def percentage(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True, kw_only=True)
class QuestionResult:
    """One question of a questionnaire with what was answered, or that too few did."""

    id: str
    text: str
    kind: QuestionKind
    answered: int
    shares: list[Share] = field(default_factory=list)
    mean: float | None = None
    words: list[str] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        return too_few(self.answered)

    @property
    def chart(self) -> Chart:
        return bars(
            id=f"chart-{self.id}",
            title=self.text,
            description="; ".join(f"{share.label}: {share.count}" for share in self.shares),
            values=[Value(label=share.label, share=share.share, words=f"{share.percentage}%") for share in self.shares],
        )


@dataclass(frozen=True, kw_only=True)
class ConfidenceLine:
    """How confident the same people say they were before and are now, in one learning outcome."""

    outcome: str
    people: int
    before: float
    now: float


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one group of people was asked, and what they said."""

    purpose: Purpose
    asked: int
    answered: int
    rating: float | None = None
    questions: list[QuestionResult] = field(default_factory=list)
    confidence: list[ConfidenceLine] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        return too_few(self.answered)

    @property
    def rate(self) -> int:
        return round(self.answered * 100 / self.asked) if self.asked else 0


Counts = dict[tuple[str, str, str], Counter[int | str]]


def parts(version: ModuleVersion) -> dict[Purpose, Part]:
    """Everything that was asked about a version, by whom it was asked; four queries."""
    asked = {
        row["purpose"]: row
        for row in Invitation.objects.filter(module_version=version)
        .order_by()
        .values("purpose")
        .annotate(people=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)))
    }
    questions, counts, words = _questions(version), _counts(version), _words(version)
    return {
        purpose: _part(purpose, asked.get(purpose), questions[purpose], counts, words, version) for purpose in Purpose
    }


def _part(
    purpose: Purpose,
    asked: Mapping[str, Any] | None,
    questions: Iterable[AskedQuestion],
    counts: Counts,
    words: dict[tuple[str, str], list[str]],
    version: ModuleVersion,
) -> Part:
    if asked is None:
        return Part(purpose=purpose, asked=0, answered=0)
    scales: Counter[int | str] = Counter()
    results, confidence = [], []
    for question in questions:
        if question.kind == QuestionKind.CONFIDENCE:
            confidence += _confidence(purpose, question, counts, version)
            continue
        given = counts.get((purpose, question.code, ""), Counter())
        if question.kind == QuestionKind.SCALE:
            scales += given
        results.append(_result(purpose, question, given, words.get((purpose, question.code), [])))
    return Part(
        purpose=purpose,
        asked=asked["people"],
        answered=asked["answered"],
        rating=_mean(scales),
        questions=results,
        confidence=confidence,
    )


def _questions(version: ModuleVersion) -> dict[Purpose, list[AskedQuestion]]:
    """The questions that people were asked about this version, in the words in which they were asked last."""
    used = Invitation.objects.filter(module_version=version).values("questionnaire_version")
    found: dict[Purpose, dict[str, AskedQuestion]] = defaultdict(dict)
    for published in (
        QuestionnaireVersion.objects.filter(pk__in=used).select_related("questionnaire").order_by("-number")
    ):
        for question in published.asked:
            found[Purpose(published.questionnaire.purpose)].setdefault(question.code, question)
    return {purpose: list(found[purpose].values()) for purpose in Purpose}


def _counts(version: ModuleVersion) -> Counts:
    """How often each number and each choice was given, by purpose, question and outcome."""
    counts: Counts = defaultdict(Counter)
    rows = (
        Answer.objects.filter(response__module_version=version, words="")
        .order_by()
        .values_list("response__purpose", "code", "outcome", "scale", "choice")
        .annotate(times=Count("pk"))
    )
    for purpose, code, outcome, scale, choice, times in rows:
        counts[purpose, code, outcome][scale if scale is not None else choice] += times
    return counts


def _words(version: ModuleVersion) -> dict[tuple[str, str], list[str]]:
    """What people wrote, by purpose and question, in the order of the alphabet so that it tells nothing else."""
    words = defaultdict(list)
    rows = Answer.objects.filter(response__module_version=version).exclude(words="").order_by("words")
    for purpose, code, text in rows.values_list("response__purpose", "code", "words"):
        words[purpose, code].append(text)
    return words


def _result(purpose: Purpose, question: AskedQuestion, given: Counter[int | str], words: list[str]) -> QuestionResult:
    """One question's result. Nothing of an answer leaves here when too few gave one."""
    is_words, is_scale = question.kind == QuestionKind.WORDS, question.kind == QuestionKind.SCALE
    answered = len(words) if is_words else given.total()
    shown = not too_few(answered)
    values: list[int | str] = [] if is_words or not shown else [*AGREEMENT] if is_scale else [*question.choices]
    # A choice that a newer version no longer offers is still counted.
    values += [one for one in given if shown and one not in values]
    return QuestionResult(
        id=f"{purpose}-{question.code}",
        text=question.text,
        kind=question.kind,
        answered=answered,
        shares=[
            Share(label=AGREEMENT[value] if isinstance(value, int) else value, count=given[value], of=answered)
            for value in values
        ],
        mean=_mean(given) if shown and is_scale else None,
        words=words if shown else [],
    )


def _confidence(
    purpose: Purpose, question: AskedQuestion, counts: Counts, version: ModuleVersion
) -> list[ConfidenceLine]:
    lines = []
    for outcome in version.outcomes:
        before = counts.get((purpose, f"{question.code}-{BEFORE}", outcome["code"]), Counter())
        now = counts.get((purpose, f"{question.code}-{NOW}", outcome["code"]), Counter())
        if not too_few(min(before.total(), now.total())):
            lines.append(
                ConfidenceLine(
                    outcome=outcome["text"], people=now.total(), before=_mean(before) or 0, now=_mean(now) or 0
                )
            )
    return lines


def _mean(given: Counter[int | str]) -> float | None:
    total = given.total()
    return sum(int(value) * times for value, times in given.items()) / total if total else None


def answered_by(version: ModuleVersion, dimension: Dimension) -> dict[tuple[str, str], tuple[int, int]]:
    """How many were asked and how many answered, by purpose and group; one query."""
    rows = (
        Invitation.objects.filter(module_version=version)
        .order_by()
        .values_list("purpose", dimension.field)
        .annotate(people=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)))
    )
    return {(purpose, dimension.called(group)): (people, answered) for purpose, group, people, answered in rows}


def ratings_by(version: ModuleVersion, dimension: Dimension) -> dict[tuple[str, str], tuple[int, float]]:
    """How many rated and what they rated on average, by purpose and group; one query."""
    rows = (
        Answer.objects.filter(response__module_version=version, scale__isnull=False, outcome="")
        .order_by()
        .values_list("response__purpose", f"response__{dimension.field}")
        .annotate(people=Count("response", distinct=True), rating=Avg("scale"))
    )
    return {(purpose, dimension.called(group)): (people, rating) for purpose, group, people, rating in rows}
