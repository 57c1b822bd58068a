"""How complex a need is, and why in sentences: the catalogue's tier, what raises it, and what lowered it (P5).

`tier_from` is the rule itself, on plain values. `tier_of` reads the rows of one line for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from accreditation.facts import UNTIL_DECIDED
from accreditation.models import TogetherRule
from cases.catalogue import direct_access_ids
from cases.constants.lines import LineState
from cases.constants.tier import Situation
from cases.models import Circumstance, SolutionLine, TierEscalator, TierLowering
from cases.selectors.direct_access import red_flags_of
from core import clock
from people.vocabulary import Tier


@dataclass(frozen=True, kw_only=True)
class Raised:
    """One thing that raises a need to a tier: why, as a sentence, and since when it is known (None: always was)."""

    tier: Tier
    words: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A situation that somebody recorded, as a sentence with who and when."""

    situation: Situation
    sentence: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Lowered:
    """To which tier somebody registered lowered it, and when. What became known later raises it again."""

    tier: Tier
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Computed:
    """The tier of a need with its explanation. `together` are the codes of the other items that count with it."""

    tier: Tier
    catalogue: Tier
    reasons: tuple[str, ...]
    together: tuple[str, ...] = ()
    lowering: TierLowering | None = None

    @property
    def may_be_lowered(self) -> bool:
        return self.tier.rank > self.catalogue.rank


def highest(tiers: Iterable[Tier]) -> Tier:
    return max(tiers, key=lambda tier: tier.rank)


def counts_after(raised: Raised, lowered: Lowered | None) -> bool:
    """Whether something still raises the tier after a lowering: only what became known since."""
    return lowered is None or (raised.at is not None and raised.at > lowered.at)


def tier_from(catalogue: Tier, raised: Sequence[Raised], lowered: Lowered | None = None) -> Tier:
    """The higher of the catalogue's tier and whatever raises it; after a lowering, of what it says and of the later."""
    base = [catalogue] if lowered is None else [catalogue, lowered.tier]
    return highest([*base, *(one.tier for one in raised if counts_after(one, lowered))])


def tier_of(line: SolutionLine) -> Computed:
    """The tier of the need that a line of the catalogue is for, as things stand now."""
    catalogue = Tier(line.item.tier)
    lowering = TierLowering.objects.filter(line=line, round=line.round).select_related("by").last()
    lowered = Lowered(tier=Tier(lowering.tier), at=lowering.at) if lowering else None
    together, several = _several_items(line)
    raised = [*_by_situation(line), *several, *_by_recommendation(line)]
    counted = [one for one in raised if counts_after(one, lowered)]
    reasons = [f"The catalogue says “{catalogue.label.lower()}” for “{line.item.name}”."]
    if lowering:
        reasons.append(
            f"{lowering.by} lowered it to “{lowering.get_tier_display().lower()}” on {_day(lowering.at)}: "
            f"{lowering.reason}"
        )
    reasons += [one.words for one in counted if one.tier.rank > catalogue.rank]
    return Computed(
        tier=tier_from(catalogue, raised, lowered),
        catalogue=catalogue,
        reasons=tuple(reasons),
        together=together if any(one in counted for one in several) or lowered is None else (),
        lowering=lowering,
    )


def _by_situation(line: SolutionLine) -> list[Raised]:
    """What the dated rules make of the situations that were found."""
    rules = TierEscalator.objects.on(clock.today()).prefetch_related("items")
    found = _found(line)
    raised = []
    for rule in rules:
        items = {item.pk for item in rule.items.all()}
        if items and line.adaptation_id not in items:
            continue
        situation, tier = Situation(rule.situation), Tier(rule.tier)
        if situation is Situation.CHILD and _is_under(line.case.person.date_of_birth, rule.under_age or 0):
            words = f"The person is under {rule.under_age}, which makes it at least “{tier.label.lower()}”."
            raised.append(Raised(tier=tier, words=words))
        elif situation in found:
            said, at = found[situation]
            raised.append(Raised(tier=tier, words=f"{said} This makes it at least “{tier.label.lower()}”.", at=at))
    return raised


def _found(line: SolutionLine) -> dict[Situation, tuple[str, datetime]]:
    """The situations of a line with a sentence for each, and when each became known."""
    found: dict[Situation, tuple[str, datetime]] = {}
    for one in recorded_of(line):
        found[one.situation] = (one.sentence, one.at)
    if flag := red_flags_of(line).order_by("-at").first():
        found[Situation.RED_FLAG] = (f"The answer was yes: “{flag.question.words}”", flag.at)
    return found


def recorded_of(line: SolutionLine) -> list[Recorded]:
    """What somebody recorded for the case or for this line, whether it raises the tier or not."""
    rows = Circumstance.objects.filter(case=line.case_id).select_related("by").order_by("pk")
    return [
        Recorded(
            situation=Situation(one.situation),
            sentence=f"{one.get_situation_display()}, recorded by {one.by} on {_day(one.at)}. {one.note}".strip(),
            at=one.at,
        )
        for one in rows
        if one.line_id in {None, line.pk}
    ]


def _several_items(line: SolutionLine) -> tuple[tuple[str, ...], list[Raised]]:
    """The other items for the same need, and to what they raise it together, as the register would count them.

    What is on the tenure's direct-access list proceeds by itself: it neither raises nor is raised.
    """
    listed = direct_access_ids(line.case.home.tenure)
    same_need = SolutionLine.objects.filter(case=line.case_id, need=line.need).exclude(pk=line.pk)
    others = list(same_need.exclude(adaptation=None).exclude(state=LineState.STOPPED).select_related("adaptation"))
    codes = tuple(sorted({other.item.code for other in others} - {line.item.code}))
    if line.adaptation_id in listed or not codes:
        return codes, []
    newest = max(other.proposed_at for other in others)
    raised = [
        Raised(
            tier=Tier(other.item.tier),
            words=f"It is for the same need as “{other.title}”, which is “{other.item.get_tier_display().lower()}”.",
            at=other.proposed_at,
        )
        for other in others
    ]
    assessed = {item.item.code for item in [line, *others] if item.adaptation_id not in listed}
    rule = TogetherRule.objects.on(clock.today()).first() or UNTIL_DECIDED
    if len(assessed) >= rule.items_from:
        tier = Tier(rule.tier)
        words = f"{len(assessed)} items are for the same need, which makes it at least “{tier.label.lower()}”."
        raised.append(Raised(tier=tier, words=words, at=newest))
    return codes, raised


def _by_recommendation(line: SolutionLine) -> list[Raised]:
    """What the assessor recommended above everything else, with the reason."""
    made = line.recommendations.filter(round=line.round).select_related("by").first()
    if made is None or not made.tier_reason:
        return []
    words = f"{made.by} recommends “{made.get_tier_display().lower()}”: {made.tier_reason}"
    return [Raised(tier=Tier(made.tier), words=words, at=made.at)]


def _is_under(born: date | None, age: int) -> bool:
    today = clock.today()
    return born is not None and today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < age


def _day(at: datetime) -> str:
    return date_format(localtime(at), "j F Y")
