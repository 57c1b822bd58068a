"""Referral back, resubmission, withdrawal: always a new row, never an edit (C4)."""

import pytest
from django.db import IntegrityError, transaction

from competencies import signals
from competencies.constants import EvidenceKind, RequestState
from competencies.exceptions import NotYoursToWithdraw
from competencies.models import SignOff, SignOffReferral, SignOffWithdrawal
from competencies.selectors import current_sign_offs
from competencies.services import offer_evidence, withdraw_sign_off
from core import clock
from core.exceptions import ImmutableRecord
from core.models import OutboxEntry
from people.constants import Role
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_c4_a_first_signer_who_does_not_agree_refers_back_with_feedback() -> None:
    request = factory.request_of(employed())
    first, _ = factory.trainer_pair()
    factory.signed(request, first, agrees=False)
    request.refresh_from_db()
    referral = SignOffReferral.objects.get()
    assert request.state == RequestState.REFERRED_BACK
    assert (referral.feedback, referral.referred_by) == ("Show one more visit.", first)
    assert not SignOff.objects.exists()
    assert OutboxEntry.objects.filter(key=f"competencies.referral-{referral.pk}").exists()


def test_c4_new_evidence_starts_a_round_with_two_new_signatures() -> None:
    person = employed()
    request = factory.request_of(person)
    first, second = factory.trainer_pair()
    factory.signed(request, first, agrees=False)
    again = offer_evidence(competency=request.competency, kind=EvidenceKind.REFLECTION, shows="More.", by=person)
    request.refresh_from_db()
    assert (again.request, again.round) == (request, 2)
    assert (request.state, request.round) == (RequestState.OPEN, 2)
    factory.signed(request, first)
    assert not SignOff.objects.exists()
    factory.signed(request, second)
    assert {row.round for row in (SignOff.objects.get().first_signature, SignOff.objects.get().second_signature)} == {2}
    assert request.signatures.count() == 3


def test_c4_a_referral_says_why_and_never_changes() -> None:
    request = factory.request_of(employed())
    signature = factory.signed(request, factory.trainer("harbour", "nurse"), agrees=False)
    with pytest.raises(ImmutableRecord):
        signature.referral.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(request, factory.trainer("glen", "surveyor"), 2, agrees=False, feedback="")
    other = factory.bare_signature(request, factory.trainer("moor", "surveyor"), 2)
    for feedback, number in [("", 9), ("Why.", request.round)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            SignOffReferral.objects.create(
                request=request,
                round=number,
                signature=other,
                feedback=feedback,
                referred_at=clock.now(),
                referred_by=other.signer,
            )


@pytest.mark.parametrize("role", [None, Role.GOVERNANCE, Role.ACCREDITATION_OFFICER])
def test_c4_a_sign_off_is_withdrawn_by_a_row_of_its_own(role: Role | None) -> None:
    person = employed()
    sign_off = factory.signed_off(person)
    by = employed(roles=(role,), organisation__code="x") if role else sign_off.second_signer
    heard = []

    def listen(sign_off: SignOff, **kwargs: object) -> None:
        heard.append((sign_off, SignOffWithdrawal.objects.filter(sign_off=sign_off).exists()))

    signals.sign_off_withdrawn.connect(listen)
    try:
        withdrawal = withdraw_sign_off(sign_off=sign_off, reason="The visit was not theirs.", by=by)
    finally:
        signals.sign_off_withdrawn.disconnect(listen)
    assert heard == [(sign_off, True)]
    assert not current_sign_offs(person, clock.today()).exists()
    assert SignOff.objects.filter(pk=sign_off.pk).exists()
    with pytest.raises(ImmutableRecord):
        withdrawal.save()
    with pytest.raises(NotYoursToWithdraw, match="has been withdrawn already"):
        withdraw_sign_off(sign_off=sign_off, reason="Again.", by=by)


def test_c4_who_may_not_withdraw_is_told_so() -> None:
    person = employed(roles=(Role.GOVERNANCE,))
    sign_off = factory.signed_off(person)
    with pytest.raises(NotYoursToWithdraw, match="cannot withdraw your own"):
        withdraw_sign_off(sign_off=sign_off, reason="I left.", by=person)
    with pytest.raises(NotYoursToWithdraw, match="is withdrawn by one of its signers"):
        withdraw_sign_off(sign_off=sign_off, reason="I think so.", by=employed(roles=(Role.MANAGER,)))
    with pytest.raises(NotYoursToWithdraw, match="Say why"):
        withdraw_sign_off(sign_off=sign_off, reason=" ", by=sign_off.first_signer)
    for changes in ({"withdrawn_by": person}, {"reason": ""}):
        values = {"reason": "Why.", "withdrawn_by": sign_off.first_signer} | changes
        with pytest.raises(IntegrityError), transaction.atomic():
            SignOffWithdrawal.objects.create(sign_off=sign_off, person=person, withdrawn_at=clock.now(), **values)


def test_c4_after_a_withdrawal_the_person_may_ask_again() -> None:
    person = employed()
    sign_off = factory.signed_off(person)
    withdraw_sign_off(sign_off=sign_off, reason="The visit was not theirs.", by=sign_off.first_signer)
    assert factory.request_of(person) != sign_off.request
