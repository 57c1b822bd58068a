"""Staff checks and professional registrations: what was seen, by whom, until when; never what it said (A8, A9).

Each change is news (`signals.fitness_changed`) inside its transaction: the register must know it at once.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from people.constants import OCCUPATIONAL_THERAPIST, REGISTERED_THERAPISTS, RegistrationBody, Role, StaffCheckKind
from people.exceptions import RecordNotAccepted
from people.models import ComplexExperience, Profession, ProfessionalRegistration, StaffCheck, StaffCheckEnd, User
from people.selectors import current_employment, has_role, organisations_managed_by
from people.signals import fitness_changed


@dataclass(frozen=True, kw_only=True)
class NumberFormat:
    """How a body writes the numbers on its register, for people and for the machine."""

    pattern: str
    words: str


NUMBER_FORMATS = {
    RegistrationBody.HCPC: NumberFormat(
        pattern=r"[A-Z]{2}\d{4,6}", words="two letters and up to six digits, such as OT104233"
    ),
    RegistrationBody.NMC: NumberFormat(
        pattern=r"\d{2}[A-Z]\d{4}[A-Z]", words="two digits, a letter, four digits and a letter, such as 01A2345S"
    ),
    RegistrationBody.SSSC: NumberFormat(pattern=r"\d{5,8}", words="five to eight digits, such as 3012345"),
    RegistrationBody.SWE: NumberFormat(pattern=r"SW\d{1,6}", words="SW and up to six digits, such as SW12345"),
}
# What the HCPC's numbers of these professions begin with. An OT's number opens doors by itself (A8).
HCPC_LETTERS = {OCCUPATIONAL_THERAPIST: "OT", "physiotherapist": "PH"}


def may_record(by: User, user: User) -> bool:
    """Officers record for everybody, managers for the staff of the organisations they manage, the governance group
    for the visitors whom it invites; nobody for themselves.
    """
    if by.pk == user.pk:
        return False
    if user.visits_from and has_role(by, Role.GOVERNANCE):
        return True
    if has_role(by, Role.ACCREDITATION_OFFICER):
        return True
    job = current_employment(user)
    return job is not None and job.organisation_id in organisations_managed_by(by)


@transaction.atomic
def record_staff_check(*, user: User, kind: StaffCheckKind, checked_on: date, recheck_on: date, by: User) -> StaffCheck:
    """That a check was seen. A newer one stands beside the older, and the last day of any counts."""
    user = _person(user, by)
    if checked_on > clock.today():
        raise RecordNotAccepted("The day on which you saw the check has not come yet.")
    if recheck_on <= checked_on:
        raise RecordNotAccepted("The day for looking again must come after the day on which you saw the check.")
    check = StaffCheck.objects.create(
        user=user, kind=StaffCheckKind(kind), checked_on=checked_on, recheck_on=recheck_on, recorded_by=by
    )
    record("people.staff_check_recorded", check, by=by)
    fitness_changed.send(sender=StaffCheck, user=user)
    return check


@transaction.atomic
def end_staff_check(*, check: StaffCheck, by: User) -> None:
    """From this moment no check of this kind counts for the person, the older ones too."""
    user = _person(check.user, by)
    standing = list(StaffCheck.objects.filter(user=user, kind=check.kind, end__isnull=True))
    if check.pk not in {row.pk for row in standing}:
        raise RecordNotAccepted("This check was ended already.")
    now = clock.now()
    for row in standing:
        StaffCheckEnd.objects.create(check_ended=row, ended_at=now, ended_by=by)
        record("people.staff_check_ended", row, by=by)
    fitness_changed.send(sender=StaffCheck, user=user)


@transaction.atomic
def record_registration(
    *,
    user: User,
    body: RegistrationBody,
    number: str,
    profession: Profession,
    valid_from: date,
    valid_until: date,
    checked_on: date,
    by: User,
) -> ProfessionalRegistration:
    """An entry on a body's register, as it was looked up there. Renewed, it is a row of its own."""
    user = _person(user, by)
    body, number = RegistrationBody(body), "".join(number.split()).upper()
    _require_number(body, number, profession)
    if checked_on > clock.today():
        raise RecordNotAccepted("The day on which you looked it up has not come yet.")
    if valid_until <= valid_from:
        raise RecordNotAccepted("The registration must end after it starts.")
    same = ProfessionalRegistration.objects.select_for_update().filter(body=body, number=number)
    if same.exclude(user=user).exists():
        raise RecordNotAccepted("This number is recorded for somebody else. Look it up again.")
    if same.filter(valid_from=valid_from).exists():
        raise RecordNotAccepted("This registration is recorded from that day already.")
    registration = ProfessionalRegistration.objects.create(
        user=user,
        body=body,
        number=number,
        profession=profession,
        valid_from=valid_from,
        valid_until=valid_until,
        checked_on=checked_on,
        checked_by=by,
    )
    record("people.registration_recorded", registration, by=by)
    fitness_changed.send(sender=ProfessionalRegistration, user=user)
    return registration


