"""Under which number a register elsewhere knows somebody: a manager of their organisation says so (A4)."""

from django.db import IntegrityError, transaction

from accreditation.numbers import MistypedNumber, normalise
from audit.services import record
from cases.exceptions import DutiesNotSeparate, NotYourOrganisation, NumberNotPossible
from cases.models import RegisterNumber
from core import clock
from people.models import User
from people.selectors import current_employment, organisations_managed_by


def set_register_number(*, user: User, number: str, by: User) -> RegisterNumber:
    """Record somebody's number, or the one that takes its place.

    Every register that can be asked is this product's, so its numbers have our form and a check character (ADR 89).

    Raises `DutiesNotSeparate` for one's own, `NotYourOrganisation` for people whom one does not manage, and
    `NumberNotPossible` for a mistyped number or one that is recorded for somebody else.
    """
    if user.pk == by.pk:
        raise DutiesNotSeparate("Another manager records your own number.")
    job = current_employment(user)
    if job is None or job.organisation_id not in organisations_managed_by(by):
        raise NotYourOrganisation(f"{user} does not work for an organisation that you manage.")
    number = _as_kept(number)
    try:
        with transaction.atomic():
            kept, _ = RegisterNumber.objects.update_or_create(
                user=user, defaults={"number": number, "set_at": clock.now(), "set_by": by}
            )
            record("cases.register_number_set", kept, by=by)
    except IntegrityError:
        raise NumberNotPossible("This number is recorded for somebody else. Check it.") from None
    return kept


def _as_kept(typed: str) -> str:
    if not typed.strip():
        raise NumberNotPossible("Enter the number, such as TA-7K3M-3.")
    try:
        return normalise(typed)
    except MistypedNumber:
        raise NumberNotPossible(
            f"“{typed.strip()}” cannot be a register number. Check each letter and digit against their entry on the "
            "register. A number starts with TA and has 5 more signs, such as TA-7K3M-3. The last one shows that the "
            "others are right."
        ) from None
