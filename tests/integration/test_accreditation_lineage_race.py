"""A1: a precaution about a trainer's signatures against grants and renewals that rest on them. Nobody slips through."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from accreditation.constants import Status
from accreditation.exceptions import LineageChanged, NotReady
from accreditation.lineage import touched_by
from accreditation.models import Accreditation, AccreditationDecision, Precaution
from accreditation.services import grant, renew, suspend_as_precaution
from competencies.services import withdraw_sign_off
from core import clock
from people.models import User
from tests.factories.accreditation import FAR_END, SchemeFactory, a_scope, accredited, an_officer, applied
from tests.factories.competencies import competency, signed_off, trainer_pair
from tests.factories.people import employed

ROUNDS = 3
GRANTS, RENEWALS = 3, 2

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL's row locks"),
]


def decided(accreditation: Accreditation, officer: User, start: Barrier) -> str:
    """Grant it, or renew it where it holds; what came of it."""
    verb = renew if accreditation.decisions.exists() else grant
    end = date(2032, 1, 1) if verb is renew else FAR_END
    scopes = [a_scope()]
    try:
        start.wait(timeout=20)
        verb(accreditation=accreditation, scopes=scopes, valid_until=end, reason="All there.", by=officer)
    except NotReady:
        return "refused"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connections.close_all()
    return "decided"


def taken(trainer: User, officer: User, seen: list[str], start: Barrier) -> str:
    day = clock.today()
    try:
        start.wait(timeout=20)
        suspend_as_precaution(
            trainer=trainer,
            signed_from=day,
            signed_until=day,
            seen=seen,
            reason="Looked into.",
            review_on=FAR_END,
            by=officer,
        )
    except LineageChanged:
        return "look again"
    finally:
        connections.close_all()
    return "suspended"


def taught(pair: tuple[User, User]) -> User:
    user = employed()
    for code in ("SN-1", "SN-2"):
        signed_off(user, competency(code), pair)
    return user


def test_a1_nobody_slips_through_between_a_grant_and_a_precaution() -> None:
    said: set[str] = set()
    for _ in range(ROUNDS):
        pair, officer, granter = trainer_pair(), an_officer(), an_officer()
        scheme = SchemeFactory(code="resting", competency_levels=["simple"])
        held = [accredited(user=taught(pair), scheme=scheme) for _ in range(RENEWALS)]
        waiting = [applied(user=taught(pair), scheme=scheme) for _ in range(GRANTS)]
        day = clock.today()
        seen = [one.number for one in touched_by(pair[0], day, day, officer=officer)]
        start = Barrier(1 + GRANTS + RENEWALS)
        with ThreadPoolExecutor(1 + GRANTS + RENEWALS) as pool:
            precaution = pool.submit(taken, pair[0], officer, seen, start)
            results = list(pool.map(lambda one: decided(one, granter, start), [*waiting, *held]))  # noqa: B023
        said |= {precaution.result(), *results}
        left = [one for one in touched_by(pair[0], day, day, officer=officer) if one.status is Status.ACCREDITED]
        if precaution.result() == "suspended":
            assert left == []
        else:
            assert not Precaution.objects.filter(trainer=pair[0]).exists()
            assert not AccreditationDecision.objects.filter(kind="suspended", accreditation__in=held).exists()
            assert len(left) > len(held)
            seen = [one.number for one in left]
            assert taken(pair[0], officer, seen, Barrier(1)) == "suspended"
            assert not [one for one in touched_by(pair[0], day, day, officer=officer) if one.may_be_suspended]
    numbers = list(AccreditationDecision.objects.values_list("register_number", flat=True).order_by("register_number"))
    assert numbers == list(range(1, len(numbers) + 1))
    allowed = {"suspended", "look again", "decided", "refused"}
    assert all(words in allowed or words.startswith("TransitionNotAllowed") for words in said), said


def test_a1_a_grant_waits_for_a_withdrawal_of_what_it_rests_on_and_then_finds_it() -> None:
    """Otherwise it would rest on a sign-off that is withdrawn, and nobody would have been told."""
    pair, granter = trainer_pair(), an_officer()
    user = taught(pair)
    waiting = applied(user=user, scheme=SchemeFactory(code="resting", competency_levels=["simple"]))

    def tried() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        try:
            return decided(waiting, granter, Barrier(1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            sign_off = user.sign_offs.first()
            withdraw_sign_off(sign_off=sign_off, reason="The visit was not theirs.", by=sign_off.first_signer)
            assert "lock timeout" in pool.submit(tried).result()
        assert pool.submit(tried).result() == "refused"
    assert not AccreditationDecision.objects.exists()
