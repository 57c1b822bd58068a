"""Brings staff checks that are due soon or past their date, and a registration that ends soon (A8, A9)."""

from datetime import timedelta

from core import clock
from core.periods import months_later
from demo.partnership import Partnership
from people.constants import RegistrationBody, StaffCheckKind
from people.models import Profession
from people.services import record_registration, record_staff_check

# Whose check was seen how many days ago, and in how many days from now it is to be looked at again.
CHECKS = {"officer": (700, 30), "manager": (1000, 400), "halfway": (800, 10), "assessor_council": (1100, -5)}
REGISTERED_SOON = ("nurse", "12B3456W", 50)


def load(p: Partnership) -> None:
    """What the officer recorded. Nadia Hussain's check is past its date; Isla Fraser's and Jamie Kerr's are due."""
    officer = p.people["accreditor"]
    for key, (seen, left) in CHECKS.items():
        with clock.fixed(p.moment(min(seen, 800), 9)):
            record_staff_check(
                user=p.people[key],
                kind=StaffCheckKind.PVG,
                checked_on=p.day(seen),
                recheck_on=p.as_of + timedelta(days=left),
                by=officer,
            )
    key, number, left = REGISTERED_SOON
    with clock.fixed(p.moment(300, 9)):
        ends = p.as_of + timedelta(days=left)
        record_registration(
            user=p.people[key],
            body=RegistrationBody.NMC,
            number=number,
            profession=Profession.objects.get(code="nurse"),
            valid_from=months_later(ends, -36),
            valid_until=ends,
            checked_on=clock.today(),
            by=officer,
        )
