"""What the person's own page says: where each thing stands, in plain words, and nothing about the person (P10)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from cases.constants.consents import ConsentStatus
from cases.constants.help_page import (
    CHECKED_AGAIN,
    NOT_FITTED,
    ORDERED_BY_STATE,
    ORDERED_NOT_FITTED,
    PROPOSED_BY_ROUTE,
    SORTS,
    STANDS,
    WAITS_FOR_OTHERS,
    WAITS_FOR_READER,
    WITH_OTHERS,
    Plain,
)
from cases.constants.intake import CaseState
from cases.constants.lines import DECIDED, FINISHED, LineKind, LineRoute, LineState
from cases.constants.panel import OPEN as OPEN_AT_PANEL
from cases.constants.provision import ProvisionState
from cases.models import Case, ConsentRequest, HelpLink, ReviewItem, SolutionLine
from cases.models.help_link import digest_of
from cases.selectors.provision import present_order
from core import clock
from people.constants import OrganisationKind
from people.models import Employment, Organisation

BEFORE_THE_ORDER = frozenset({LineState.COMMITTED, LineState.ARRANGED})
NO_ANSWER_YET = frozenset({ConsentStatus.WAITING, ConsentStatus.OVERDUE})


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
    councils: list[Organisation]
    # What holds for the case while none of its things goes on: the panel may have all of it.
    as_a_whole: Plain | None


def help_page(token: str) -> HelpPage | None:
    """The page of a token; None for one that does not work, whyever that is. As many queries however many things."""
    lines = SolutionLine.objects.select_related("adaptation").prefetch_related(
        Prefetch("review_items", ReviewItem.objects.filter(decided_at=None)),
        Prefetch("consentrequests", ConsentRequest.objects.select_related("rule", "given")),
        "provisions",
        "redflaganswers",
    )
    link = (
        HelpLink.objects.filter(digest=digest_of(token))
        .prefetch_related(Prefetch("case", Case.objects.select_related("person", "organisation", "home__locality")))
        .prefetch_related(Prefetch("case__lines", lines))
        .first()
    )
    if link is None or not link.works:
        return None
    case = link.case
    at_panel = set(case.panel_referrals.filter(state__in=sorted(OPEN_AT_PANEL)).values_list("line", flat=True))
    things = [_thing(line, with_others=bool(at_panel & {line.pk, None})) for line in case.lines.all()]
    going_on = [thing for thing in things if not thing.is_finished]
    return HelpPage(
        case=case,
        going_on=going_on,
        finished=[thing for thing in things if thing.is_finished],
        has_talked=case.conversations.exists(),
        is_open=case.state == CaseState.OPEN,
        councils=_other_councils(case),
        as_a_whole=WITH_OTHERS if None in at_panel and not going_on else None,
    )


def _other_councils(case: Case) -> list[Organisation]:
    """The councils at work in the nation of the home, besides whoever holds the case; all while none is known to be."""
    jobs = Employment.objects.on(clock.today()).filter(localities__nation=case.home.locality.nation)
    is_near = Exists(jobs.filter(organisation=OuterRef("pk")))
    councils = Organisation.objects.ours().filter(kind=OrganisationKind.COUNCIL).annotate(is_near=is_near)
    found = [council for council in councils if council.is_near] or councils
    return [council for council in found if council.pk != case.organisation_id]


def _thing(line: SolutionLine, *, with_others: bool) -> Thing:
    name = line.adaptation.name if line.adaptation else SORTS[LineKind(line.kind)]
    return Thing(name=name, stands=plain(line, with_others=with_others), is_finished=line.state in FINISHED)


def plain(line: SolutionLine, *, with_others: bool = False) -> Plain:
    """Where a line stands, as its person is told. `with_others`: the panel has it, or the whole case (P8)."""
    if line.state in DECIDED and line.review_items.all():
        return CHECKED_AGAIN
    if with_others and line.state not in FINISHED:
        return WITH_OTHERS
    if line.state in BEFORE_THE_ORDER and any(one.status in NO_ANSWER_YET for one in line.consentrequests.all()):
        return WAITS_FOR_OTHERS
    if line.state == LineState.ORDERED:
        return _ordered(line)
    if line.state == LineState.PROPOSED and _waits_for_reader(line):
        return WAITS_FOR_READER
    if line.state == LineState.PROPOSED and (other := PROPOSED_BY_ROUTE.get(LineRoute(line.route))):
        return other
    return STANDS[LineState(line.state)]


def _ordered(line: SolutionLine) -> Plain:
    """How far the order is. Nobody fits a move to another home."""
    order = present_order(line)
    state = ProvisionState(order.state) if order else ProvisionState.PLACED
    if line.kind in NOT_FITTED and state in ORDERED_NOT_FITTED:
        return ORDERED_NOT_FITTED[state]
    return ORDERED_BY_STATE.get(state, STANDS[LineState.ORDERED])


def _waits_for_reader(line: SolutionLine) -> bool:
    """Whether the questions of direct access are answered, and somebody has yet to read them."""
    return line.route == LineRoute.DIRECT_ACCESS and any(one.round == line.round for one in line.redflaganswers.all())
