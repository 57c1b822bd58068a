"""Thirty cases in different states, and as many more as are asked for, each walked along the pathway by the people who
would do it.

Every step of every case is put in order of time first and done after, so that references, answers and events stand
in the order in which they would have come.
"""

import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cases.constants.lines import LineKind, LineRoute, LineState
from core import clock
from demo import caseload, home_visits, provision, story_acts, story_money
from demo.partnership import Partnership
from demo.story import ASSESSED_ROUTE, CLOSED_AFTER, SHORT_ROUTE, Step, Story, Words

SOURCE = Path(__file__).parent / "casework.toml"
S = LineState

# How many days after the referral each step is done.
CONVERSATION_AFTER, PROPOSED_AFTER = 1, 1
# Five days hold two working days, and the visit that was put down for the second of them.
VISITED_AFTER = 5
LANDLORD_ASKED_AFTER, LANDLORD_ANSWERS_AFTER = 6, 11
# A handyperson is ordered once the Housing MOT has named the repair.
REPAIR_ROUTE = [(S.ORDERED, 6), (S.HANDED_OVER, 18), (S.OUTCOME_RECORDED, 30)]
# For the many: when the invoice comes, and when it is paid.
INVOICED_AFTER, PAID_AFTER = 28, 34
# How many days after the order each of its steps is taken: accepted, dates agreed, started, completed, looked at …
WORKS_AFTER = (1, 1, 8, 8, 9, 10, 11)

VERBS: dict[LineState, Callable[[Story, int, Words], None]] = {
    S.ARRANGED: story_acts.arrange,
    S.ASSESSED: story_acts.assess_need,
    S.RECOMMENDED: story_acts.write_recommendation,
    S.AUTHORISED: story_acts.permit,
    S.AWAITING_FUNDS: story_money.wait,
    S.COMMITTED: story_money.commit,
    S.ORDERED: story_acts.place_order,
    S.HANDED_OVER: story_acts.give,
    S.OUTCOME_RECORDED: story_acts.say_what_changed,
}


def load(p: Partnership) -> None:
    """All cases, each step at its own moment."""
    source = tomllib.loads(SOURCE.read_text())
    many = caseload.read()
    source["items"] |= many["items"]
    steps: list[Step] = []
    for words in [*source["cases"], *caseload.told(p, many)]:
        story = Story(p=p, words=words, source=source)
        _put_down(story)
        steps += story.steps
    for step in sorted(steps):
        with clock.fixed(step.at):
            step.act()


def _put_down(story: Story) -> None:
    """Put down every step of one case."""
    words = story.words
    story.after(0, partial(story_acts.refer, story))
    story.after(0, lambda: home_visits.answer_and_visit(story.case, story.by, in_days=words.get("visit_in", 2)))
    if story.is_reached(VISITED_AFTER):
        story.after(VISITED_AFTER, lambda: home_visits.visit(story.case, story.by))
        if "late" in words:
            story.after(VISITED_AFTER, partial(story_acts.explain_late_visit, story))
    if "talked" in words:
        story.after(CONVERSATION_AFTER, partial(story_acts.talk, story))
    for number, line in enumerate(words["lines"], start=1):
        _put_down_line(story, number, line)
    if "closed" in words:
        story.after(CLOSED_AFTER, partial(story_acts.close, story))
    if "tried_again" in words:
        story.after(CLOSED_AFTER + story_acts.TRIED_AGAIN_AFTER / story.pace, partial(story_acts.try_again, story))


def _put_down_line(story: Story, number: int, line: Words) -> None:
    story.after(PROPOSED_AFTER, partial(story_acts.propose, story, number, line))
    if line.get("kind") == LineKind.HANDYPERSON:
        story.after(VISITED_AFTER, lambda: home_visits.look_round(story.case, story.by))
        story.after(VISITED_AFTER, lambda: home_visits.name_the_repair(story.lines[number], story.by))
    if "landlord" in line and story.is_reached(LANDLORD_ANSWERS_AFTER):
        story.after(LANDLORD_ASKED_AFTER, partial(story_money.ask_landlord, story, number, line))
        story.after(LANDLORD_ANSWERS_AFTER, partial(story_money.landlord_answers, story, number, line))
    for state, days in way_of(line):
        story.after(days, partial(VERBS[state], story, number, line))
        if state == S.ORDERED:
            _put_down_works(story, number, line, ordered_after=days)
        if state == S.HANDED_OVER and line.get("is_invoiced"):
            _put_down_payment(story, number, line)
        if state == line["to"]:
            break
    if "refused" in line:
        story.after(ASSESSED_ROUTE[2][1], partial(story_acts.refuse, story, number, line))
    if "stopped" in line:
        story.after(ASSESSED_ROUTE[3][1], partial(story_acts.stop, story, number, line))


def _put_down_payment(story: Story, number: int, line: Words) -> None:
    payer = story.p.people[line["payer"]]
    if story.is_reached(INVOICED_AFTER):
        story.after(INVOICED_AFTER, lambda: provision.ask_for_payment(story.p, story.lines[number], by=story.by))
    if story.is_reached(PAID_AFTER):
        story.after(PAID_AFTER, lambda: provision.pay(story.lines[number], by=payer))


def way_of(line: Words) -> list[tuple[LineState, int]]:
    """The states that a line passes through after it was proposed, each with its day."""
    if line["to"] == S.PROPOSED:
        return []
    if line.get("route") == LineRoute.DIRECT_ACCESS:
        return SHORT_ROUTE
    if line.get("kind") == LineKind.HANDYPERSON:
        return REPAIR_ROUTE
    if "code" not in line:
        return SHORT_ROUTE[1:]
    waits = line["to"] == S.AWAITING_FUNDS
    return [(state, days) for state, days in ASSESSED_ROUTE if waits or state != S.AWAITING_FUNDS]


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
