"""Offering evidence and taking a request back (C2, C4, C5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.selectors import history_of
from competencies.constants import LIVE_STATES, EvidenceKind, RequestState
from competencies.exceptions import AlreadySignedOff, EvidenceNotAccepted
from competencies.models import Evidence, SignOffRequest
from competencies.services import offer_evidence, withdraw_request
from core import clock
from core.exceptions import ImmutableRecord
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def offer(
    by: User, code: str = "SN-1", kind: EvidenceKind = EvidenceKind.REFLECTION, shows: str = "A visit."
) -> Evidence:
    return offer_evidence(competency=factory.competency(code), kind=kind, shows=shows, by=by)


@pytest.mark.parametrize("kind", sorted(set(EvidenceKind) - {EvidenceKind.IMPORTED}))
def test_c2_evidence_of_every_kind_opens_a_request(kind: EvidenceKind) -> None:
    person = employed()
    factory.framework()
    module = factory.completed(person, "module-2").module_version.module
    evidence = offer(person, kind=kind)
    assert evidence.request.state == RequestState.OPEN
    assert evidence.completion_label == f"{module}, version 2027.1, completed on 4 June 2027"
    assert history_of(evidence.request).filter(verb="competencies.evidence_offered").count() == 1


def test_c2_later_evidence_joins_the_request_that_is_open() -> None:
    person = employed()
    first = factory.request_of(person)
    assert offer(person).request == first
    assert first.evidence.count() == 2


def test_c2_evidence_waits_for_the_module() -> None:
    with pytest.raises(EvidenceNotAccepted, match="Complete Module-2 before you offer evidence for SN-1"):
        offer(employed())
    assert not SignOffRequest.objects.exists()


def test_c2_foundation_is_shown_by_the_module_and_not_signed_off() -> None:
    person = employed()
    factory.framework()
    factory.completed(person, "module-1")
    with pytest.raises(EvidenceNotAccepted, match="HC-1 is shown by completing Module-1"):
        offer(person, "HC-1")


def test_c2_a_draft_framework_takes_no_evidence() -> None:
    person = employed()
    draft = factory.framework(state=factory.FrameworkState.DRAFT)
    factory.completed(person, "module-2")
    with pytest.raises(EvidenceNotAccepted, match="This framework is a draft"):
        factory.request_of(person, draft.competencies.get(code="SN-1"))


def test_c2_evidence_says_what_it_shows() -> None:
    person = employed()
    factory.request_of(person)
    with pytest.raises(EvidenceNotAccepted, match="Say what the evidence shows"):
        offer(person, shows="  ")


def test_c3_nothing_is_added_between_the_two_signatures() -> None:
    person = employed()
    request = factory.request_of(person)
    factory.signed(request, factory.trainer_pair()[0])
    with pytest.raises(EvidenceNotAccepted, match="One trainer has signed what you offered"):
        offer(person)


def test_c5_a_sign_off_that_holds_is_renewed_only_in_its_last_months() -> None:
    person = employed()
    sign_off = factory.signed_off(person)
    with pytest.raises(AlreadySignedOff, match="You are signed off in SN-1 until 3 June 2030"):
        offer(person)
    with clock.fixed(clock.now() + timedelta(days=3 * 365 - 100)):
        assert offer(person).request != sign_off.request


def test_c2_evidence_never_changes() -> None:
    evidence = factory.request_of(employed()).evidence.get()
    evidence.shows = "Something else"
    with pytest.raises(ImmutableRecord):
        evidence.save()
    with pytest.raises(ImmutableRecord):
        evidence.delete()
    with pytest.raises(ImmutableRecord):
        Evidence.objects.all().delete()


def test_c4_the_database_keeps_one_live_request_for_a_competency() -> None:
    request = factory.request_of(employed())
    again = {
        "user": request.user,
        "competency": request.competency,
        "opened_at": clock.now(),
        "waiting_since": clock.now(),
    }
    for state in LIVE_STATES:
        with pytest.raises(IntegrityError), transaction.atomic():
            SignOffRequest.objects.create(**again, state=state)
    SignOffRequest.objects.create(**again, state=RequestState.WITHDRAWN)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOffRequest.objects.create(**again, state="invented")


def test_c4_a_person_takes_their_own_request_back() -> None:
    person = employed()
    request = factory.request_of(person)
    with pytest.raises(EvidenceNotAccepted, match="Only the person who asked"):
        withdraw_request(request=request, by=employed())
    assert withdraw_request(request=request, by=person).state == RequestState.WITHDRAWN
    assert offer(person).request != request
