"""Renewal with continuing practice (A2): what the scheme asks, what counts, who confirms, until when it can be."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from accreditation import answers
from accreditation.constants import AppealOutcome, DecisionKind, PracticeKind, Status
from accreditation.exceptions import AlreadyApplied, DutiesNotSeparate, NotReady, PracticeNotPossible
from accreditation.models import Accreditation, PracticeConfirmation, PracticeDeclaration, RegisterEntry, Scheme
from accreditation.renewal import last_day_to_renew, missing_for_renewal, practice_of
from accreditation.services import apply_for, confirm_practice, declare_practice, remind_of_renewals, renew
from core import clock
from core.exceptions import ImmutableRecord
from people.models import User
from tests.factories.accreditation import (
    FAR_END,
    AdaptationFactory,
    SchemeFactory,
    a_question,
    a_scope,
    accredited,
    an_officer,
)
from tests.factories.lives import LATER, VERB, hear, status, to_be_heard
from tests.factories.people import LocalityFactory, employed

pytestmark = pytest.mark.django_db


def practising_scheme(**changes: object) -> Scheme:
    return SchemeFactory(code="practising", renewal_practice_count=4, **changes)


def somebody_accredited(**scheme: object) -> Accreditation:
    return accredited(user=employed(line_manager=employed()), scheme=practising_scheme(**scheme))


def manager_of(accreditation: Accreditation) -> User:
    manager = accreditation.user.employments.get().line_manager
    assert manager is not None
    return manager


def declared(accreditation: Accreditation, count: int = 4, **changes: object) -> PracticeDeclaration:
    values: dict[str, object] = {
        "kind": PracticeKind.ASSESSMENT,
        "practised_on": clock.today(),
        "locality": LocalityFactory(code="harbour"),
        "asked": manager_of(accreditation),
        "by": accreditation.user,
    }
    return declare_practice(accreditation=accreditation, count=count, **(values | changes))  # type: ignore[arg-type]


def renewed(accreditation: Accreditation) -> None:
    renew(accreditation=accreditation, scopes=[a_scope()], valid_until=LATER, reason="Practises.", by=an_officer())


def missing(accreditation: Accreditation) -> list[str]:
    return missing_for_renewal(RegisterEntry.objects.get(accreditation=accreditation))


def test_a2_the_registers_own_answers_count_once_a_day_for_an_item_and_place(now: datetime) -> None:
    """Permits only, about this accreditation, since the scheme's months ago; asking again the same day adds nothing."""
    AdaptationFactory()
    AdaptationFactory(code="RAIL")
    with clock.fixed(now - timedelta(days=400)):
        accreditation = somebody_accredited()
        answers.ask([a_question(accreditation.number)], asker="A case")
    with clock.fixed(now - timedelta(days=10)):
        for _ in range(3):
            answers.ask([a_question(accreditation.number)], asker="A case")
        answers.ask([a_question(accreditation.number, adaptation="RAIL")], asker="A case")
        answers.ask([a_question(accreditation.number, locality="elsewhere")], asker="A case")
    answers.ask([a_question(accreditation.number)], asker="A case")
    practice = practice_of(RegisterEntry.objects.get())
    assert (practice.answered, practice.counted, practice.is_enough) == (3, 3, False)
    assert practice.since == date(2026, 6, 4)
    assert missing(accreditation) == ["Practice since 4 June 2026: 3 of 4 assessments or authorisations are known."]


def test_a2_what_is_declared_counts_when_it_is_confirmed(now: datetime) -> None:
    accreditation = somebody_accredited()
    with pytest.raises(NotReady, match="0 of 4 assessments or authorisations are known"):
        renewed(accreditation)
    declaration = declared(accreditation)
    practice = practice_of(RegisterEntry.objects.get())
    assert (practice.confirmed, practice.unconfirmed, practice.is_enough) == (0, 4, False)
    confirm_practice(declaration=declaration, by=manager_of(accreditation))
    with pytest.raises(PracticeNotPossible, match="confirmed already"):
        confirm_practice(declaration=declaration, by=manager_of(accreditation))
    assert missing(accreditation) == []
    renewed(accreditation)
    assert RegisterEntry.objects.get().valid_until == LATER


