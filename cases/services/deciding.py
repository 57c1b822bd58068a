"""Who decides and who speaks for somebody (P13), and with whom their record is shared (R2)."""

from datetime import date

from django.db import IntegrityError, transaction

from audit.services import record
from cases.constants.conversation import Capacity
from cases.constants.intake import LawfulBasis
from cases.constants.people import HowGiven, PowerKind, SharingScope
from cases.exceptions import AlreadyDecided, AssessmentIncomplete, ConsentNotRecorded, NotAPower
from cases.models import CapacityRecord, Case, Power, Sharing
from cases.services.guards import open_case, require_colleague
from core import clock
from core.transitions import lock
from people.models import Organisation, User


@transaction.atomic
def record_power(
    *,
    case: Case,
    kind: PowerKind,
    holder: str,
    decisions: str,
    document: str,
    seen_on: date,
    valid_from: date,
    by: User,
    valid_until: date | None = None,
    reach: str = "",
) -> Power:
    """Write down by what somebody decides or speaks for the person, and which paper was seen."""
    case = open_case(case, by)
    power = Power.objects.create(
        person=case.person,
        kind=kind,
        holder=holder,
        reach=reach,
        decisions=decisions,
        document=document,
        seen_on=seen_on,
        seen_by=by,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    record("cases.power_recorded", case, by=by, detail={"kind": str(kind)})
    return power


@transaction.atomic
def end_power(*, case: Case, power: Power, on: date, by: User) -> Power:
    """Say from which day a power no longer holds. What was decided by it stays as it was."""
    case = open_case(case, by)
    power = lock(Power.objects.filter(person=case.person_id), power.pk)
    power.valid_until = max(on, power.valid_from)
    power.save(update_fields=["valid_until"])
    record("cases.power_ended", case, by=by, detail={"kind": power.kind})
    return power


@transaction.atomic
def record_capacity(
    *,
    case: Case,
    decision: str,
    finding: Capacity,
    by: User,
    support_tried: str = "",
    power: Power | None = None,
) -> CapacityRecord:
    """Write down whether the person could make one decision today, what helped, and who decides where they could not.

    Raises `NotAPower` when whoever is named holds none that lets them decide today.
    """
    case = open_case(case, by)
    if finding != Capacity.DECIDES and not support_tried.strip():
        raise AssessmentIncomplete("Write what was done to help the person decide for themselves.")
    if finding == Capacity.REPRESENTED:
        require_power(case, power)
    row = CapacityRecord.objects.create(
        person=case.person,
        decision=decision,
        finding=finding,
        support_tried=support_tried,
        power=power if finding == Capacity.REPRESENTED else None,
        at=clock.now(),
        by=by,
    )
    record("cases.capacity_recorded", case, by=by)
    return row


def require_power(case: Case, power: Power | None) -> None:
    """A power of this person, which holds today and lets its holder decide and not only speak."""
    if power is None or power.person_id != case.person_id:
        raise NotAPower("Choose who decides. Record their power first, with the paper that you have seen.")
    if not power.may_decide:
        raise NotAPower(f"{power.holder} is an advocate, who speaks for the person and does not decide for them.")
    if not Power.objects.on(clock.today()).filter(pk=power.pk).exists():
        raise NotAPower(f"The power of {power.holder} does not hold today.")


@transaction.atomic
def share_with(
    *,
    case: Case,
    organisation: Organisation,
    scope: SharingScope,
    lawful_basis: LawfulBasis,
    given_on: date,
    by: User,
    how_given: HowGiven | str = "",
    note: str = "",
) -> Sharing:
    """Write down that a partner may be told about the person: how much, and by what right. One for each partner."""
    case = open_case(case, by)
    is_consent = lawful_basis == LawfulBasis.CONSENT
    if is_consent and not how_given:
        raise ConsentNotRecorded("Say how the person gave consent.")
    try:
        with transaction.atomic():
            sharing = Sharing.objects.create(
                person=case.person,
                organisation=organisation,
                scope=scope,
                lawful_basis=lawful_basis,
                how_given=how_given if is_consent else "",
                note=note,
                given_on=given_on,
                recorded_at=clock.now(),
                recorded_by=by,
            )
    except IntegrityError:
        raise AlreadyDecided(
            f"What {organisation} may be told is written down already. Take that back first to change it."
        ) from None
    record("cases.sharing_recorded", case, by=by, detail={"with": organisation.code, "scope": str(scope)})
    return sharing


@transaction.atomic
def withdraw_sharing(*, case: Case, sharing: Sharing, how: HowGiven, by: User) -> Sharing:
    """Stop telling a partner about the person, from now on. It can be taken back on a closed case too."""
    require_colleague(case, by)
    sharing = lock(Sharing.objects.filter(person=case.person_id), sharing.pk)
    if sharing.withdrawn_at:
        raise AlreadyDecided("This was taken back already.")
    sharing.withdrawn_at, sharing.withdrawn_by, sharing.withdrawn_how = clock.now(), by, how
    sharing.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_how"])
    record("cases.sharing_withdrawn", case, by=by, detail={"with": sharing.organisation.code})
    return sharing
