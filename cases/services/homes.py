"""Homes: who lives in them and who looks after whom, moving, and warnings about an address."""

from datetime import date

from django.db import IntegrityError, transaction

from audit.services import record
from cases.constants.lines import DECIDED, LineState
from cases.constants.people import FlagKind
from cases.exceptions import AlreadyDecided, SolutionsInHand
from cases.models import Caring, Case, Home, HomeFlag, Person, Residence
from cases.seen import last_change, mark_of_home, require_as_seen
from cases.services.guards import open_case
from cases.services.lines import send_to_assessment
from core import clock
from core.transitions import lock
from people.models import Locality, Organisation, User

# What nothing may be decided for when a case moves home, and what is assessed again in the new one.
IN_HAND = DECIDED | {LineState.ARRANGED}
ASSESSED = frozenset({LineState.ASSESSED, LineState.RECOMMENDED})


def live_in(
    person: Person, home: Home, *, organisation: Organisation, by: User, since: date | None = None
) -> Residence:
    """Write down that somebody lives in a home from a day; where they lived before ends on it."""
    since = since or clock.today()
    Person.objects.select_for_update().get(pk=person.pk)
    before = Residence.objects.filter(person=person, valid_until=None).first()
    if before and before.home_id == home.pk:
        return before
    if before:
        before.valid_until = max(since, before.valid_from)
        before.save(update_fields=["valid_until"])
    return Residence.objects.create(
        person=person, home=home, organisation=organisation, valid_from=since, recorded_by=by
    )


@transaction.atomic
def update_home(
    *,
    case: Case,
    address: str,
    postcode: str,
    tenure: str,
    locality: Locality,
    uprn: str,
    by: User,
    seen: str | None = None,
) -> Home:
    """Put right where the home is and how it is held; a tenure that was to confirm is confirmed here.

    Raises `ChangedUnseen` when somebody else has changed what the writer had before them.
    """
    case = open_case(case, by)
    home = lock(Home.objects, case.home_id)
    require_as_seen(seen, mark_of_home(home), lambda: last_change("cases.home_changed", home.cases.all()))
    home.address, home.postcode, home.tenure, home.locality, home.uprn = address, postcode, tenure, locality, uprn
    home.save(update_fields=["address", "postcode", "tenure", "locality", "uprn"])
    record("cases.home_changed", case, by=by, detail={"tenure": tenure or "to confirm"})
    return home


@transaction.atomic
def add_to_household(*, case: Case, name: str, since: date, by: User, date_of_birth: date | None = None) -> Person:
    """Write down somebody else who lives in the home. They have no case unless one is opened for them."""
    case = open_case(case, by)
    person = Person.objects.create(name=name, date_of_birth=date_of_birth)
    live_in(person, case.home, organisation=case.organisation, by=by, since=since)
    record("cases.household_changed", case, by=by)
    return person


@transaction.atomic
def leave_household(*, case: Case, residence: Residence, on: date, by: User) -> None:
    """Write down that somebody no longer lives in the home, from a day."""
    case = open_case(case, by)
    residence = lock(Residence.objects.filter(home=case.home_id, valid_until=None), residence.pk)
    residence.valid_until = max(on, residence.valid_from)
    residence.save(update_fields=["valid_until"])
    record("cases.household_changed", case, by=by)


@transaction.atomic
def add_carer(*, case: Case, carer: Person, tie: str, since: date, by: User) -> Caring:
    """Write down who looks after the person. Raises `AlreadyDecided` when that is written already."""
    case = open_case(case, by)
    try:
        with transaction.atomic():
            caring = Caring.objects.create(carer=carer, person=case.person, tie=tie, valid_from=since, recorded_by=by)
    except IntegrityError:
        raise AlreadyDecided("This is written down already.") from None
    record("cases.carer_added", case, by=by)
    return caring


@transaction.atomic
def end_caring(*, case: Case, caring: Caring, on: date, by: User) -> None:
    case = open_case(case, by)
    caring = lock(Caring.objects.filter(person=case.person_id, valid_until=None), caring.pk)
    caring.valid_until = max(on, caring.valid_from)
    caring.save(update_fields=["valid_until"])
    record("cases.carer_ended", case, by=by)


@transaction.atomic
def move_home(*, case: Case, home: Home | None, details: dict, moved_on: date, by: User) -> Case:
    """The person moves, and the case goes on in the new home.

    What was assessed for the old home is assessed again. Raises `SolutionsInHand` while something is decided for it
    and neither handed over nor stopped.
    """
    case = open_case(case, by)
    lines = list(case.lines.all())
    if decided := [line for line in lines if line.state in IN_HAND]:
        named = "; ".join(f"{line.title} ({line.get_state_display().lower()})" for line in decided)
        raise SolutionsInHand(f"This is decided for the old home. Hand it over or stop it first: {named}.")
    new = home or Home.objects.create(**details)
    case.home = new
    case.save(update_fields=["home"])
    live_in(case.person, new, organisation=case.organisation, by=by, since=moved_on)
    for line in lines:
        if line.state in ASSESSED:
            send_to_assessment(line=line, by=by)
    record("cases.person_moved_home", case, by=by)
    return case


@transaction.atomic
def raise_flag(*, case: Case, kind: FlagKind, words: str, reason: str, review_on: date, by: User) -> HomeFlag:
    """Warn everybody who opens a case of this home."""
    case = open_case(case, by)
    flag = HomeFlag.objects.create(
        home=case.home,
        kind=kind,
        words=words,
        reason=reason,
        raised_at=clock.now(),
        raised_by=by,
        review_on=review_on,
    )
    record("cases.flag_raised", case, by=by, detail={"kind": str(kind)})
    return flag


@transaction.atomic
def keep_flag(*, case: Case, flag: HomeFlag, review_on: date, by: User) -> HomeFlag:
    """Look at a warning again and leave it standing, until the next day of review."""
    case = open_case(case, by)
    flag = lock(HomeFlag.objects.filter(home=case.home_id, ended_at=None), flag.pk)
    flag.review_on = review_on
    flag.save(update_fields=["review_on"])
    record("cases.flag_kept", case, by=by, detail={"kind": flag.kind})
    return flag


@transaction.atomic
def end_flag(*, case: Case, flag: HomeFlag, reason: str, by: User) -> HomeFlag:
    """Take a warning down, with the reason."""
    case = open_case(case, by)
    flag = lock(HomeFlag.objects.filter(home=case.home_id, ended_at=None), flag.pk)
    flag.ended_at, flag.ended_by, flag.ended_reason = clock.now(), by, reason
    flag.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record("cases.flag_ended", case, by=by, detail={"kind": flag.kind})
    return flag