def test_a2_only_a_manager_or_a_registered_therapist_confirms(now: datetime) -> None:
    accreditation = somebody_accredited()
    declaration = declared(accreditation)
    with pytest.raises(DutiesNotSeparate, match="cannot confirm your own"):
        confirm_practice(declaration=declaration, by=accreditation.user)
    with pytest.raises(DutiesNotSeparate, match="neither the line manager"):
        confirm_practice(declaration=declaration, by=employed())
    with pytest.raises(DutiesNotSeparate, match="neither the line manager"):
        declared(accreditation, asked=employed())
    with pytest.raises(DutiesNotSeparate, match="Only the person"):
        declared(accreditation, by=manager_of(accreditation))
    with pytest.raises(IntegrityError, match="practice_not_confirmed_by_oneself"), transaction.atomic():
        PracticeConfirmation.objects.create(
            declaration=declaration,
            person=accreditation.user,
            confirmed_by=accreditation.user,
            confirmed_as="manager",
            confirmed_at=now,
        )


@pytest.mark.parametrize("changes", [{"practised_on": date(2027, 6, 5)}, {"practised_on": date(2027, 6, 3)}])
def test_a2_practice_lies_between_the_application_and_today(changes: dict[str, date], now: datetime) -> None:
    with pytest.raises(PracticeNotPossible, match="since you applied"):
        declared(somebody_accredited(), **changes)
    assert not PracticeDeclaration.objects.exists()


def test_a2_a_refresher_counts_when_it_is_recent(now: datetime) -> None:
    accreditation = accredited(scheme=SchemeFactory(code="fresh", renewal_module_codes=["module-9"]))
    assert missing(accreditation) == ["The refresher “module-9” was not completed since 4 June 2026."]


def test_a2_an_expired_one_is_renewed_within_its_days_or_applied_for_anew(now: datetime) -> None:
    with clock.fixed(now - timedelta(days=400)):
        accreditation = accredited(valid_until=date(2027, 3, 6))
    person, scheme = accreditation.user, accreditation.scheme
    entry = RegisterEntry.objects.get()
    # 90 days after 6 March 2027 is today.
    assert last_day_to_renew(entry) == clock.today()
    assert missing(accreditation) == []
    with pytest.raises(AlreadyApplied):
        apply_for(user=person, scheme=scheme, by=person)
    with clock.fixed(now + timedelta(days=1)):
        with pytest.raises(NotReady, match="Now the person applies anew"):
            renewed(accreditation)
        with pytest.raises(AlreadyApplied):
            apply_for(user=person, scheme=scheme, by=an_officer())
        assert apply_for(user=person, scheme=scheme, by=person).number != accreditation.number
        assert status(accreditation) is Status.RELINQUISHED


def test_a2_an_upheld_appeal_against_a_refused_renewal_starts_the_time_again(now: datetime) -> None:
    with clock.fixed(now - timedelta(days=400)):
        accreditation = accredited(valid_until=date(2027, 6, 14))
    VERB[DecisionKind.RENEWAL_REFUSED](accreditation)
    with clock.fixed(now + timedelta(days=20)):
        appeal = to_be_heard(accreditation)
    with clock.fixed(now + timedelta(days=120)):
        assert "Now the person applies anew" in missing(accreditation)[0]
        hear(appeal, AppealOutcome.UPHELD)
        assert missing(accreditation) == []
        renewed(accreditation)
        assert status(accreditation) is Status.ACCREDITED


def test_a2_reminders_come_at_90_30_and_7_days_once_each(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Tried every day; a day that was missed is made up for, and nothing comes twice or after the end."""
    with django_capture_on_commit_callbacks(execute=True):
        accreditation = accredited()
    mail.outbox.clear()
    sent = {}
    for left in (91, 90, 89, 31, 28, 27, 7, 6, 1, 0):
        day = FAR_END - timedelta(days=left)
        with clock.fixed(now.replace(year=day.year, month=day.month, day=day.day)):
            before = len(mail.outbox)
            with django_capture_on_commit_callbacks(execute=True):
                remind_of_renewals()
            sent[left] = len(mail.outbox) - before
    assert [left for left, count in sent.items() if count] == [90, 28, 7]
    assert mail.outbox[-1].subject == f"Renew your accreditation {accreditation.number} before 4 June 2030"


def test_a2_a_declaration_never_changes(now: datetime) -> None:
    declaration = declared(somebody_accredited())
    with pytest.raises(ImmutableRecord):
        declaration.save()
