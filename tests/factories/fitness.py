"""Staff checks and registrations as tests need them, made through the product's own services."""

from datetime import date

from people.constants import RegistrationBody, Role, StaffCheckKind
from people.models import ProfessionalRegistration, StaffCheck, User
from people.services import record_registration, record_staff_check
from tests.factories.people import ProfessionFactory, employed


def an_officer() -> User:
    return employed(roles=(Role.ACCREDITATION_OFFICER,))


def checked(user: User, *, by: User | None = None, **fields: object) -> StaffCheck:
    values = {"kind": StaffCheckKind.PVG, "checked_on": date(2026, 6, 4), "recheck_on": date(2028, 6, 4)}
    return record_staff_check(user=user, by=by or an_officer(), **(values | fields))


def registered_as(user: User, profession: str = "occupational-therapist", **fields: object) -> ProfessionalRegistration:
    values = {
        "body": RegistrationBody.HCPC,
        "number": "OT104233",
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2028, 1, 1),
        "checked_on": date(2027, 6, 4),
        "by": fields.pop("by", None) or an_officer(),
    }
    return record_registration(user=user, profession=ProfessionFactory(code=profession), **(values | fields))
