"""Point somebody to another service, and ask later whether they got there (H10)."""

from datetime import date

from django.db import transaction

from audit.services import record
from cases.constants.directory import SENT_BY, Answered, GotThere, ListingState, ToldHow, Topic
from cases.contact import why_not
from cases.exceptions import AlreadyDecided, MayNotBeContacted, NotWhole
from cases.models import Case, ListedService, Suggestion, SuggestionFollowUp
from cases.services.guards import open_case, require_colleague
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def suggest_service(
    *,
    case: Case,
    service: ListedService,
    topic: Topic,
    told_how: ToldHow,
    answered: Answered,
    by: User,
    said: str = "",
    ask_again_on: date | None = None,
) -> Suggestion:
    """Write down that the person was told of a service, in the entry's words of today.

    Raises `MayNotBeContacted` for somebody who has died or moved away, or whom that way does not reach safely (R4).
    """
    case = open_case(case, by)
    service = lock(ListedService.objects.select_related("organisation"), service.pk)
    if service.state != ListingState.ACTIVE:
        raise AlreadyDecided(f"“{service.name}” is out of use: {service.state_reason}")
    _require_may_be_told(case, told_how)
    if answered == Answered.DECLINES:
        ask_again_on = None
    elif ask_again_on is None:
        raise NotWhole("Enter the day on which somebody asks whether they got there.")
    elif ask_again_on <= clock.today():
        raise NotWhole("Choose a day to ask again that is still to come.")
    suggestion = Suggestion.objects.create(
        case=case,
        service=service,
        words=service.as_told(),
        topic=topic,
        told_how=told_how,
        answered=answered,
        said=said,
        ask_again_on=ask_again_on,
        at=clock.now(),
        by=by,
    )
    record("cases.service_suggested", case, by=by, detail={"service": str(service.uid)})
    return suggestion


def _require_may_be_told(case: Case, told_how: ToldHow) -> None:
    if not case.person.may_be_contacted:
        raise MayNotBeContacted("The person has died or moved away. Nothing is suggested to them.")
    if told_how in SENT_BY and (reason := why_not(case.person, by=SENT_BY[told_how])):
        raise MayNotBeContacted(reason)


@transaction.atomic
def follow_up_suggestion(
    *, suggestion: Suggestion, got_there: GotThere, by: User, note: str = "", ask_again_on: date | None = None
) -> SuggestionFollowUp:
    """Say whether they got there. “Not yet” names the day of asking again; everything else ends the asking.

    It can be said of a closed case, too: what came of it is often heard later.
    """
    suggestion = lock(Suggestion.objects, suggestion.pk)
    require_colleague(suggestion.case, by)
    if suggestion.ask_again_on is None:
        raise AlreadyDecided("What came of it is written down already, or the person did not want it.")
    if got_there in {GotThere.TURNED_AWAY, GotThere.NOT_KNOWN} and not note.strip():
        raise NotWhole("Say why.")
    if got_there != GotThere.NOT_YET:
        ask_again_on = None
    elif ask_again_on is None or ask_again_on <= clock.today():
        raise NotWhole("Enter a day to ask again that is still to come.")
    made = SuggestionFollowUp.objects.create(
        suggestion=suggestion, got_there=got_there, note=note, at=clock.now(), by=by
    )
    suggestion.ask_again_on = ask_again_on
    suggestion.save(update_fields=["ask_again_on"])
    record("cases.suggestion_followed_up", suggestion.case, by=by, detail={"got_there": str(got_there)})
    return made
