"""What waits in a case by itself: an answer, a visit, a warning, the next step of a solution, money (P1, H2, H3)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from django.db.models import Case as CaseWhen
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from cases import work
from cases.constants.clocks import Measured
from cases.constants.contact import WAITING_HOME_VISITS
from cases.constants.invoice import InvoiceState
from cases.constants.lines import DECIDED, LineState
from cases.constants.mot import ActionState
from cases.constants.panel import OPEN
from cases.constants.provision import VisitKind
from cases.models import (
    Case,
    Conversation,
    DirectAccessArrangement,
    FastTrack,
    FollowUp,
    HomeFlag,
    HomeVisit,
    InterimPlan,
    Invoice,
    MissReason,
    MotAction,
    ReviewItem,
    ServiceClock,
    SolutionLine,
    Suggestion,
    UrgentNotice,
    Visit,
)
from cases.pathway import FOR_CASEWORKERS
from cases.selectors.funding import rules_on
from cases.selectors.steps import step_ahead, with_what_decides
from cases.work import NEVER, Cases, EndOfDay, Row, Rows, Shown, Source, as_rows
from core import clock

FOR_BUDGET_HOLDERS = (LineState.AUTHORISED, LineState.AWAITING_FUNDS)


def _clocks(measures: Measured, cases: QuerySet[Case]) -> Rows:
    """Nobody rings or visits somebody who has died or moved away."""
    reachable = Q(case__person__died_on=None, case__person__moved_on=None)
    waiting = ServiceClock.objects.filter(reachable, case__in=cases, measures=measures, done_at=None, ended_at=None)
    return as_rows(waiting, kind=measures, due_at="due_at", since="starts_at")


def _show_page(words: str, page: str, rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    """Rows that say the same and differ in the case alone. What it is about stands after the words."""
    for row in rows:
        about = f": {row.about}" if row.about else ""
        yield Shown(f"{words}{about}", reverse(f"cases:{page}", args=[cases[row.case_id].reference]))


def _visits(cases: QuerySet[Case]) -> Rows:
    waiting = HomeVisit.objects.filter(case__in=cases, state__in=WAITING_HOME_VISITS)
    return as_rows(waiting, kind="home_visit", due_at="starts_at", since="proposed_at", about="purpose")


def _visits_of_orders(cases: QuerySet[Case]) -> Rows:
    """Measuring, works, an inspection: agreed, and still to come."""
    ahead = Visit.objects.filter(provision__line__case__in=cases, cancelled_at=None, ends_at__gt=clock.now())
    return as_rows(
        ahead,
        kind="order_visit",
        case="provision__line__case_id",
        due_at="starts_at",
        since="agreed_at",
        about="kind",
        number="provision__line__number",
    )


def _show_visits_of_orders(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    for row in rows:
        address = reverse("cases:provision", args=[cases[row.case_id].reference, row.number])
        yield Shown(f"At the home: {VisitKind(row.about).label.lower()}", address)


def _unexplained(cases: QuerySet[Case]) -> Rows:
    """Done late, and nobody has said why."""
    explained = Exists(MissReason.objects.filter(clock=OuterRef("pk")))
    late = ServiceClock.objects.filter(~explained, case__in=cases, done_at__gt=F("due_at"))
    return as_rows(late, kind="miss", since="done_at")


def _show_unexplained(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    measured = dict(ServiceClock.objects.filter(pk__in=[row.number for row in rows]).values_list("pk", "measures"))
    for row in rows:
        what = Measured(measured[row.number]).label.lower()
        address = reverse("cases:miss", args=[cases[row.case_id].reference, row.number])
        yield Shown(f"Say why this was late: {what}", address)


def _lines(kind: str, states: Iterable[str], cases: QuerySet[Case]) -> Rows:
    """Solutions that wait for their next step, with the clock of fast track or direct access where there is one.

    Their clock ends with the hand-over. What is on the review list waits there.
    """
    under_review = Exists(ReviewItem.objects.filter(line=OuterRef("pk"), decided_at=None))
    waiting = SolutionLine.objects.filter(~under_review, case__in=cases, state__in=states)
    of_this_round = {"line": OuterRef("pk"), "round": OuterRef("round")}
    fast = FastTrack.objects.filter(**of_this_round).values("due_at")[:1]
    direct = DirectAccessArrangement.objects.filter(**of_this_round).values(end=EndOfDay("due_on"))[:1]
    due_at = CaseWhen(When(state=LineState.HANDED_OVER, then=NEVER), default=Coalesce(Subquery(fast), Subquery(direct)))
    return as_rows(waiting, kind=kind, since="proposed_at", due_at=due_at)


def _show_lines(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    lines = with_what_decides(SolutionLine.objects.all()).in_bulk([row.number for row in rows])
    rules = rules_on(clock.today())
    talked = set(Conversation.objects.filter(case__in=cases).values_list("case", flat=True))
    for row in rows:
        line = lines[row.number]
        line.case = cases[row.case_id]
        step = step_ahead(line, rules, has_conversation=row.case_id in talked)
        if step:
            yield Shown(f"{step.words}: {line.title}", step.address(line))
        else:
            yield Shown(line.title, reverse("cases:line", args=[line.case.reference, line.number]))


def _reviews(cases: QuerySet[Case]) -> Rows:
    waiting = ReviewItem.objects.filter(line__case__in=cases, decided_at=None, line__state__in=DECIDED)
    return as_rows(
        waiting,
        kind="review",
        case="line__case_id",
        due_at=EndOfDay("due_on"),
        since="raised_at",
        about="line__title",
        number="line__number",
    )


def _show_reviews(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    for row in rows:
        address = reverse("cases:review", args=[cases[row.case_id].reference, row.number])
        yield Shown(f"Look again at what was authorised: {row.about}", address)


def _dangers(cases: QuerySet[Case]) -> Rows:
    waiting = UrgentNotice.objects.filter(case__in=cases, decided_at=None)
    return as_rows(waiting, kind="danger", due_at="clock__due_at", since="seen_at", about="danger")


def _show_dangers(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    for row in rows:
        address = reverse("cases:danger-told", args=[cases[row.case_id].reference, row.number])
        yield Shown(f"Tell an authority of the danger: {row.about}", address)


def _actions(cases: QuerySet[Case]) -> Rows:
    """The newest Housing MOT of a case has the plan that holds; what is open in an older one is followed up, too."""
    waiting = MotAction.objects.filter(hazard__mot__case__in=cases, state=ActionState.OPEN)
    return as_rows(
        waiting,
        kind="mot_action",
        case="hazard__mot__case_id",
        due_at=EndOfDay("due_on"),
        since="hazard__mot__finished_at",
        about="hazard__what",
        number="hazard__mot__number",
    )


def _show_actions(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    for row in rows:
        address = reverse("cases:mot-record", args=[cases[row.case_id].reference, row.number])
        yield Shown(f"Follow up the plan: {row.about}", address)


def _plans(cases: QuerySet[Case]) -> Rows:
    """The plan that keeps somebody safe until the panel has decided: the newest of a referral is the one that holds."""
    newer = Exists(InterimPlan.objects.filter(referral=OuterRef("referral"), pk__gt=OuterRef("pk")))
    plans = InterimPlan.objects.filter(~newer, referral__case__in=cases, referral__state__in=OPEN)
    return as_rows(plans, kind="plan", case="referral__case_id", due_at=EndOfDay("review_on"), since="at")


def _follow_ups(cases: QuerySet[Case]) -> Rows:
    """Whom to ask how they are, in closed cases too. Nobody asks somebody who has died or moved away."""
    reachable = Q(case__person__died_on=None, case__person__moved_on=None)
    waiting = FollowUp.objects.filter(reachable, case__in=cases, done_at=None)
    return as_rows(waiting, kind="follow_up", due_at=EndOfDay("due_on"), since="set_at")


def _show_follow_ups(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    for row in rows:
        address = reverse("cases:followed-up", args=[cases[row.case_id].reference, row.number])
        yield Shown("Ask the person how they are", address)


def _flags(cases: QuerySet[Case]) -> Rows:
    """Warnings about the address. One stands on the list of each case of the home."""
    flags = HomeFlag.objects.filter(home__cases__in=cases, ended_at=None)
    return as_rows(
        flags,
        kind="flag",
        case="home__cases__id",
        due_at=EndOfDay("review_on"),
        since="raised_at",
        about="words",
    )


def _suggestions(cases: QuerySet[Case]) -> Rows:
    """Whether somebody got to another service. Nobody asks a person who has died or moved away."""
    reachable = Q(case__person__died_on=None, case__person__moved_on=None)
    waiting = Suggestion.objects.filter(reachable, case__in=cases, ask_again_on__isnull=False)
    return as_rows(waiting, kind="suggestion", due_at=EndOfDay("ask_again_on"), since="at", about="service__name")


def _invoices(cases: QuerySet[Case]) -> Rows:
    sent = Invoice.objects.filter(provision__line__case__in=cases, state=InvoiceState.SENT)
    return as_rows(sent, kind="invoice", case="provision__line__case_id", since="sent_at", about="number")


def _show_invoices(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    uids = dict(Invoice.objects.filter(pk__in=[row.number for row in rows]).values_list("pk", "uid"))
    for row in rows:
        address = reverse("cases:invoice", args=[uids[row.number]])
        yield Shown(f"Approve the invoice, or send it back: {row.about}", address)


def _clock_source(measures: Measured, words: str, page: str) -> Source:
    return Source(
        kind=measures,
        label=measures.label,
        rows=partial(_clocks, measures),
        show=partial(_show_page, words, page),
        is_by_the_hour=measures is Measured.RESPONSE,
    )


def _page_source(kind: str, label: str, rows: Callable[[QuerySet[Case]], Rows], words: str, page: str) -> Source:
    return Source(kind=kind, label=label, rows=rows, show=partial(_show_page, words, page))


# In the order in which they stand in the filter.
SOURCES = (
    _clock_source(Measured.RESPONSE, "Answer the referral", "new-contact"),
    _clock_source(Measured.VISIT, "Visit the home", "contacts"),
    _clock_source(Measured.RESULTS, "Give the person the results", "mot"),
    replace(_page_source("home_visit", "Planned home visit", _visits, "Visit", "contacts"), is_by_the_hour=True),
    Source(kind="danger", label="Danger to tell of", rows=_dangers, show=_show_dangers, is_by_the_hour=True),
    Source(kind="mot_action", label="Plan of a Housing MOT", rows=_actions, show=_show_actions),
    Source(
        kind="order_visit",
        label="Visit of an order",
        rows=_visits_of_orders,
        show=_show_visits_of_orders,
        is_by_the_hour=True,
    ),
    _page_source("plan", "Plan for safety", _plans, "Look at the plan for safety again", "panel"),
    _page_source("flag", "Warning about an address", _flags, "Look at the warning again", "person"),
    Source(
        kind="line",
        label="Next step of a solution",
        rows=partial(_lines, "line", FOR_CASEWORKERS),
        show=_show_lines,
    ),
    Source(kind="money", label="Money", rows=partial(_lines, "money", FOR_BUDGET_HOLDERS), show=_show_lines),
    Source(kind="invoice", label="Invoice", rows=_invoices, show=_show_invoices),
    Source(kind="follow_up", label="Follow-up", rows=_follow_ups, show=_show_follow_ups),
    _page_source("suggestion", "Another service", _suggestions, "Ask whether they got there", "suggestions"),
    Source(kind="review", label="Review list", rows=_reviews, show=_show_reviews),
    Source(kind="miss", label="Reason for something late", rows=_unexplained, show=_show_unexplained),
)


def register_all() -> None:
    """Put them on the lists."""
    for source in SOURCES:
        work.register(source)
