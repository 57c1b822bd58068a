"""Which stream pays for a solution: a pure function of what is known and of the dated rules (F1, F2, H5 to H9).

No rule is written here. They are rows (`FundingRule`, `PooledFund`), so that a partnership or Parliament can change
them from a day on, and what was decided before stays explained.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from cases.constants.budgets import PENNY
from cases.constants.funding import CareAct, HandOff, HandypersonBasis, Missing, Resources, Stream, Works
from people.vocabulary import Nation, Tenure

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known. None means that it is not known, which is never taken for a no.

    The likely cost is a range: of the catalogue, or of one amount once somebody has estimated it.
    """

    nation: Nation
    works: Works
    tenure: Tenure | None = None
    cost: tuple[Decimal, Decimal] | None = None
    care_act: CareAct | None = None
    resources: Resources | None = None
    is_child: bool = False
    applies_formally: bool = False
    right_told: bool = False
    has_passport: bool = False
    basis: HandypersonBasis | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule as it holds on the day. An empty set asks nothing; costs are above, and up to and including."""

    pk: int | None = None
    nation: Nation
    works: Works | None
    stream: Stream
    sentence: str
    send_to: str = ""
    tenures: frozenset[Tenure] = frozenset()
    above: Decimal | None = None
    up_to: Decimal | None = None
    care_act: frozenset[CareAct] = frozenset()
    resources: frozenset[Resources] = frozenset()
    needs_right_told: bool = False
    needs_basis: bool = False
    share: int = 100
    passport_share: int | None = None
    passport_sentence: str = ""
    most: Decimal | None = None
    hand_off: HandOff = HandOff.NONE
    goes_first: bool = False

    def takes_cost(self, low: Decimal, high: Decimal) -> bool:
        """Whether some cost of the range falls within the rule."""
        return (self.above is None or high > self.above) and (self.up_to is None or low <= self.up_to)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The stream, what it pays, and the sentence that the person is told."""

    rule: Rule
    share: int
    sentence: str

    @property
    def stream(self) -> Stream:
        return self.rule.stream


@dataclass(frozen=True, kw_only=True)
class NotYet:
    """That it cannot be said yet, and why."""

    missing: tuple[Missing, ...]

    @property
    def sentence(self) -> str:
        return f"We cannot say yet who pays, because {_listed([str(reason.label) for reason in self.missing])}."


def stream_for(facts: Facts, rules: Sequence[Rule]) -> Found | NotYet:
    """The one stream that pays, or what must be known first.

    Only what tells the remaining rules apart is asked for: where all of them lead to one place, nobody waits for a fact
    that changes nothing.
    """
    left = [rule for rule in rules if rule.nation == facts.nation and rule.works in (None, facts.works)]
    left = [rule for rule in left if rule.goes_first] or left
    missing: list[Missing] = []
    left = _by_tenure(facts, left, missing)
    left = _by_cost(facts, left, missing)
    left = _by_answer(care_act_of(facts), [(rule, rule.care_act) for rule in left], Missing.CARE_ACT, missing)
    left = _by_answer(resources_of(facts), [(rule, rule.resources) for rule in left], Missing.RESOURCES, missing)
    if not left:
        return NotYet(missing=(Missing.RULE,))
    if all(rule.needs_right_told for rule in left) and not facts.right_told:
        missing.append(Missing.RIGHT_TOLD)
    if all(rule.needs_basis for rule in left) and facts.basis is None:
        missing.append(Missing.BASIS)
    if missing:
        return NotYet(missing=tuple(missing))
    if len(left) > 1:
        return NotYet(missing=(Missing.RULES,))
    return _found(facts, left[0])


def resources_of(facts: Facts) -> Resources | None:
    """What the test points to. None is asked of a child, and whoever applies formally does not depend on it."""
    if facts.is_child:
        return Resources.EXEMPT
    if facts.applies_formally:
        return Resources.NOT_TAKEN
    return facts.resources


def care_act_of(facts: Facts) -> CareAct | None:
    return CareAct.CHILD if facts.is_child else facts.care_act


def _by_tenure(facts: Facts, rules: list[Rule], missing: list[Missing]) -> list[Rule]:
    if facts.tenure is not None:
        return [rule for rule in rules if not rule.tenures or facts.tenure in rule.tenures]
    if any(rule.tenures for rule in rules):
        missing.append(Missing.TENURE)
    return rules


def _by_cost(facts: Facts, rules: list[Rule], missing: list[Missing]) -> list[Rule]:
    """Those within whose limits the cost may fall. A range that reaches over a limit has to be estimated first."""
    banded = [rule for rule in rules if rule.above is not None or rule.up_to is not None]
    if not banded:
        return rules
    if facts.cost is None:
        missing.append(Missing.COST)
        return rules
    low, high = facts.cost
    within = [rule for rule in rules if rule.takes_cost(low, high)]
    if len({(rule.above, rule.up_to) for rule in within}) > 1:
        missing.append(Missing.COST)
    return within


def _by_answer(
    answer: T | None, rules: list[tuple[Rule, frozenset[T]]], reason: Missing, missing: list[Missing]
) -> list[Rule]:
    """Those that take this answer. It is missing only where the rules that are left differ by it."""
    if answer is not None:
        return [rule for rule, takes in rules if not takes or answer in takes]
    if any(takes for _, takes in rules) and not missing:
        missing.append(reason)
    return [rule for rule, _ in rules]


def _found(facts: Facts, rule: Rule) -> Found:
    is_passported = facts.has_passport and rule.passport_share is not None
    share = rule.passport_share if is_passported and rule.passport_share is not None else rule.share
    sentence = rule.passport_sentence if is_passported and rule.passport_sentence else rule.sentence
    return Found(rule=rule, share=share, sentence=sentence)


def _listed(words: Collection[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


@dataclass(frozen=True, kw_only=True)
class Split:
    """What the stream pays and what the person pays. Together they are the cost, to the penny."""

    stream: Decimal
    person: Decimal

    @property
    def cost(self) -> Decimal:
        return self.stream + self.person


def split_by_share(cost: Decimal, *, share: int, most: Decimal | None = None) -> Split:
    """A grant of so many per cent, to the nearest penny and never above the most that it may be."""
    paid = (cost * share / 100).quantize(PENNY, ROUND_HALF_UP)
    if most is not None:
        paid = min(paid, most)
    return Split(stream=paid, person=cost - paid)


def split_by_labour(*, labour: Decimal, materials: Decimal) -> Split:
    """The handyperson's labour is the service's to pay, and the materials are the person's (H9)."""
    return Split(stream=labour, person=materials)
