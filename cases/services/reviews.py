"""The review list: undelivered lines whose authoriser has been suspended or revoked (P12)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accreditation.models import Accreditation, AccreditationDecision
from audit.services import record
from cases import register
from cases.constants.decisions import Sought
from cases.constants.lines import ALLOWED_FROM, LineRoute, LineState
from cases.constants.reviews import REVIEW_DAYS, ReviewDecision
from cases.exceptions import AlreadyDecided, DutiesNotSeparate
from cases.models import ReviewItem, SolutionLine
from cases.register import Said
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
    looked_at = ReviewItem.objects.filter(
        Q(decided_at=None) | Q(decision=ReviewDecision.CONFIRM), authorisation=OuterRef("pk")
    )
    undelivered = undelivered_by(accreditation.user).filter(~Exists(looked_at))
    items = []
    for authorisation in undelivered.select_related("line__case__home__locality"):
        calendar = Nation(authorisation.line.case.home.locality.nation).calendar
        item = ReviewItem.objects.create(
            authorisation=authorisation,
            line=authorisation.line,
            authorised_by_id=authorisation.by_id,
            why=decision.kind,
            raised_at=clock.now(),
            due_on=add_working_days(clock.today(), REVIEW_DAYS, calendar),
            calendar=calendar,
        )
        record("cases.review_raised", authorisation.line.case, by=None, detail={"line": authorisation.line.number})
        items.append(item)
    return items


@transaction.atomic
def review_line(*, item: ReviewItem, decision: ReviewDecision, note: str, by: User) -> Said:
    """Confirm, change or stop a line on the review list.

    Whoever confirms must be permitted by the register to authorise it themselves; a refusal is kept and leaves the
    item open. Raises `DutiesNotSeparate` for the authoriser, `AlreadyDecided` for the second of two.
    """
    line = lock(SolutionLine.objects, item.line_id)
    item = lock(ReviewItem.objects, item.pk)
    require_colleague(line.case, by)
    if item.decided_at is not None:
        raise AlreadyDecided(f"This is already decided: {item.decided_by} chose “{item.get_decision_display()}”.")
    if item.authorised_by_id == by.pk:
        raise DutiesNotSeparate("You authorised this. Somebody else must look at it again.")
    require_state(line, "review", allowed=ALLOWED_FROM["review"])
    require_no_relation(line, by)
    item.decision, item.note, item.decided_at, item.decided_by = decision, note, clock.now(), by
    if decision == ReviewDecision.CONFIRM:
        tier = Tier(item.authorisation.tier)
        question = register.question_about(line, by=by, tier=tier)
        answer = register.ask(line, question, by=by)
        if not answer.decision:
            record("cases.authorisation_refused", line.case, by=by, detail={"line": line.number, "review": item.pk})
            return register.keep_refusal(line, sought=Sought.CONFIRM, by=by, question=question, answer=answer)
        item.answer_id = str(answer.public_id)
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
