"""Who pays for a line: the rules of the day, what is known of it, and whether what was decided still stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from cases.constants.budgets import NOTHING
from cases.constants.funding import CareAct, HandOff, HandypersonBasis, Resources, Stream, Works
from cases.constants.lines import LineKind
from cases.funding import Facts, Found, NotYet, Rule, Split, split_by_labour, split_by_share, stream_for
from cases.models import FundingDecision, FundingRule, MoneyRecord, PooledFund, SolutionLine
from core import clock
from core.periods import months_later
from people.vocabulary import Nation, Tenure

ADULT_AT = 18
MONTHS_OF_A_YEAR = 12

WORKS = {
    LineKind.ADAPTATION: Works.ADAPTATION,
    LineKind.EQUIPMENT: Works.EQUIPMENT,
    LineKind.TECHNOLOGY: Works.TECHNOLOGY,
    LineKind.HANDYPERSON: Works.HANDYPERSON,
}


def works_of(line: SolutionLine) -> Works | None:
    """The kind of works that the rules speak of; None where nothing is paid for, as with a move or exercises."""
    return WORKS.get(LineKind(line.kind))


def rules_on(day: date) -> list[Rule]:
    """The rules that hold on a day, a pooled fund among them. Two queries."""
    pooled = [
        Rule(
            nation=Nation(fund.nation),
            works=works,
            stream=Stream.POOLED,
            sentence=fund.sentence,
            send_to=fund.send_to,
            goes_first=True,
        )
        for fund in PooledFund.objects.on(day)
        for works in (Works.ADAPTATION, Works.EQUIPMENT)
    ]
    return pooled + [as_rule(row) for row in FundingRule.objects.on(day)]


def as_rule(row: FundingRule) -> Rule:
    """The row as the function takes it."""
    return Rule(
        pk=row.pk,
        nation=Nation(row.nation),
        works=Works(row.works),
        stream=Stream(row.stream),
        sentence=row.sentence,
        send_to=row.send_to,
        tenures=frozenset({Tenure(row.tenure)} if row.tenure else ()),
        above=row.above,
        up_to=row.up_to,
        care_act=frozenset({CareAct(row.care_act)} if row.care_act else ()),
        resources=frozenset({Resources(row.resources)} if row.resources else ()),
        needs_right_told=row.needs_right_told,
        needs_basis=row.needs_basis,
        share=row.share,
        passport_share=row.passport_share,
        passport_sentence=row.passport_sentence,
        most=row.most,
        hand_off=HandOff(row.hand_off),
    )


def facts_of(line: SolutionLine, known: MoneyRecord | None) -> Facts:
    """What is known of a line: from its home, its person, the catalogue and what was recorded about money."""
    home, person = line.case.home, line.case.person
    return Facts(
        nation=Nation(home.locality.nation),
        works=works_of(line) or Works.ADAPTATION,
        tenure=Tenure(home.tenure) if home.tenure in KNOWN_TENURES else None,
        cost=_cost(line, known),
        care_act=CareAct(known.care_act) if known and known.care_act else None,
        resources=Resources(known.resources) if known and known.resources else None,
        is_child=is_child(person.date_of_birth, clock.today()),
        applies_formally=bool(known and known.applies_formally),
        right_told=bool(known and known.right_told),
        has_passport=bool(known and known.passport_id),
        basis=_basis(line, known),
    )


# The tenures that the rules speak of. Whatever else a home may say, such as that it is still to be found out, is none.
KNOWN_TENURES = frozenset({Tenure.OWNER, Tenure.PRIVATE_RENT, Tenure.COUNCIL, Tenure.HOUSING_ASSOCIATION})


def is_child(born: date | None, today: date) -> bool:
    """Whether somebody is known to be under 18. Born on 29 February, one comes of age on 1 March."""
    if born is None:
        return False
    birthday = months_later(born, ADULT_AT * MONTHS_OF_A_YEAR)
    return today < birthday if birthday.day == born.day else today <= birthday


def _basis(line: SolutionLine, known: MoneyRecord | None) -> HandypersonBasis | None:
    """The finding that names the repair says it by itself (H9)."""
    if known and known.basis:
        return HandypersonBasis(known.basis)
    if line.kind != LineKind.HANDYPERSON:
        return None
    for repair in line.repairs.all():
        if repair.round == line.round:
            return HandypersonBasis.HOUSING_MOT if repair.hazard_id else HandypersonBasis.OT_ASSESSMENT
    return None


def _cost(line: SolutionLine, known: MoneyRecord | None) -> tuple[Decimal, Decimal] | None:
    if known and known.estimate is not None:
        return known.estimate, known.estimate
    if known and known.labour is not None and known.materials is not None:
        return known.labour + known.materials, known.labour + known.materials
    return (line.adaptation.cost_low, line.adaptation.cost_high) if line.adaptation else None


@dataclass(frozen=True, kw_only=True)
class Paying:
    """Who pays for a line, as it stands now."""

    facts: MoneyRecord | None
    decision: FundingDecision | None
    answer: Found | NotYet

    @property
    def found(self) -> Found | None:
        return self.answer if isinstance(self.answer, Found) else None

    @property
    def is_decided(self) -> bool:
        """Whether the latest decision still says what the rules and the facts say today."""
        return bool(
            self.decision
            and self.found
            and (self.decision.stream, self.decision.share) == (self.found.stream, self.found.share)
        )

    @property
    def sentence(self) -> str:
        """What the person is told: as decided while that stands, else as it would be decided today."""
        return self.decision.sentence if self.decision and self.is_decided else self.answer.sentence

    @property
    def split(self) -> Split | None:
        """What the stream and the person pay of the recorded cost; None while the cost is not recorded."""
        if self.found is None or self.facts is None:
            return None
        if self.found.stream == Stream.HANDYPERSON:
            if self.facts.labour is None or self.facts.materials is None:
                return None
            return split_by_labour(labour=self.facts.labour, materials=self.facts.materials)
        if self.facts.estimate is None:
            return None
        return split_by_share(self.facts.estimate, share=self.found.share, most=self.found.rule.most)

    @property
    def own_share(self) -> Decimal:
        """What the person pays, as far as it is known."""
        return self.split.person if self.split else NOTHING


def paying_for(line: SolutionLine, rules: list[Rule] | None = None) -> Paying | None:
    """Who pays for a line; None where nothing is paid for. Uses what was fetched with the line."""
    if works_of(line) is None:
        return None
    facts = max(line.moneyrecords.all(), key=lambda one: one.pk, default=None)
    decision = max(line.fundingdecisions.all(), key=lambda one: one.pk, default=None)
    answer = stream_for(facts_of(line, facts), rules_on(clock.today()) if rules is None else rules)
    return Paying(facts=facts, decision=decision, answer=answer)


def agreed_share(line: SolutionLine) -> Decimal:
    """What the person agreed to pay towards a line in its present round. Uses what was fetched with the line."""
    return sum((one.amount for one in line.ownshares.all() if one.round == line.round), NOTHING)


def lacks_money(line: SolutionLine, paying: Paying | None) -> list[tuple[str, str]]:
    """What is missing for money, in words, each with the page where it is recorded. Nothing waits without saying so."""
    if paying is None or line.is_finished:
        return []

    def at(page: str) -> str:
        return reverse(f"cases:{page}", args=[line.case.reference, line.number])

    if isinstance(paying.answer, NotYet):
        return [(f"Who pays: {reason.label}", at("money")) for reason in paying.answer.missing]
    lacking = []
    rule = paying.answer.rule
    done = {one.kind for one in line.fundinghandoffs.all()}
    if rule.hand_off and rule.hand_off not in done:
        lacking.append((rule.hand_off.label, at("hand-off")))
    if paying.own_share > agreed_share(line):
        lacking.append((f"The person’s agreement to pay £{paying.own_share:,}", at("own-share")))
    return lacking
