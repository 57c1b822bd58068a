"""The review list: undelivered lines whose authoriser has been suspended or revoked (P12)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accreditation.models import Accreditation, AccreditationDecision
from audit.services import record
from cases import register
from cases.constants.decisions import Sought
from cases.constants.lines import ALLOWED_FROM, LineRoute, LineState
from cases.constants.reviews import REVIEW_DAYS, ReviewDecision
from cases.exceptions import AlreadyDecided, DutiesNotSeparate
from cases.models import Authorisation, ReviewItem, SolutionLine
from cases.register import Said
from cases.registers import Asked, Reply
from cases.selectors import undelivered_by
from cases.services.commitments import release_unordered
from cases.services.guards import move, require_colleague, require_no_relation
from cases.services.provision import cancel_with_line
from core import clock
from core.transitions import lock, require_state
from core.working_days import add_working_days
from people.models import User
from people.vocabulary import Nation, Tier


@transaction.atomic
def put_on_review_list(*, accreditation: Accreditation, decision: AccreditationDecision) -> list[ReviewItem]:
    """Put what this person authorised, and nobody has handed over yet, on the review list.

    The authorisations stay valid when made. Doing it twice adds nothing.
    """
    return raise_reviews(undelivered_by(accreditation.user), why=decision.kind)


def raise_reviews(undelivered: QuerySet[Authorisation], *, why: str) -> list[ReviewItem]:
    """Put these on the review list, but for those that wait there or were confirmed. In the transaction under way."""
    looked_at = ReviewItem.objects.filter(
        Q(decided_at=None) | Q(decision=ReviewDecision.CONFIRM), authorisation=OuterRef("pk")
    )
    items = []
    for authorisation in undelivered.filter(~Exists(looked_at)).select_related("line__case__home__locality"):
        calendar = Nation(authorisation.line.case.home.locality.nation).calendar
        item = ReviewItem.objects.create(
            authorisation=authorisation,
            line=authorisation.line,
            authorised_by_id=authorisation.by_id,
            why=why,
            raised_at=clock.now(),
            due_on=add_working_days(clock.today(), REVIEW_DAYS, calendar),
            calendar=calendar,
        )
        record("cases.review_raised", authorisation.line.case, by=None, detail={"line": authorisation.line.number})
        items.append(item)
    return items


def review_line(*, item: ReviewItem, decision: ReviewDecision, note: str, by: User) -> Said:
    """Confirm, change or stop a line on the review list.

    Whoever confirms must be permitted by the register to authorise it themselves; a refusal is kept and leaves the
    item open. Raises `DutiesNotSeparate` for the authoriser, `AlreadyDecided` for the second of two.
    """

    def prepare() -> Asked | Said:
        line, found = _may_be_reviewed(item, by)
        if decision != ReviewDecision.CONFIRM:
            return _review(line, found, decision, note, by)
        question = register.question_about(line, by=by, tier=Tier(found.authorisation.tier))
        return register.about(line, question, by=by)

    def write(asked: Asked, reply: Reply) -> Said:
        line, question = asked.the_line, asked.question
        if not reply.permitted:
            record("cases.authorisation_refused", line.case, by=by, detail={"line": line.number, "review": item.pk})
            return register.keep_refusal(line, sought=Sought.CONFIRM, by=by, question=question, reply=reply)
        return _review(line, lock(ReviewItem.objects, item.pk), decision, note, by, answer_id=reply.answer_id)

    return register.ask(prepare, write)


def _may_be_reviewed(item: ReviewItem, by: User) -> tuple[SolutionLine, ReviewItem]:
    line = lock(SolutionLine.objects, item.line_id)
    item = lock(ReviewItem.objects, item.pk)
    require_colleague(line.case, by)
    if item.decided_at is not None:
        raise AlreadyDecided(f"This is already decided: {item.decided_by} chose “{item.get_decision_display()}”.")
    if item.authorised_by_id == by.pk:
        raise DutiesNotSeparate("You authorised this. Somebody else must look at it again.")
    require_state(line, "review", allowed=ALLOWED_FROM["review"])
    require_no_relation(line, by)
    return line, item


def _review(
    line: SolutionLine, item: ReviewItem, decision: ReviewDecision, note: str, by: User, *, answer_id: str = ""
) -> Said:
    item.decision, item.note, item.decided_at, item.decided_by = decision, note, clock.now(), by
    item.answer_id = answer_id
    item.save()
    record("cases.line_reviewed", line.case, by=by, detail={"line": line.number, "decision": str(decision)})
    if decision != ReviewDecision.CONFIRM:
        cancel_with_line(line, reason=note, by=by)
        release_unordered(line, reason=f"The review decided otherwise: {note}", by=by)
    if decision == ReviewDecision.CHANGE:
        again = {"route": LineRoute.ASSESSED, "round": line.round + 1, "waiting_reason": ""}
        move(line, LineState.PROPOSED, verb="line_sent_to_assessment", by=by, **again)
    if decision == ReviewDecision.STOP:
        stopped = {"stopped_at": clock.now(), "stopped_by": by, "stopped_reason": note}
        move(line, LineState.STOPPED, verb="line_stopped", by=by, **stopped)
    return Said(permitted=True, record=item)