@transaction.atomic
def end_registration(*, registration: ProfessionalRegistration, by: User) -> None:
    """The body has ended it early: from this moment the number holds nothing, a later renewal of it neither."""
    user, today = _person(registration.user, by), clock.today()
    rows = ProfessionalRegistration.objects.select_for_update().filter(
        user=user, body=registration.body, number=registration.number, valid_until__gt=today, ended_at=None
    )
    if not (standing := list(rows)):
        raise RecordNotAccepted("This registration has ended already.")
    for row in standing:
        row.was_until, row.ended_at, row.ended_by = row.valid_until, clock.now(), by
        row.valid_until = max(today, row.valid_from)
        row.save(update_fields=["valid_until", "was_until", "ended_at", "ended_by"])
        record("people.registration_ended", row, by=by)
    fitness_changed.send(sender=ProfessionalRegistration, user=user)


@transaction.atomic
def record_experience(
    *, registration: ProfessionalRegistration, valid_from: date, valid_until: date | None = None, by: User
) -> ComplexExperience:
    """That somebody registered as a therapist is experienced in provision for complex needs (A8)."""
    user, today = _person(registration.user, by), clock.today()
    if registration.profession.code not in REGISTERED_THERAPISTS:
        raise RecordNotAccepted("Experience in complex needs is recorded for registered therapists.")
    if registration.valid_until <= today:
        raise RecordNotAccepted("This registration has ended. Record its renewal first.")
    if valid_from > today:
        raise RecordNotAccepted("The day from which they are experienced has not come yet.")
    if valid_until and valid_until <= today:
        raise RecordNotAccepted("The day on which it is looked at again must come after today.")
    if ComplexExperience.objects.holding(clock.now()).filter(registration__user=user).exists():
        raise RecordNotAccepted(f"Experience in complex needs is recorded for {user} already. End it first.")
    experience = ComplexExperience.objects.create(
        registration=registration, valid_from=valid_from, valid_until=valid_until, recorded_by=by
    )
    record("people.complex_experience_recorded", experience, by=by)
    fitness_changed.send(sender=ComplexExperience, user=user)
    return experience


@transaction.atomic
def end_experience(*, experience: ComplexExperience, by: User) -> None:
    """From this moment it counts no longer."""
    user = _person(experience.registration.user, by)
    experience = lock(ComplexExperience.objects, experience.pk)
    if experience.ended_at:
        raise RecordNotAccepted("This experience was ended already.")
    experience.ended_at, experience.ended_by = clock.now(), by
    experience.save(update_fields=["ended_at", "ended_by"])
    record("people.complex_experience_ended", experience, by=by)
    fitness_changed.send(sender=ComplexExperience, user=user)


def _person(user: User, by: User) -> User:
    """The person, locked, if `by` may record about them."""
    if by.pk == user.pk:
        raise RecordNotAccepted("You cannot record your own. Ask your manager or an accreditation officer.")
    if not may_record(by, user):
        raise RecordNotAccepted(f"Only an accreditation officer, or a manager where {user} works, may record this.")
    return lock(User.objects, user.pk)


def _require_number(body: RegistrationBody, number: str, profession: Profession) -> None:
    known = NUMBER_FORMATS[body]
    if not re.fullmatch(known.pattern, number):
        raise RecordNotAccepted(f"A number of the {body.label} is {known.words}.")
    letters = HCPC_LETTERS.get(profession.code)
    if letters and (body != RegistrationBody.HCPC or not number.startswith(letters)):
        raise RecordNotAccepted(
            f"“{profession}” is registered with the {RegistrationBody.HCPC.label}. The number begins with {letters}."
        )
