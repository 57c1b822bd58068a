"""From a referral to a recorded conversation, and the end of a case."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from audit.services import record
from cases.constants.conversation import Capacity
from cases.constants.intake import REFERENCE_PREFIX, CaseState, ClosedReason, LawfulBasis, ReferralRoute
from cases.constants.lines import FINISHED
from cases.exceptions import AssessmentIncomplete, LinesUnfinished, NotYourOrganisation
from cases.models import Case, Conversation, Home, Person, ReferenceCounter, Referral
from cases.services.equipment import collect_from
from cases.services.guards import open_case, require_colleague
from core import clock
from people.models import Locality, User
from people.selectors import current_employment
from people.vocabulary import Tenure


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    name: str
    date_of_birth: date | None = None
    telephone: str = ""
    email: str = ""
    safe_contact: str = ""
    communication_needs: str = ""


@dataclass(frozen=True, kw_only=True)
class HomeDetails:
    address: str
    postcode: str
    tenure: Tenure
    locality: Locality
    uprn: str = ""


@transaction.atomic
def take_referral(
    *,
    person: PersonDetails,
    home: HomeDetails,
    route: ReferralRoute,
    reason: str,
    lawful_basis: LawfulBasis,
    by: User,
    owner: User | None = None,
) -> Case:
    """Open a case for somebody. It belongs to the organisation of whoever takes the referral.

    Raises `NotYourOrganisation` when they work nowhere today, or the owner works elsewhere.
    """
    job = current_employment(by)
    if job is None:
        raise NotYourOrganisation("You do not work for an organisation today, so you cannot take a referral.")
    referral = Referral.objects.create(
        route=route,
        reason=reason,
        lawful_basis=lawful_basis,
        organisation=job.organisation,
        received_at=clock.now(),
        received_by=by,
    )
    case = Case(
        reference=_next_reference(),
        organisation=job.organisation,
        owner=owner or by,
        referral=referral,
        person=Person.objects.create(**asdict(person)),
        home=Home.objects.create(
            address=home.address,
            postcode=home.postcode,
            tenure=home.tenure,
            locality=home.locality,
            uprn=home.uprn,
        ),
        opened_at=clock.now(),
    )
    require_colleague(case, case.owner)
    case.save()
    record("cases.referral_taken", case, by=by, detail={"route": str(route), "lawful_basis": str(lawful_basis)})
    return case


def _next_reference() -> str:
    """Such as AR-2027-0042, in the order of the year's referrals."""
    year = clock.today().year
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{REFERENCE_PREFIX}-{year}-{counter.last:04}"


@transaction.atomic
def record_conversation(
    *,
    case: Case,
    what_matters: str,
    goals: str,
    rehousing: tuple[str, str],
    equipment: tuple[str, str],
    technology: tuple[str, str],
    rehabilitation: tuple[str, str],
    took_part: str,
    capacity: Capacity,
    by: User,
    capacity_note: str = "",
    had_time_alone_offered: bool = False,
) -> Conversation:
    """Record a conversation. Each of the four solutions comes with what was thought of it and the reason (P2)."""
    case = open_case(case, by)
    considered = {
        "rehousing": rehousing,
        "equipment": equipment,
        "technology": technology,
        "rehabilitation": rehabilitation,
    }
    if not all(reason.strip() for _, reason in considered.values()):
        raise AssessmentIncomplete("Say why for each of rehousing, equipment, technology and rehabilitation.")
    if capacity == Capacity.REPRESENTED and not capacity_note.strip():
        raise AssessmentIncomplete("Name who decides for the person, and the powers that you have seen.")
    conversation = Conversation.objects.create(
        case=case,
        what_matters=what_matters,
        goals=goals,
        **{name: value for name, (value, _) in considered.items()},
        **{f"{name}_reason": reason for name, (_, reason) in considered.items()},
        took_part=took_part,
        had_time_alone_offered=had_time_alone_offered,
        capacity=capacity,
        capacity_note=capacity_note,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    record("cases.conversation_recorded", case, by=by)
    return conversation


@transaction.atomic
def mark_person(*, case: Case, by: User, died_on: date | None = None, moved_on: date | None = None) -> None:
    """Mark once that somebody has died or moved away; whatever would contact them looks here (R4)."""
    case = open_case(case, by)
    person = Person.objects.select_for_update().get(pk=case.person_id)
    person.died_on = died_on or person.died_on
    person.moved_on = moved_on or person.moved_on
    person.save(update_fields=["died_on", "moved_on"])
    if died_on or moved_on:
        collect_from(person, why="The person has died." if died_on else "The person has moved away.", by=by)
    record("cases.person_marked", case, by=by, detail={"died": died_on is not None, "moved": moved_on is not None})


@transaction.atomic
def close_case(*, case: Case, reason: ClosedReason, by: User, note: str = "") -> Case:
    """Close a case whose lines each have an outcome or were stopped. Raises `LinesUnfinished` otherwise."""
    case = open_case(case, by)
    if waiting := [line for line in case.lines.all() if line.state not in FINISHED]:
        named = "; ".join(f"{line.title} ({line.get_state_display().lower()})" for line in waiting)
        raise LinesUnfinished(f"Record an outcome or stop each solution first: {named}.")
    case.state = CaseState.CLOSED
    case.closed_at, case.closed_by = clock.now(), by
    case.closed_reason, case.closing_note = reason, note
    case.save(update_fields=["state", "closed_at", "closed_by", "closed_reason", "closing_note"])
    record("cases.closed", case, by=by, detail={"reason": str(reason)})
    return case
