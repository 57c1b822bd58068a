"""Which trainers sign each other off, and which sign together very often: for governance to look at (C3).

It says what the rows say and no more. In a small partnership most of it has an innocent reason.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, Least

from competencies.constants import PAIRS_DAYS, TOGETHER_AT_LEAST, TOGETHER_SHARE_PERCENT
from competencies.models import SignOff, TrainerStanding
from core import clock
from people.models import User

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many sign-offs, and when the last was made."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PairFinding:
    """Two trainers: how often each signed for the other, how often they signed together, and what share that is.

    `share` is that of the one of the two with fewer sign-offs, in per cent.
    """

    one: User
    other: User
    one_for_other: int
    other_for_one: int
    together: int
    share: int
    last: datetime | None

    @property
    def sign_each_other(self) -> bool:
        return self.one_for_other > 0 and self.other_for_one > 0

    @property
    def sign_together_often(self) -> bool:
        return self.together >= TOGETHER_AT_LEAST and self.share > TOGETHER_SHARE_PERCENT


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What governance is shown: pairs, and groups in which sign-offs go round in a circle."""

    pairs: list[PairFinding]
    circles: list[list[User]]


def findings() -> Findings:
    """Pairs and circles of the last year, from three queries however many sign-offs there are."""
    made = _of_the_year()
    together = _together(made)
    signed_for = _signed_for(made)
    totals: dict[int, int] = defaultdict(int)
    for pair, tally in together.items():
        for trainer in pair:
            totals[trainer] += tally.count
    pairs = set(together) | {(min(edge), max(edge)) for edge in signed_for}
    people = User.objects.in_bulk({person for pair in pairs for person in pair})
    found = [_finding(pair, people, together, signed_for, totals) for pair in sorted(pairs)]
    noticed = [row for row in found if row.sign_each_other or row.sign_together_often]
    noticed.sort(key=lambda row: (-(row.one_for_other + row.other_for_one), -row.together))
    circles = [[people[trainer] for trainer in circle] for circle in circles_in(signed_for)]
    return Findings(pairs=noticed, circles=circles)


def sign_offs_of_pair(one: User, other: User) -> QuerySet[SignOff]:
    """The last year's sign-offs that two trainers made together or for each other, newest first."""
    together = Q(first_signer=one, second_signer=other) | Q(first_signer=other, second_signer=one)
    for_other = Q(user=other) & (Q(first_signer=one) | Q(second_signer=one))
    for_one = Q(user=one) & (Q(first_signer=other) | Q(second_signer=other))
    return (
        _of_the_year()
        .filter(together | for_other | for_one)
        .select_related("user", "competency", "first_signer", "second_signer")
        .order_by("-made_at", "-pk")
    )


def circles_in(edges: Mapping[Pair, object]) -> list[list[int]]:
    """Groups of three or more in which everybody can be reached from everybody along "signed for".

    Two trainers who signed for each other are a pair, not a circle. Each group comes once, its members in order.
    """
    onwards: dict[int, set[int]] = defaultdict(set)
    backwards: dict[int, set[int]] = defaultdict(set)
    for signer, person in edges:
        onwards[signer].add(person)
        backwards[person].add(signer)
    left = set(onwards) & set(backwards)
    circles = []
    while left:
        start = min(left)
        group = _reached(start, onwards, left) & _reached(start, backwards, left)
        left -= group
        if len(group) > 2:
            circles.append(sorted(group))
    return circles


def _reached(start: int, steps: Mapping[int, set[int]], within: set[int]) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for following in steps[waiting.pop()] & within - seen:
            seen.add(following)
            waiting.append(following)
    return seen


def _of_the_year() -> QuerySet[SignOff]:
    return SignOff.objects.filter(made_at__gte=clock.now() - timedelta(days=PAIRS_DAYS))


def _together(made: QuerySet[SignOff]) -> dict[Pair, Tally]:
    """Who signed with whom. One query, one row for each pair."""
    first, second = F("first_signer_id"), F("second_signer_id")
    rows = (
        made.order_by()
        .annotate(one=Least(first, second), other=Greatest(first, second))
        .values("one", "other")
        .annotate(count=Count("pk"), last=Max("made_at"))
    )
    return {(row["one"], row["other"]): Tally(count=row["count"], last=row["last"]) for row in rows}


def _signed_for(made: QuerySet[SignOff]) -> dict[Pair, Tally]:
    """Which trainer signed for which trainer. One query, one row for each signer's place and person."""
    trainers = made.order_by().filter(Exists(TrainerStanding.objects.filter(user=OuterRef("user"))))
    first = trainers.values(signer=F("first_signer_id"), person=F("user_id"))
    second = trainers.values(signer=F("second_signer_id"), person=F("user_id"))
    counted = [half.annotate(count=Count("pk"), last=Max("made_at")) for half in (first, second)]
    tallies: dict[Pair, Tally] = defaultdict(Tally)
    for row in counted[0].union(counted[1], all=True):
        before = tallies[(row["signer"], row["person"])]
        last = max(day for day in (before.last, row["last"]) if day is not None)
        tallies[(row["signer"], row["person"])] = Tally(count=before.count + row["count"], last=last)
    return dict(tallies)


def _finding(
    pair: Pair,
    people: Mapping[int, User],
    together: Mapping[Pair, Tally],
    signed_for: Mapping[Pair, Tally],
    totals: Mapping[int, int],
) -> PairFinding:
    one, other = pair
    tallies = [together.get(pair, Tally()), signed_for.get(pair, Tally()), signed_for.get((other, one), Tally())]
    fewer = min(totals[one], totals[other])
    return PairFinding(
        one=people[one],
        other=people[other],
        one_for_other=tallies[1].count,
        other_for_one=tallies[2].count,
        together=tallies[0].count,
        share=round(100 * tallies[0].count / fewer) if fewer else 0,
        last=max((tally.last for tally in tallies if tally.last), default=None),
    )
