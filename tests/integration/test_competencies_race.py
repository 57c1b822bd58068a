"""Fifty trainers, one place: only PostgreSQL runs their transactions side by side (C3, C4)."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from competencies.constants import ModerationOutcome, RequestState
from competencies.models import Moderation, Signature, SigningIntent, SignOff, SignOffRequest, TrainerStanding
from competencies.records import SigningRecord, hash_of
from competencies.services import moderate, prepare_to_sign, sign_intent, withdraw_request
from competencies.services import signing as signing_service
from core import clock
from core.exceptions import Refused
from people.authentication import Authenticated
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
THREADS = 50
# Pairs of rivals about one request each, at the same moment.
DUELS = 10

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_no_post"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"),
]


@pytest.fixture
def _no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mails are written and not sent: what is tried is the signing."""
    monkeypatch.setattr("core.tasks.run_due.delay_on_commit", lambda: None)


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """Every verb in a thread of its own, all let go together; a refusal is returned."""
    ready = Barrier(len(verbs))

    def one(verb: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            ready.wait(timeout=60)
            with clock.fixed(NOON):
                return verb()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(one, verbs))


def won(results: Sequence[object]) -> int:
    return sum(not isinstance(result, Refused) for result in results)


def test_c3_fifty_trainers_at_once_make_one_sign_off_with_two_independent_signatures() -> None:
    """Every second one shares an employer with the one before, so half of all pairs may not sign together."""
    with clock.fixed(NOON):
        request = factory.request_of(employed(organisation__code="lantern"))
        rivals = [factory.trainer(f"o{n // 2}", f"profession-{n}", f"setting-{n}") for n in range(THREADS)]

    def signs(trainer: User) -> Callable[[], object]:
        return lambda: factory.signed(SignOffRequest.objects.get(pk=request.pk), trainer)

    assert won(at_once(*(signs(trainer) for trainer in rivals))) == 2
    sign_off = SignOff.objects.get()
    assert set(Signature.objects.values_list("pk", flat=True)) == {
        sign_off.first_signature_id,
        sign_off.second_signature_id,
    }
    assert sign_off.first_signer_id != sign_off.second_signer_id
    assert sign_off.first_employer_id != sign_off.second_employer_id


def test_c3_fifty_posts_of_one_intent_make_one_signature() -> None:
    """The same button pressed fifty times, with the same sign-in."""
    with clock.fixed(NOON):
        intent = bound_intent(factory.trainer("harbour", "nurse"))
    once = Authenticated(method="password", at=NOON)
    results = at_once(*[lambda: sign_intent(intent=intent, authenticated=once)] * THREADS)
    assert won(results) == 1
    assert Signature.objects.count() == 1
    assert SigningIntent.objects.get().signature == Signature.objects.get()


def bound_intent(trainer: User) -> SigningIntent:
    request = factory.request_of(employed(organisation__code="lantern"))
    codes = [criterion.code for criterion in request.competency.criteria.all()]
    answers = SigningRecord(
        criteria_met=dict.fromkeys(codes, True), seen=dict.fromkeys(codes, "I saw it."), agrees=True
    )
    return prepare_to_sign(request=request, answers=answers, read_hash=hash_of(request), by=trainer)


def test_c4_a_second_signature_and_taking_the_request_back_never_both_happen() -> None:
    with clock.fixed(NOON):
        first, second = factory.trainer_pair()
        requests = [factory.request_of(employed(organisation__code=f"o{n}")) for n in range(DUELS)]
        for request in requests:
            factory.signed(request, first)

    def signs(request: SignOffRequest) -> Callable[[], object]:
        return lambda: factory.signed(request, second)

    def takes_back(request: SignOffRequest) -> Callable[[], object]:
        return lambda: withdraw_request(request=request, by=request.user)

    at_once(*(verb(request) for request in requests for verb in (signs, takes_back)))
    for request in requests:
        request.refresh_from_db()
        made = SignOff.objects.filter(request=request).exists()
        assert request.state == (RequestState.SIGNED_OFF if made else RequestState.WITHDRAWN)
        assert request.signatures.count() == (2 if made else 1)


def test_c4_many_moderators_at_once_make_one_decision() -> None:
    with clock.fixed(NOON):
        request = factory.disagreed(factory.request_of(employed(organisation__code="lantern")))
        rivals = [factory.trainer(f"o{n}", f"profession-{n}") for n in range(DUELS)]

    def decides(trainer: User) -> Callable[[], object]:
        again = ModerationOutcome.SIGN_AGAIN
        return lambda: moderate(request=request, outcome=again, reason="Why.", by=trainer)

    assert won(at_once(*(decides(trainer) for trainer in rivals))) == 1
    assert Moderation.objects.count() == 1
    request.refresh_from_db()
    assert (request.state, request.round) == (RequestState.OPEN, 2)


def test_c3_standing_does_not_end_between_the_check_and_the_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the rules are asked, nobody else can take the standing's row, as ending it does."""
    with clock.fixed(NOON):
        trainer = factory.trainer("harbour", "nurse")
        request = factory.request_of(employed())
    asks, held = signing_service.refusal, []

    def is_held() -> bool:
        try:
            list(TrainerStanding.objects.select_for_update(nowait=True).filter(user=trainer))
        except OperationalError:
            return True
        finally:
            connections.close_all()
        return False

    def asked_meanwhile(*args: object) -> object:
        with ThreadPoolExecutor(1) as pool:
            held.append(pool.submit(transaction.atomic(is_held)).result())
        return asks(*args)

    monkeypatch.setattr(signing_service, "refusal", asked_meanwhile)
    with clock.fixed(NOON):
        factory.signed(request, trainer)
    assert held == [True]
