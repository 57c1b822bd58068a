"""News of people and of competence that concerns the register. Receivers only write rows."""

from typing import Any

from accreditation.constants import HOLDING, Status
from accreditation.lineage import present_bases
from accreditation.models import RegisterCounter, RegisterEntry
from accreditation.services.notices import tell_officers
from accreditation.services.register import begin_counting, rewrite_names, take_next_number
from accreditation.signals import register_changed
from accreditation.webhooks.constants import ChangeOf
from competencies.models import SignOff
from people.models import User


def tell_what_rested_on_it(sender: object, sign_off: SignOff, **kwargs: Any) -> None:
    """A sign-off was withdrawn: officers hear of each accreditation that rests on it. Nobody is suspended by it."""
    resting = present_bases().filter(sign_off=sign_off).values("decision__accreditation")
    entries = RegisterEntry.objects.in_status(*HOLDING, Status.SUSPENDED).filter(accreditation__in=resting)
    for entry in entries.select_related("accreditation__scheme", "accreditation__user"):
        key = f"accreditation.rests_on_withdrawn.{sign_off.pk}.{entry.pk}"
        tell_officers(entry.accreditation, template="rests_on_withdrawn", key=key)


def write_public_name(sender: object, user: User, **kwargs: Any) -> None:
    rewrite_names(user)


def count_a_change(sender: object, user: User, **kwargs: Any) -> None:
    """A staff check, a registration or an employment changes answers, so it is a change of the register (A8, A9).

    The counter is the last lock of the transaction. A permit that carries this number or a later one has seen it.
    """
    begin_counting()
    number = take_next_number(about=user)
    register_changed.send(sender=RegisterCounter, register_number=number, change_of=ChangeOf.PERSON)
