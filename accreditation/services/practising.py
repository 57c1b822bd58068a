"""Practice for a renewal: the person declares it, a manager or registered therapist confirms, the end is told."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accreditation.constants import RENEWAL_REMINDERS, ConfirmedAs, PracticeKind
from accreditation.exceptions import DutiesNotSeparate, PracticeNotPossible
from accreditation.models import Accreditation, PracticeConfirmation, PracticeDeclaration, RegisterEntry
from accreditation.services.notices import ask_to_confirm, remind_to_renew
from audit.services import record
from core import clock
from core.transitions import lock
from people.models import Locality, User
from people.selectors import line_manages, registered_therapist_on


@transaction.atomic
def declare_practice(
    *,
    accreditation: Accreditation,
    kind: PracticeKind,
    count: int,
    practised_on: date,
    locality: Locality,
    asked: User,
    by: User,
) -> PracticeDeclaration:
    """The person says what they did that the register was not asked about, and whom they ask to confirm it."""
    accreditation = lock(Accreditation.objects, accreditation.pk)
    if by.pk != accreditation.user_id:
        raise DutiesNotSeparate("Only the person declares their own practice.")
    if practised_on > clock.today() or practised_on < timezone.localdate(accreditation.applied_at):
        raise PracticeNotPossible("Enter a day since you applied, not later than today.")
    if count < 1:
        raise PracticeNotPossible("Enter how many.")
    _confirms_as(asked, accreditation.user)
    declaration = PracticeDeclaration.objects.create(
        accreditation=accreditation,
        kind=PracticeKind(kind),
        count=count,
        practised_on=practised_on,
        locality=locality,
        asked=asked,
        declared_at=clock.now(),
    )
    record("accreditation.practice_declared", accreditation, by=by, detail={"declaration": declaration.pk})
    ask_to_confirm(declaration)
    return declaration


@transaction.atomic
def confirm_practice(*, declaration: PracticeDeclaration, by: User) -> PracticeConfirmation:
    """A line manager or a registered therapist knows of it. From now on it counts."""
    declaration = lock(PracticeDeclaration.objects, declaration.pk)
    person = declaration.accreditation.user
    confirmed_as = _confirms_as(by, person)
    if PracticeConfirmation.objects.filter(declaration=declaration).exists():
        raise PracticeNotPossible("This is confirmed already.")
    confirmation = PracticeConfirmation.objects.create(
        declaration=declaration, person=person, confirmed_by=by, confirmed_as=confirmed_as, confirmed_at=clock.now()
    )
    record("accreditation.practice_confirmed", declaration.accreditation, by=by, detail={"declaration": declaration.pk})
    return confirmation


def _confirms_as(who: User, person: User) -> ConfirmedAs:
    """As what somebody may confirm this person's practice today."""
    if who.pk == person.pk:
        raise DutiesNotSeparate("You cannot confirm your own practice. Your manager or a registered therapist can.")
    if line_manages(who, person, clock.today()):
        return ConfirmedAs.MANAGER
    if registered_therapist_on(who, clock.today()):
        return ConfirmedAs.THERAPIST
    raise DutiesNotSeparate(f"{who} is neither the line manager of {person} nor a registered therapist.")


def remind_of_renewals() -> int:
    """Tell people 90, 30 and 7 days before the end of their term, each once. Daily; a missed day is made up for."""
    today = clock.today()
    ending = RegisterEntry.objects.holding().filter(valid_until__lte=today + timedelta(days=max(RENEWAL_REMINDERS)))
    for entry in ending.select_related("user", "scheme"):
        if entry.valid_until:
            left = (entry.valid_until - today).days
            remind_to_renew(entry, days=min(days for days in RENEWAL_REMINDERS if left <= days))
    return len(ending)
