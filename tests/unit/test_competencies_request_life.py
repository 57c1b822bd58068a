"""The life of a request for sign-off: every verb in every state, taken back and opened again (C4)."""

from collections.abc import Callable

import pytest

from competencies.constants import EvidenceKind, ModerationOutcome, RequestState
from competencies.exceptions import AlreadySignedOff, EvidenceNotAccepted
from competencies.lives import REQUEST_LIFE
from competencies.models import Signature, SignOff, SignOffRequest
from competencies.services import keep_draft, moderate, offer_evidence, reopen_request, withdraw_request
from competencies.services.offering import _request_for
from core.exceptions import TransitionNotAllowed
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def _moderate(request: SignOffRequest) -> object:
    return moderate(request=request, outcome=ModerationOutcome.SIGN_AGAIN, reason="Why.", by=factory.moderator())


VERBS: dict[str, Callable[[SignOffRequest], object]] = {
    "sign": lambda request: factory.signed(request, factory.trainer("harbour", "nurse")),
    "moderate": _moderate,
    "withdraw": lambda request: withdraw_request(request=request, by=request.user),
    "reopen": lambda request: reopen_request(request=request, by=request.user),
}
NOT_ALLOWED = [
    (verb, state) for verb in VERBS for state in RequestState if state not in REQUEST_LIFE.steps[verb].allowed_from
]


@pytest.mark.parametrize(("verb", "state"), NOT_ALLOWED)
def test_c4_what_a_state_does_not_allow_is_refused_in_words(verb: str, state: RequestState) -> None:
    request = factory.request_of(employed())
    SignOffRequest.objects.filter(pk=request.pk).update(state=state)
    with pytest.raises(TransitionNotAllowed, match=f"You cannot {REQUEST_LIFE.steps[verb].words} this request"):
        VERBS[verb](request)
    request.refresh_from_db()
    assert (request.state, request.round) == (state, 1)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("state", sorted(set(RequestState) - REQUEST_LIFE.steps["sign"].allowed_from))
def test_c4_no_view_is_written_about_a_request_that_is_not_signed_now(state: RequestState) -> None:
    request = factory.request_of(employed())
    SignOffRequest.objects.filter(pk=request.pk).update(state=state)
    with pytest.raises(TransitionNotAllowed):
        keep_draft(request=request, draft={}, by=factory.trainer("harbour", "nurse"))


def test_c4_evidence_joins_begins_or_resubmits_as_the_life_says() -> None:
    """Each live state either takes evidence (add, resubmit) or refuses it; a request that is over begins a new one."""
    for state in RequestState:
        person = employed()
        request = factory.request_of(person)
        SignOffRequest.objects.filter(pk=request.pk).update(state=state)
        if state in REQUEST_LIFE.steps["add"].allowed_from | REQUEST_LIFE.steps["resubmit"].allowed_from:
            found = _request_for(request.competency, person)
            assert (found, found.state) == (request, RequestState.OPEN)
            assert found.round == (2 if state == RequestState.REFERRED_BACK else 1)
        elif state in {RequestState.WAITING, RequestState.MODERATION}:
            with pytest.raises((EvidenceNotAccepted, TransitionNotAllowed)):
                _request_for(request.competency, person)
        else:
            assert _request_for(request.competency, person) != request


def test_every_verb_of_the_life_is_tried() -> None:
    assert set(REQUEST_LIFE.steps) == {*VERBS, "open", "add", "resubmit", "follow", "close", "take_back_evidence"}


def test_c4_a_request_taken_back_is_opened_again_as_a_new_round() -> None:
    person = employed()
    request = factory.request_of(person)
    first, second = factory.trainer_pair()
    factory.signed(request, first)
    withdraw_request(request=request, by=person)
    with pytest.raises(EvidenceNotAccepted, match="Only the person who asked"):
        reopen_request(request=request, by=employed())
    again = reopen_request(request=request, by=person)
    assert (again.pk, again.state, again.round) == (request.pk, RequestState.OPEN, 2)
    assert again.evidence.count() == 1
    factory.signed(again, second)
    assert not SignOff.objects.exists()
    factory.signed(again, first)
    assert SignOff.objects.count() == 1


def test_c4_a_request_is_not_opened_again_beside_another_or_a_sign_off() -> None:
    person = employed()
    request = factory.request_of(person)
    withdraw_request(request=request, by=person)
    other = offer_evidence(competency=request.competency, kind=EvidenceKind.REFLECTION, shows="More.", by=person)
    with pytest.raises(EvidenceNotAccepted, match="You have another request for SN-1"):
        reopen_request(request=request, by=person)
    for signer in factory.trainer_pair():
        factory.signed(other.request, signer)
    with pytest.raises(AlreadySignedOff):
        reopen_request(request=request, by=person)
