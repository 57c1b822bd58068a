"""A suspension from its first moment to its end: at once by one, replied to, reviewed, lifted by two (A2)."""

from datetime import date, datetime

from django.db import transaction

from accreditation.constants import REVIEW_WORKING_DAYS, DecisionKind, LiftedAs
from accreditation.exceptions import DutiesNotSeparate, SecondOfficerNeeded, TermNotPossible
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    RegisterEntry,
    ReinstatementProposal,
    SuspensionReply,
    SuspensionReview,
)
from accreditation.services.deciding import decide, open_for, require_separate, require_unquestioned, required
from accreditation.services.notices import tell_of_review, tell_officers
from accreditation.services.register import rewrite_entry
from audit.services import record
from core import clock
from core.working_days import Calendar, add_working_days
from people.models import User


@transaction.atomic
def suspend(
    *,
    accreditation: Accreditation,
    reason: str,
    by: User,
    effective_from: datetime | None = None,
    review_on: date | None = None,
    calendar: Calendar = Calendar.SCOTLAND,
) -> AccreditationDecision:
    """Stop an accreditation at once. One officer is enough, at any hour; the person is told and can reply.

    It is looked at again on `review_on`, ten working days of the calendar from today unless another day is named.
    """
    accreditation, _ = open_for(accreditation, DecisionKind.SUSPENDED)
    return decide(
        accreditation,
        DecisionKind.SUSPENDED,
        reason=reason,
        by=by,
        effective_from=effective_from,
        review_on=_later(review_on or default_review_day(calendar)),
        review_calendar=calendar,
    )


def default_review_day(calendar: Calendar = Calendar.SCOTLAND) -> date:
    return add_working_days(clock.today(), REVIEW_WORKING_DAYS, calendar)


def _later(review_on: date) -> date:
    if review_on <= clock.today():
        raise TermNotPossible("The day of review must be after today.")
    return review_on


@transaction.atomic
def reply(*, accreditation: Accreditation, text: str, by: User) -> SuspensionReply:
    """The person answers their suspension in writing. It is kept as written, and the officers are told."""
    accreditation, standing = open_for(accreditation, "reply")
    if by.pk != accreditation.user_id:
        raise DutiesNotSeparate("Only the person who is suspended writes the reply.")
    if not text.strip():
        raise TermNotPossible("Write your reply.")
    written = SuspensionReply.objects.create(
        suspension=_present(standing.suspension), text=text.strip(), written_at=clock.now()
    )
    record("accreditation.suspension_replied", accreditation, by=by)
    tell_officers(accreditation, template="suspension_reply", key=f"accreditation.reply.{written.pk}")
    return written


@transaction.atomic
def keep_suspended(
    *,
    accreditation: Accreditation,
    reason: str,
    by: User,
    next_review_on: date | None = None,
    calendar: Calendar = Calendar.SCOTLAND,
) -> SuspensionReview:
    """Look at a suspension again and keep it, with the reason and the next day of review. The person is told."""
    accreditation, standing = open_for(accreditation, "review")
    require_separate(accreditation.user, officer=by)
    review = SuspensionReview.objects.create(
        suspension=_present(standing.suspension),
        reason=required(reason),
        reviewed_by=by,
        reviewed_at=clock.now(),
        next_review_on=_later(next_review_on or default_review_day(calendar)),
        review_calendar=calendar,
    )
    rewrite_entry(accreditation, at=clock.now())
    record("accreditation.suspension_reviewed", accreditation, by=by)
    tell_of_review(review)
    return review


@transaction.atomic
def propose_reinstatement(
    *, accreditation: Accreditation, reason: str, lifted_as: LiftedAs, by: User
) -> ReinstatementProposal:
    """The first of two officers says that the suspension should end, and whether it was unfounded."""
    accreditation, standing = open_for(accreditation, DecisionKind.REINSTATED)
    require_separate(accreditation.user, officer=by)
    require_unquestioned(accreditation, _present(standing.suspension))
    proposal, is_new = ReinstatementProposal.objects.get_or_create(
        suspension=_present(standing.suspension),
        proposed_by=by,
        defaults={"reason": required(reason), "lifted_as": LiftedAs(lifted_as), "proposed_at": clock.now()},
    )
    if is_new:
        record("accreditation.reinstatement_proposed", accreditation, by=by)
    return proposal


@transaction.atomic
def reinstate(*, accreditation: Accreditation, reason: str, by: User, second: User) -> AccreditationDecision:
    """Lift a suspension as `second` proposed it; `by` confirms. Two officers, so never the suspender alone."""
    accreditation, standing = open_for(accreditation, DecisionKind.REINSTATED)
    if by.pk == second.pk:
        raise SecondOfficerNeeded("Lifting a suspension takes two officers. Another officer must confirm it.")
    require_separate(accreditation.user, officer=second)
    proposal = ReinstatementProposal.objects.filter(suspension=standing.suspension, proposed_by=second).first()
    if proposal is None:
        raise SecondOfficerNeeded(f"{second} has not proposed lifting this suspension.")
    require_unquestioned(accreditation, proposal.suspension)
    return decide(
        accreditation,
        DecisionKind.REINSTATED,
        reason=reason,
        by=by,
        second_actor=second,
        lifted_as=proposal.lifted_as,
    )


def remind_of_reviews() -> int:
    """Tell the officers, once for each day of review, that a suspension is to be looked at again. Daily."""
    due = RegisterEntry.objects.filter(is_suspended=True, ended_as="", review_on__lte=clock.today())
    for entry in due.select_related("accreditation__scheme", "user"):
        key = f"accreditation.review.{entry.pk}.{entry.review_on:%Y%m%d}"
        tell_officers(entry.accreditation, template="review_due", key=key)
    return len(due)


def _present(suspension: AccreditationDecision | None) -> AccreditationDecision:
    """The suspension that holds. Raises LookupError where there is none, which the state rules out."""
    if suspension is None:
        raise LookupError("No suspension holds.")
    return suspension
