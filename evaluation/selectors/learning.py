"""What the same people knew before the first lesson and at their first knowledge check (T10).

The first check is taken, passed or not: the passed one alone would leave out whoever did not learn it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import mean

from django.db.models import Case, Count, IntegerField, Sum, When

from evaluation.charts import Chart, Value, bars
from evaluation.constants import Purpose
from evaluation.models import Invitation
from evaluation.selectors.groups import DIMENSIONS
from evaluation.statistics import Gain, paired_gain
from evaluation.suppression import too_few
from modules.constants import Purpose as AttemptPurpose
from modules.models import Attempt, AttemptAnswer, ModuleVersion

Shares = dict[str, float]
NOT_COMPLETED = "Not completed yet"


@dataclass(frozen=True, kw_only=True)
class OutcomeGain:
    """One learning outcome: what people knew of it before and after; `gain` is None when they are too few."""

    code: str
    text: str
    pairs: int
    gain: Gain | None


@dataclass(frozen=True, kw_only=True)
class Learning:
    """The gain of everybody who answered before and after, whole, by outcome, and by person for the groups."""

    pairs: int
    overall: Gain | None
    outcomes: list[OutcomeGain] = field(default_factory=list)
    by_person: dict[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def is_hidden(self) -> bool:
        return too_few(self.pairs)

    @property
    def chart(self) -> Chart:
        values = []
        for outcome in self.outcomes:
            if outcome.gain:
                before, after = outcome.gain.before, outcome.gain.after
                values += [
                    Value(label=f"{outcome.code} before", share=before, words=f"{before:.0%}", pattern="hatched"),
                    Value(label=f"{outcome.code} after", share=after, words=f"{after:.0%}"),
                ]
        return bars(
            id="chart-learning",
            title="Right answers before and after, by learning outcome",
            description="; ".join(f"{value.label}: {value.words}" for value in values),
            values=values,
        )


def learning(version: ModuleVersion) -> Learning:
    """Two queries, however many people learned."""
    people = _before_and_after(version)
    outcomes = []
    for outcome in version.outcomes:
        code = outcome["code"]
        pairs = [(before[code], after[code]) for before, after in people.values() if code in before and code in after]
        gain = None if too_few(len(pairs)) else paired_gain(pairs)
        outcomes.append(OutcomeGain(code=code, text=outcome["text"], pairs=len(pairs), gain=gain))
    by_person = {
        user_id: (mean(before[code] for code in both), mean(after[code] for code in both))
        for user_id, (before, after) in people.items()
        if (both := before.keys() & after.keys())
    }
    overall = None if too_few(len(by_person)) else paired_gain(list(by_person.values()))
    return Learning(pairs=len(by_person), overall=overall, outcomes=outcomes, by_person=by_person)


def _before_and_after(version: ModuleVersion) -> dict[int, tuple[Shares, Shares]]:
    """For each person with both: the share of right answers in each outcome, before and after."""
    results = _shares_by_attempt(version)
    first: dict[tuple[int, str], int] = {}
    attempts = Attempt.objects.submitted().filter(module_version=version).order_by("submitted_at", "pk")
    for pk, user_id, purpose in attempts.values_list("pk", "enrolment__user", "purpose"):
        first.setdefault((user_id, purpose), pk)
    return {
        user_id: (results[before], results[after])
        for (user_id, purpose), before in first.items()
        if purpose == AttemptPurpose.BEFORE and (after := first.get((user_id, AttemptPurpose.CHECK)))
    }


def _shares_by_attempt(version: ModuleVersion) -> dict[int, Shares]:
    """For each attempt the share of right answers by outcome. A question bears on each outcome its criterion serves."""
    served: dict[str, list[str]] = defaultdict(list)
    for outcome in version.outcomes:
        for criterion in outcome["criteria"]:
            served[criterion].append(outcome["code"])
    marks: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    rows = (
        AttemptAnswer.objects.filter(attempt_question__attempt__module_version=version)
        .order_by()
        .values_list("attempt_question__attempt", "attempt_question__content__criterion")
        .annotate(
            asked=Count("pk"), right=Sum(Case(When(is_correct=True, then=1), default=0, output_field=IntegerField()))
        )
    )
    for attempt_id, criterion, asked, right in rows:
        for code in served[criterion]:
            marks[attempt_id][code][0] += right
            marks[attempt_id][code][1] += asked
    return defaultdict(
        dict,
        {attempt: {code: right / asked for code, (right, asked) in by.items()} for attempt, by in marks.items()},
    )


def gains_by(version: ModuleVersion, found: Learning) -> dict[str, dict[str, tuple[int, float]]]:
    """By dimension and group: how many pairs and their mean gain; one query. Groups are as people were first asked."""
    fields = [dimension.field for dimension in DIMENSIONS]
    surroundings = {
        user_id: groups
        for user_id, *groups in Invitation.objects.filter(module_version=version, purpose=Purpose.REACTION).values_list(
            "about", *fields
        )
    }
    gains: dict[str, dict[str, tuple[int, float]]] = {}
    for place, dimension in enumerate(DIMENSIONS):
        differences = defaultdict(list)
        for user_id, (before, after) in found.by_person.items():
            groups = surroundings.get(user_id)
            group = dimension.called(groups[place]) if groups else NOT_COMPLETED
            differences[group].append(after - before)
        gains[dimension.name] = {group: (len(each), mean(each)) for group, each in differences.items()}
    return gains
