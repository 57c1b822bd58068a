"""Somebody asks to become an accredited assessor."""

import random
from collections.abc import Collection

from django.db import transaction

from accreditation.constants import OPEN_STATES, Status
from accreditation.exceptions import AlreadyApplied
from accreditation.models import Accreditation, RegisterEntry, Scheme
from accreditation.numbers import make_number
from accreditation.renewal import is_too_late
from accreditation.services.appealing import open_appeal_under
from accreditation.services.register import begin_counting, rewrite_entry
from accreditation.services.terms import relinquish
from audit.services import record
from core import clock
from people.models import Locality, User
from people.vocabulary import Tenure


@transaction.atomic
def apply_for(
    *,
    user: User,
    scheme: Scheme,
    by: User,
    tenures: Collection[Tenure] = (),
    localities: Collection[Locality] = (),
    kinds: Collection[str] = (),
    chance: random.Random | None = None,
) -> Accreditation:
    """Open an application under a scheme; what is still missing does not stop it. Raises `AlreadyApplied`.

    `tenures`, `localities` and `kinds` are what the person asks for; the officer who grants decides what is covered.
    An expired one that is too late to be renewed is given up with it.
    `chance` is where the number comes from; the demonstration passes its own, so that its numbers are the same
    each time.
    """
    User.objects.select_for_update().get(pk=user.pk)
    now = clock.now()
    open_entry = RegisterEntry.objects.in_status(*OPEN_STATES, at=now).filter(user=user, scheme=scheme).first()
    if open_entry and open_entry.status_at(now) is Status.EXPIRED and by.pk == user.pk and is_too_late(open_entry):
        relinquish(accreditation=open_entry.accreditation, reason="Applied anew after it could be renewed.", by=by)
    elif open_entry:
        words = open_entry.status_at(now).label.lower()
        raise AlreadyApplied(f"{user} already has {open_entry.number} under “{scheme}”. It is “{words}”.")
    if open_appeal_under(user, scheme.pk):
        raise AlreadyApplied(f"An appeal of {user} under “{scheme}” waits to be heard. Apply when it is decided.")
    begin_counting()
    accreditation = Accreditation.objects.create(
        number=_free_number(chance),
        user=user,
        scheme=scheme,
        applied_at=now,
        asked_tenures=[tenure for tenure in Tenure.values if tenure in set(tenures)],
        asked_localities=sorted(locality.code for locality in localities),
        asked_kinds=sorted(kinds),
    )
    rewrite_entry(accreditation, at=now)
    record("accreditation.applied", accreditation, by=by, detail={"scheme": scheme.code})
    return accreditation


def _free_number(chance: random.Random | None) -> str:
    number = make_number(chance)
    while Accreditation.objects.filter(number=number).exists():
        number = make_number(chance)
    return number
