"""What waits in a case by itself: an answer, a visit, the next step of a solution, money, a review (P1, H2, H3)."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from cases import work
from cases.constants.clocks import Measured
from cases.constants.contact import WAITING_HOME_VISITS
from cases.constants.lines import DECIDED, LineState
from cases.constants.mot import ActionState
from cases.models import (
    Case,
    Conversation,
    DirectAccessArrangement,
    FastTrack,
    HomeVisit,
    MissReason,
    MotAction,
    ReviewItem,
    ServiceClock,
    SolutionLine,
    UrgentNotice,
)
from cases.pathway import FOR_CASEWORKERS, next_step
from cases.work import Cases, EndOfDay, Row, Rows, Shown, Source, as_rows

FOR_BUDGET_HOLDERS = (LineState.AUTHORISED, LineState.AWAITING_FUNDS)


def _clocks(measures: Measured, cases: QuerySet[Case]) -> Rows:
    """Nobody rings or visits somebody who has died or moved away."""
    reachable = Q(case__person__died_on=None, case__person__moved_on=None)
    waiting = ServiceClock.objects.filter(reachable, case__in=cases, measures=measures, done_at=None)
    return as_rows(waiting, kind=measures, due_at="due_at", since="starts_at")


def _show_page(words: str, page: str, rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    """Rows that say the same and differ in the case alone. What it is about stands after the words."""
    for row in rows:
        about = f": {row.about}" if row.about else ""
        yield Shown(f"{words}{about}", reverse(f"cases:{page}", args=[cases[row.case_id].reference]))


def _visits(cases: QuerySet[Case]) -> Rows:
    waiting = HomeVisit.objects.filter(case__in=cases, state__in=WAITING_HOME_VISITS)
    return as_rows(waiting, kind="home_visit", due_at="starts_at", since="proposed_at", about="purpose")


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

    What is on the review list waits there.
    """
    under_review = Exists(ReviewItem.objects.filter(line=OuterRef("pk"), decided_at=None))
    waiting = SolutionLine.objects.filter(~under_review, case__in=cases, state__in=states)
    of_this_round = {"line": OuterRef("pk"), "round": OuterRef("round")}
    fast = FastTrack.objects.filter(**of_this_round).values("due_at")[:1]
    direct = DirectAccessArrangement.objects.filter(**of_this_round).values(end=EndOfDay("due_on"))[:1]
    return as_rows(waiting, kind=kind, since="proposed_at", due_at=Coalesce(Subquery(fast), Subquery(direct)))


def _show_lines(rows: Sequence[Row], cases: Cases) -> Iterable[Shown]:
    lines = SolutionLine.objects.prefetch_related("repairs", "redflaganswers").in_bulk([row.number for row in rows])
    talked = set(Conversation.objects.filter(case__in=cases).values_list("case", flat=True))
    for row in rows:
        line = lines[row.number]
        line.case = cases[row.case_id]
        asked = any(answer.round == line.round for answer in line.redflaganswers.all())
        step = next_step(line, has_conversation=row.case_id in talked, waits_to_be_read=asked)
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


def register_all() -> None:
    """Put them on the lists, in the order in which they stand in the filter."""
    for measures, words, page in (
        (Measured.RESPONSE, "Answer the referral", "new-contact"),
        (Measured.VISIT, "Visit the home", "contacts"),
        (Measured.RESULTS, "Give the person the results", "mot"),
    ):
        work.register(
            Source(
                kind=measures,
                label=measures.label,
                rows=partial(_clocks, measures),
                show=partial(_show_page, words, page),
                is_by_the_hour=measures is Measured.RESPONSE,
            )
        )
    show_visits = partial(_show_page, "Visit", "contacts")
    work.register(Source(kind="home_visit", label="Planned visit", rows=_visits, show=show_visits, is_by_the_hour=True))
    work.register(
        Source(kind="danger", label="Danger to tell of", rows=_dangers, show=_show_dangers, is_by_the_hour=True)
    )
    work.register(Source(kind="mot_action", label="Plan of a Housing MOT", rows=_actions, show=_show_actions))
    lines = partial(_lines, "line", FOR_CASEWORKERS)
    work.register(Source(kind="line", label="Next step of a solution", rows=lines, show=_show_lines))
    money = partial(_lines, "money", FOR_BUDGET_HOLDERS)
    work.register(Source(kind="money", label="Money", rows=money, show=_show_lines))
    work.register(Source(kind="review", label="Review list", rows=_reviews, show=_show_reviews))
    work.register(Source(kind="miss", label="Reason for something late", rows=_unexplained, show=_show_unexplained))
