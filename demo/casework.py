"""Thirty cases in different states, each walked along the pathway by the people who would do it.

Every step of every case is put in order of time first and done after, so that references, answers and events stand
in the order in which they would have come.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from accreditation.models import Adaptation
from cases.catalogue import alternatives_of, contraindications_of
from cases.constants.conversation import Capacity
from cases.constants.decisions import Agreement, AlternativeCame, Concern
from cases.constants.funding import Urgency
from cases.constants.intake import ClosedReason, LawfulBasis, ReferralRoute
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.constants.outcome import Met, ServiceOutcome
from cases.models import Case, RedFlagQuestion, SolutionLine
from cases.register import Said
from cases.selectors import budgets_for, paying_for
from cases.services import (
    HomeDetails,
    MoneyDetails,
    PersonDetails,
    arrange_direct_access,
    assess,
    authorise,
    await_funds,
    close_case,
    commit_funds,
    propose_line,
    recommend,
    record_conversation,
    record_money,
    record_outcome,
    stop_line,
    take_referral,
)
from cases.services.assessment import CapacityDetails
from core import clock
from demo import provision
from demo.consents import find_out
from demo.partnership import Partnership
from people.models import User
from people.vocabulary import Tenure, Tier

SOURCE = Path(__file__).parent / "casework.toml"
Words = dict[str, Any]
S = LineState

# How many days after the referral each step is done, and the states that it leads to, in order.
CONVERSATION_AFTER, PROPOSED_AFTER = 1, 1
ASSESSED_ROUTE = [
    (S.ASSESSED, 5),
    (S.RECOMMENDED, 5),
    (S.AUTHORISED, 8),
    (S.AWAITING_FUNDS, 9),
    (S.COMMITTED, 12),
    (S.ORDERED, 13),
    (S.HANDED_OVER, 26),
    (S.OUTCOME_RECORDED, 47),
]
SHORT_ROUTE = [(S.ARRANGED, 1), (S.ORDERED, 2), (S.HANDED_OVER, 14), (S.OUTCOME_RECORDED, 30)]
CLOSED_AFTER = 50
KINDS = {"technology": LineKind.TECHNOLOGY, "equipment": LineKind.EQUIPMENT, "repair": LineKind.HANDYPERSON}
SUBJECTS = ("rehousing", "equipment", "technology", "rehabilitation")
PROVIDERS = ["northfield-works", "bridge-street"]
# How many days after the order each of its steps is taken: accepted, dates agreed, started, completed, looked at …
WORKS_AFTER = (1, 1, 8, 8, 9, 10, 11)
HAND_OVER = [
    "Shown and tried twice. The number to ring is on the card by the door.",
    "Tried together, then alone. Knows whom to ring.",
    "Adjusted by two centimetres after the first try. The card with the number is on the fridge.",
]


class NotAsExpected(RuntimeError):
    """The register answered the demonstration otherwise than its story says."""


@dataclass(order=True)
class Step:
    """One thing that somebody did, and when. `position` keeps the order within a case."""

    at: datetime
    position: int
    act: Callable[[], object] = field(compare=False)


@dataclass(kw_only=True)
class Story:
    """One case of the source on its way: what is said of it, and the rows that its steps have made so far."""

    p: Partnership
    words: Words
    source: Words
    steps: list[Step] = field(default_factory=list)
    opened: list[Case] = field(default_factory=list)
    lines: dict[int, SolutionLine] = field(default_factory=dict)

    @property
    def by(self) -> User:
        return self.p.people[self.words["by"]]

    @property
    def case(self) -> Case:
        """The case, once its referral has been taken."""
        return self.opened[0]

    def after(self, days: int, act: Callable[[], object]) -> None:
        """Do something so many days after the referral, on a working day, later than what was put down before."""
        position = len(self.steps)
        self.steps.append(Step(self.moment(days, 12 * position), position, act))

    def moment(self, days: int, minutes: int) -> datetime:
        """So many minutes after nine, so many days after the referral or on the working day before."""
        days_ago = max(self.words["days"] - days, 0)
        days_ago += {5: 1, 6: 2}.get(self.p.day(days_ago).weekday(), 0)
        return self.p.moment(days_ago, *divmod(9 * 60 + minutes, 60))


def load(p: Partnership) -> None:
    """Thirty cases, each step at its own moment."""
    source = tomllib.loads(SOURCE.read_text())
    steps: list[Step] = []
    for words in source["cases"]:
        story = Story(p=p, words=words, source=source)
        _put_down(story)
        steps += story.steps
    for step in sorted(steps):
        with clock.fixed(step.at):
            step.act()


def _put_down(story: Story) -> None:
    """Put down every step of one case."""
    story.after(0, partial(_refer, story))
    if "talked" in story.words:
        story.after(CONVERSATION_AFTER, partial(_talk, story))
    for number, line in enumerate(story.words["lines"], start=1):
        story.after(PROPOSED_AFTER, partial(_propose, story, number, line))
        for state, days in _way(line):
            story.after(days, partial(_verb(state), story, number, line))
            if state == S.ORDERED:
                _put_down_works(story, number, line, ordered_after=days)
            if state == line["to"]:
                break
        if "refused" in line:
            story.after(ASSESSED_ROUTE[2][1], partial(_refuse, story, number, line))
        if "stopped" in line:
            story.after(ASSESSED_ROUTE[3][1], partial(_stop, story, number, line))
    if closed := story.words.get("closed"):
        story.after(CLOSED_AFTER, lambda: close_case(case=story.case, reason=ClosedReason(closed), by=story.by))


def _way(line: Words) -> list[tuple[LineState, int]]:
    """The states that a line passes through after it was proposed, each with its day."""
    if line["to"] == S.PROPOSED:
        return []
    if line.get("route") == LineRoute.DIRECT_ACCESS:
        return SHORT_ROUTE
    if "code" not in line:
        return SHORT_ROUTE[1:]
    waits = line["to"] == S.AWAITING_FUNDS
    return [(state, days) for state, days in ASSESSED_ROUTE if waits or state != S.AWAITING_FUNDS]


def _verb(state: LineState) -> Callable[[Story, int, Words], None]:
    return {
        S.ARRANGED: _arrange,
        S.ASSESSED: _assess,
        S.RECOMMENDED: _recommend,
        S.AUTHORISED: _authorise,
        S.AWAITING_FUNDS: _wait,
        S.COMMITTED: _commit,
        S.ORDERED: _order,
        S.HANDED_OVER: _hand_over,
        S.OUTCOME_RECORDED: _outcome,
    }[state]


def _refer(story: Story) -> None:
    words = story.words
    home = words["home"]
    case = take_referral(
        person=PersonDetails(
            name=words["name"],
            date_of_birth=words["born"],
            telephone=f"01632 960 {story.p.random.randint(200, 999)}",
            safe_contact=words.get("safe", ""),
            communication_needs=words.get("needs", ""),
        ),
        home=HomeDetails(
            address=home["address"],
            postcode=home["postcode"],
            tenure=Tenure(home["tenure"]),
            locality=story.p.localities[home["locality"]],
        ),
        route=ReferralRoute(words["route"]),
        reason=words["reason"],
        lawful_basis=LawfulBasis.PUBLIC_TASK,
        by=story.by,
    )
    story.opened.append(case)


def _talk(story: Story) -> None:
    words = story.words
    talked: Words = {
        subject: tuple(story.source["talked"][subject][key])
        for subject, key in zip(SUBJECTS, words["talked"], strict=True)
    }
    record_conversation(
        case=story.case,
        what_matters=words["matters"],
        goals=words["goals"].splitlines(),
        **talked,
        took_part=words["part"],
        had_time_alone_offered=words.get("alone", False),
        capacity=Capacity.DECIDES,
        by=story.by,
    )


def _propose(story: Story, number: int, line: Words) -> None:
    item = Adaptation.objects.get(code=line["code"]) if "code" in line else None
    story.lines[number] = propose_line(
        case=story.case,
        kind=KINDS.get(item.category, LineKind.ADAPTATION) if item else LineKind(line["kind"]),
        adaptation=item,
        title=line.get("title", ""),
        purpose=line["purpose"],
        route=LineRoute(line.get("route", LineRoute.ASSESSED)),
        by=story.by,
    )


def _assess(story: Story, number: int, line: Words) -> None:
    said = story.source["items"][line["code"]]
    adaptation = Adaptation.objects.get(code=line["code"])
    assess(
        line=story.lines[number],
        reason_for_provision=said["reason"],
        minimum_intervention=said["minimum"],
        contraindications=dict.fromkeys(contraindications_of(adaptation), (Concern.NONE, "")),
        considered=dict.fromkeys(
            alternatives_of(adaptation), (AlternativeCame.NOT_ENOUGH, "Talked over; it would not be enough on its own.")
        ),
        alternatives=said["alternatives"],
        discussion=said["discussion"],
        long_term_suitability=said["suitability"],
        decision=said["decision"],
        agreement=Agreement.AGREES,
        capacity_check=_capacity_check(adaptation, said),
        by=story.by,
    )


def _capacity_check(adaptation: Adaptation, said: Words) -> CapacityDetails | None:
    if not adaptation.capacity_check:
        return None
    return CapacityDetails(
        capacity=Capacity.DECIDES, shown_by=said["shown_by"], least_restrictive=said["least_restrictive"]
    )


def _recommend(story: Story, number: int, line: Words) -> None:
    tier = Tier(Adaptation.objects.get(code=line["code"]).tier)
    summary = story.source["items"][line["code"]]["decision"]
    recommend(line=story.lines[number], tier=tier, summary=summary, by=story.by)


def _authorise(story: Story, number: int, line: Words) -> None:
    _expect(story, authorise(line=story.lines[number], by=story.p.people[line["authoriser"]]), permitted=True)


def _refuse(story: Story, number: int, line: Words) -> None:
    _expect(story, authorise(line=story.lines[number], by=story.p.people[line["refused"]]), permitted=False)


def _arrange(story: Story, number: int, line: Words) -> None:
    answers = dict.fromkeys(RedFlagQuestion.objects.values_list("code", flat=True), False)
    _expect(story, arrange_direct_access(line=story.lines[number], answers=answers, by=story.by), permitted=True)


def _expect(story: Story, said: Said, *, permitted: bool) -> None:
    if said.permitted != permitted:
        raise NotAsExpected(f"{story.case}: {' '.join(said.reasons) or 'permitted'}")


def _wait(story: Story, number: int, line: Words) -> None:
    solution, estimate = story.lines[number], Decimal(line["amount"])
    details = MoneyDetails(estimate=estimate, urgency=Urgency.SOON)
    record_money(line=solution, details=details, by=story.by)
    await_funds(line=solution, reason=line["waits"], by=story.by)


def _commit(story: Story, number: int, line: Words) -> None:
    solution, payer = story.lines[number], story.p.people[line["payer"]]
    paying = paying_for(solution)
    if paying is None or paying.found is None:
        raise NotAsExpected(f"{story.case}: nobody knows who pays.")
    budget = budgets_for(solution, paying.found, payer).first()
    if budget is None:
        raise NotAsExpected(f"{story.case}: {payer} holds no budget of “{paying.found.stream.label}”.")
    if commit_funds(line=solution, amount=Decimal(line["amount"]), budget=budget, by=payer).waits:
        raise NotAsExpected(f"{story.case}: {budget} has not enough.")


def _order(story: Story, number: int, line: Words) -> None:
    provider = line.get("provider") or story.p.random.choice(PROVIDERS)
    find_out(story.lines[number], story.by)
    provision.place(story.p, story.lines[number], provider=provider, by=story.by)


def _put_down_works(story: Story, number: int, line: Words, *, ordered_after: int) -> None:
    """What happens to the order until it is handed over, or as far as `works` says."""
    until = line.get("works", "placed" if line["to"] == S.ORDERED else "passed_inspection")
    if until == "placed":
        return
    works_at = story.moment(ordered_after + WORKS_AFTER[2], 4 * 60)
    acts = provision.works_steps(
        story.p,
        lambda: story.lines[number],
        by=story.by,
        inspector=story.p.people[line.get("inspector") or line.get("payer") or story.words["by"]],
        works_at=works_at,
        until=until,
    )
    for days, act in zip(WORKS_AFTER, acts, strict=False):
        story.after(ordered_after + days, act)


def _hand_over(story: Story, number: int, line: Words) -> None:
    provision.give(story.lines[number], note=story.p.random.choice(HAND_OVER), by=story.by)


def _outcome(story: Story, number: int, line: Words) -> None:
    said = story.source["items"].get(line.get("code", ""), {})
    home = ServiceOutcome.YES if line.get("hospital") else ServiceOutcome.NOT_APPLICABLE
    record_outcome(
        line=story.lines[number],
        goals_met=Met.MET,
        difference=line.get("difference") or said["difference"],
        stay_at_home=ServiceOutcome.YES,
        avoid_hospital=ServiceOutcome.YES,
        home_from_hospital=home,
        right_housing=ServiceOutcome.YES if "talked" in story.words else ServiceOutcome.NOT_APPLICABLE,
        own_words=line.get("words", ""),
        by=story.by,
    )


def _stop(story: Story, number: int, line: Words) -> None:
    stop_line(line=story.lines[number], reason=line["stopped"], by=story.by)
