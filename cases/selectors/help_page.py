"""What the person's own page says: where each thing stands, in plain words, and nothing about the person (P10)."""

from dataclasses import dataclass

from django.db.models import Prefetch

from cases.constants.help_page import (
    CHECKED_AGAIN,
    ORDERED_BY_STATE,
    PROPOSED_BY_ROUTE,
    SORTS,
    STANDS,
    WAITS_FOR_READER,
    Plain,
)
from cases.constants.intake import CaseState
from cases.constants.lines import DECIDED, FINISHED, LineKind, LineRoute, LineState
from cases.constants.provision import ProvisionState
from cases.models import Case, HelpLink, ReviewItem, SolutionLine
from cases.models.help_link import digest_of
from cases.selectors.provision import present_order


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One solution as the person is told of it."""

    name: str
    stands: Plain
    is_finished: bool


@dataclass(frozen=True, kw_only=True)
class HelpPage:
    """Everything on the person's own page."""

    case: Case
    going_on: list[Thing]
    finished: list[Thing]
    has_talked: bool
    is_open: bool


def help_page(token: str) -> HelpPage | None:
    """The page of a token; None for one that does not work, whyever that is. Six queries, however many things."""
    open_reviews = Prefetch("review_items", ReviewItem.objects.filter(decided_at=None))
    lines = SolutionLine.objects.select_related("adaptation").prefetch_related(
        open_reviews, "provisions", "redflaganswers"
    )
    link = (
        HelpLink.objects.filter(digest=digest_of(token))
        .prefetch_related(Prefetch("case", Case.objects.select_related("person", "organisation")))
        .prefetch_related(Prefetch("case__lines", lines))
        .first()
    )
    if link is None or not link.works:
        return None
    case = link.case
    things = [_thing(line) for line in case.lines.all()]
    return HelpPage(
        case=case,
        going_on=[thing for thing in things if not thing.is_finished],
        finished=[thing for thing in things if thing.is_finished],
        has_talked=case.conversations.exists(),
        is_open=case.state == CaseState.OPEN,
    )


def _thing(line: SolutionLine) -> Thing:
    name = line.adaptation.name if line.adaptation else SORTS[LineKind(line.kind)]
    return Thing(name=name, stands=plain(line), is_finished=line.state in FINISHED)


def plain(line: SolutionLine) -> Plain:
    """Where a line stands, as its person is told."""
    if line.state in DECIDED and line.review_items.all():
        return CHECKED_AGAIN
    if line.state == LineState.ORDERED and (order := present_order(line)):
        return ORDERED_BY_STATE.get(ProvisionState(order.state), STANDS[LineState.ORDERED])
    if line.state == LineState.PROPOSED and _waits_for_reader(line):
        return WAITS_FOR_READER
    if line.state == LineState.PROPOSED and (other := PROPOSED_BY_ROUTE.get(LineRoute(line.route))):
        return other
    return STANDS[LineState(line.state)]


def _waits_for_reader(line: SolutionLine) -> bool:
    """Whether the questions of direct access are answered, and somebody has yet to read them."""
    return line.route == LineRoute.DIRECT_ACCESS and any(one.round == line.round for one in line.redflaganswers.all())
