"""Asking for consent and recording what came of it; building control. Nothing waits without saying so (design, 3.7)."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from audit.services import record
from cases.consents import last_day
from cases.constants.consents import AskedOf, BuildingControl, ConsentGiven
from cases.exceptions import AlreadyDecided, ConsentIncomplete, PermissionMissing
from cases.models import ConsentAnswer, ConsentRequest, PermissionCheck, SolutionLine, WarrantSeen
from cases.selectors.consents import needed_for, rule_for
from cases.services.guards import line_for
from core import clock
from core.transitions import lock
from people.models import User

VERB = "record consent for"

# A tenant may have asked before anybody was called. A slip in the year would make silence an answer at once.
ASKED_BEFORE_REFERRAL = timedelta(days=92)


@transaction.atomic
def ask_consent(
    *, line: SolutionLine, asked_of: AskedOf, asked: str, asked_on: date, by: User, address: str = ""
) -> ConsentRequest:
    """Record that a landlord or another owner was asked, on the day on which they got the request.

    Raises `ConsentIncomplete` for a day to come or one long before the referral, or where no rule says how long they
    have.
    """
    line = line_for(line, by, VERB)
    if asked_on > clock.today():
        raise ConsentIncomplete("The request cannot have reached them on a day that is still to come.")
    if asked_on < localtime(line.case.referral.received_at).date() - ASKED_BEFORE_REFERRAL:
        raise ConsentIncomplete(
            "That day is more than three months before the referral. Check the year. If they were asked so long ago, "
            "ask them again."
        )
    rule = rule_for(line, asked_of, on=asked_on)
    if rule is None:
        raise ConsentIncomplete(
            "No rule says how long they have to answer. Record first who owns the home, and from whom it is rented."
        )
    request = ConsentRequest.objects.create(
        line=line,
        round=line.round,
        number=(line.consentrequests.aggregate(last=Max("number"))["last"] or 0) + 1,
        at=clock.now(),
        by=by,
        asked_of=asked_of,
        asked=asked,
        address=address,
        rule=rule,
        asked_on=asked_on,
        due_on=last_day(asked_on, months=rule.months, days=rule.days),
    )
    record("cases.consent_asked", line.case, by=by, detail={"line": line.number, "request": request.number})
    return request


@transaction.atomic
def record_consent(
    *, request: ConsentRequest, answer: ConsentGiven, answered_on: date, by: User, words: str = ""
) -> ConsentAnswer:
    """Record the answer to a request. Raises `AlreadyDecided` for a second answer, `ConsentIncomplete` for a refusal or
    a condition without its words, or a day before the request."""
    line = line_for(request.line, by, VERB)
    request = lock(ConsentRequest.objects, request.pk)
    if ConsentAnswer.objects.filter(request=request).exists():
        raise AlreadyDecided("The answer to this request is recorded already. If it changed, ask once more.")
    if not request.asked_on <= answered_on <= clock.today():
        raise ConsentIncomplete("The answer came between the day of the request and today.")
    if answer != ConsentGiven.CONSENTED and not words.strip():
        raise ConsentIncomplete("Write down the conditions, or the reasons for the refusal.")
    made = ConsentAnswer.objects.create(
        request=request, answer=answer, answered_on=answered_on, words=words, at=clock.now(), by=by
    )
    detail = {"line": line.number, "request": request.number, "answer": str(answer)}
    record("cases.consent_answered", line.case, by=by, detail=detail)
    return made


@transaction.atomic
def check_permissions(
    *,
    line: SolutionLine,
    has_common_parts: bool,
    building_control: BuildingControl,
    by: User,
    owners: int | None = None,
    note: str = "",
) -> PermissionCheck:
    """Record whether the works touch common parts, and whether building control asks for a warrant or approval.

    Where the catalogue says that a warrant is likely, saying that it is not needed takes a note.
    """
    line = line_for(line, by, VERB)
    if has_common_parts and not owners:
        raise ConsentIncomplete("Enter how many owners the common parts have.")
    is_likely = line.adaptation is not None and (line.adaptation.warrant_likely or line.adaptation.structural)
    if is_likely and building_control == BuildingControl.NOT_NEEDED and not note.strip():
        raise ConsentIncomplete(
            "The catalogue says that it is likely to be needed. Write who said that it is not, and why."
        )
    check = PermissionCheck.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        has_common_parts=has_common_parts,
        owners=owners if has_common_parts else None,
        building_control=building_control,
        note=note,
    )
    record("cases.permissions_checked", line.case, by=by, detail={"line": line.number})
    return check


@transaction.atomic
def see_warrant(*, line: SolutionLine, reference: str, granted_on: date, by: User) -> WarrantSeen:
    """Record the building warrant, or approval, that somebody has seen."""
    line = line_for(line, by, VERB)
    if granted_on > clock.today():
        raise ConsentIncomplete("It cannot have been granted on a day that is still to come.")
    if not reference.strip():
        raise ConsentIncomplete("Enter its reference.")
    seen = WarrantSeen.objects.create(
        line=line, round=line.round, at=clock.now(), by=by, reference=reference, granted_on=granted_on
    )
    record("cases.warrant_seen", line.case, by=by, detail={"line": line.number})
    return seen


def require_permissions(line: SolutionLine) -> None:
    """Raise `PermissionMissing`, in words, while somebody who must agree to the works has not."""
    if missing := [one.words for one in needed_for(line) if not one.is_met]:
        raise PermissionMissing(f"This cannot be ordered yet. {' '.join(missing)}")
