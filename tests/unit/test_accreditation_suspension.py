"""A suspension (A2): at once by one, told, replied to, reviewed on its day, lifted by two; no brand if unfounded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks

from accreditation.constants import DecisionKind, LiftedAs, Status
from accreditation.exceptions import DutiesNotSeparate, SecondOfficerNeeded, TermNotPossible
from accreditation.models import RegisterEntry
from accreditation.selectors import decisions_of, open_work, replied_since_review, status_history
from accreditation.services import (
    keep_suspended,
    propose_reinstatement,
    reinstate,
    remind_of_reviews,
    reply,
    revoke,
    suspend,
)
from accreditation.standing import status_at
from accreditation.touched import what_it_touches
from core import clock
from core.exceptions import ImmutableRecord
from core.working_days import Calendar
from tests.factories.accreditation import SchemeFactory, accredited, an_officer
from tests.factories.lives import MAKE, VERB, lift, status

pytestmark = pytest.mark.django_db

RIGHT = LiftedAs.PUT_RIGHT


def test_a2_lifting_a_suspension_takes_two_officers(now: datetime) -> None:
    suspender, other = an_officer(), an_officer()
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=suspender)
    with pytest.raises(SecondOfficerNeeded, match="has not proposed"):
        reinstate(accreditation=accreditation, reason="Answered.", by=suspender, second=other)
    propose_reinstatement(accreditation=accreditation, reason="Answered.", lifted_as=RIGHT, by=suspender)
    with pytest.raises(SecondOfficerNeeded, match="takes two officers"):
        reinstate(accreditation=accreditation, reason="Answered.", by=suspender, second=suspender)
    decision = reinstate(accreditation=accreditation, reason="Answered.", by=other, second=suspender)
    assert (decision.actor, decision.second_actor) == (other, suspender)
    assert status(accreditation) is Status.ACCREDITED


def test_a2_a_proposal_counts_for_its_own_suspension_only(now: datetime) -> None:
    one, two = an_officer(), an_officer()
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=one)
    propose_reinstatement(accreditation=accreditation, reason="Answered.", lifted_as=RIGHT, by=one)
    reinstate(accreditation=accreditation, reason="Answered.", by=two, second=one)
    suspend(accreditation=accreditation, reason="Another complaint.", by=one)
    with pytest.raises(SecondOfficerNeeded):
        reinstate(accreditation=accreditation, reason="Again.", by=two, second=one)


def test_a2_true_on_that_day_and_believed_on_that_day(now: datetime) -> None:
    """A suspension recorded today that holds from three days ago: both questions have their own answer."""
    with clock.fixed(now - timedelta(days=30)):
        accreditation = accredited()
    suspend(accreditation=accreditation, reason="Found late.", by=an_officer(), effective_from=now - timedelta(days=3))
    decisions = list(accreditation.decisions.all())
    two_days_ago = now - timedelta(days=2)
    assert status_at(decisions, effective_at=two_days_ago, known_at=now) is Status.SUSPENDED
    assert status_at(decisions, effective_at=two_days_ago, known_at=two_days_ago) is Status.ACCREDITED
    assert status_at(decisions, effective_at=now - timedelta(days=4), known_at=now) is Status.ACCREDITED
    assert status_at(decisions, effective_at=now - timedelta(days=31), known_at=now) is Status.NOT_STARTED
    assert status_at([], effective_at=now, known_at=now) is Status.APPLIED


def test_a2_the_person_is_told_of_a_grant_and_of_a_suspension(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        accreditation = accredited()
    officer = an_officer()
    with django_capture_on_commit_callbacks(execute=True):
        suspend(accreditation=accreditation, reason="A provider's complaint is looked into.", by=officer)
    granted, suspended = mail.outbox
    assert granted.to == suspended.to == [accreditation.user.email]
    assert granted.subject == f"You are accredited: {accreditation.number}"
    assert "renewed before 4 June 2030" in granted.body
    assert f"/register/{accreditation.number}/" in granted.body
    assert suspended.subject == f"Your accreditation {accreditation.number} is suspended"
    assert "A provider's complaint is looked into." in suspended.body
    assert f"write to {officer} at {officer.email}" in suspended.body
    assert f"/accreditation/mine/{accreditation.number}/reply/" in suspended.body
    assert "looked at again on 18 June 2027" in suspended.body
    assert "4 June 2027, 13:00" in suspended.body


def test_a2_a_suspension_has_a_day_of_review(now: datetime) -> None:
    """Ten working days of the named calendar, or the day that the officer names; never today."""
    assert suspend(accreditation=accredited(), reason="R.", by=an_officer()).review_on == date(2027, 6, 18)
    with clock.fixed(datetime(2026, 11, 20, 9, tzinfo=UTC)):
        scottish = suspend(accreditation=accredited(), reason="R.", by=an_officer())
        english = suspend(accreditation=accredited(), reason="R.", by=an_officer(), calendar=Calendar.ENGLAND)
    # Saint Andrew's Day, 30 November, is a holiday in Scotland alone.
    assert (scottish.review_on, scottish.review_calendar) == (date(2026, 12, 7), Calendar.SCOTLAND)
    assert (english.review_on, english.review_calendar) == (date(2026, 12, 4), Calendar.ENGLAND)
    with pytest.raises(TermNotPossible, match="must be after today"):
        suspend(accreditation=accredited(), reason="R.", by=an_officer(), review_on=clock.today())


def test_a2_the_person_replies_and_the_officers_are_told(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    boss, officer = an_officer(), an_officer()
    person = an_officer(line_manager=boss)
    accreditation = accredited(user=person)
    suspend(accreditation=accreditation, reason="A complaint.", by=officer)
    with pytest.raises(DutiesNotSeparate, match="Only the person"):
        reply(accreditation=accreditation, text="On their behalf.", by=officer)
    with pytest.raises(TermNotPossible, match="Write your reply"):
        reply(accreditation=accreditation, text=" ", by=person)
    with django_capture_on_commit_callbacks(execute=True):
        written = reply(accreditation=accreditation, text="The wall was sound.", by=person)
    told = {message.to[0] for message in mail.outbox if message.subject.startswith("A reply")}
    assert officer.email in told
    assert not {person.email, boss.email} & told
    assert not [message for message in mail.outbox if "The wall was sound" in message.body]
    with pytest.raises(ImmutableRecord):
        written.save()
    assert replied_since_review(RegisterEntry.objects.all()) == {accreditation.pk}
    keep_suspended(accreditation=accreditation, reason="Not answered yet.", by=officer)
    assert replied_since_review(RegisterEntry.objects.all()) == set()


def test_a2_a_review_moves_the_day_and_tells_the_person(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    accreditation = MAKE[Status.SUSPENDED]()
    with clock.fixed(now + timedelta(days=14)), django_capture_on_commit_callbacks(execute=True):
        assert RegisterEntry.objects.get().is_review_due
        keep_suspended(accreditation=accreditation, reason="The provider has not answered.", by=an_officer())
        assert RegisterEntry.objects.get().review_on == date(2027, 7, 2)
        assert not RegisterEntry.objects.get().is_review_due
    assert "The provider has not answered." in mail.outbox[-1].body
    assert "looked at again on 2 July 2027" in mail.outbox[-1].body
    lift(accreditation)
    assert RegisterEntry.objects.get().review_on is None


def test_a2_a_review_that_is_due_stands_first_and_is_told_once(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    officer = an_officer()
    accreditation = accredited(by=officer)
    suspend(accreditation=accreditation, reason="A complaint.", by=officer)
    with clock.fixed(now + timedelta(days=1)):
        newer = accredited(by=officer)
        assert [entry.pk for entry in open_work()] == [newer.pk, accreditation.pk]
        assert remind_of_reviews() == 0
    for _ in range(2):
        with clock.fixed(now + timedelta(days=14)), django_capture_on_commit_callbacks(execute=True):
            assert [entry.pk for entry in open_work()] == [accreditation.pk, newer.pk]
            assert remind_of_reviews() == 1
    told = [message for message in mail.outbox if message.subject.startswith("Review due")]
    assert [message.to for message in told] == [[officer.email]]


@pytest.mark.parametrize(("lifted_as", "shown"), [(LiftedAs.UNFOUNDED, False), (LiftedAs.PUT_RIGHT, True)])
def test_a3_an_unfounded_suspension_does_not_brand_the_person(lifted_as: LiftedAs, shown: bool, now: datetime) -> None:
    """It leaves the public history with its lifting; an earlier one that was put right stays, and officers see all."""
    accreditation = accredited()
    kinds = [DecisionKind.SUSPENDED]
    VERB[DecisionKind.SUSPENDED](accreditation)
    lift(accreditation, LiftedAs.PUT_RIGHT)
    VERB[DecisionKind.SUSPENDED](accreditation)
    lift(accreditation, lifted_as)
    history = [change.words for change in status_history(accreditation.entry)]
    pair = ["Suspension lifted", "Suspended"]
    assert history == [*(pair if shown else []), *pair, "Granted"]
    assert [d.kind for d in decisions_of(accreditation)].count(kinds[0]) == 2


def test_a2_who_suspended_does_not_also_revoke(now: datetime) -> None:
    officer, other = an_officer(), an_officer()
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=officer)
    with pytest.raises(DutiesNotSeparate, match="suspended it, so another officer"):
        revoke(accreditation=accreditation, reason="It was so.", by=officer)
    revoke(accreditation=accreditation, reason="It was so.", by=other)
    assert status(accreditation) is Status.REVOKED


def test_a2_the_preview_names_what_it_touches(now: datetime) -> None:
    """The other accreditations, who asked lately, and what the case module tells, with links to what one may open."""
    officer, accreditation = an_officer(), accredited()
    other = accredited(user=accreditation.user, scheme=SchemeFactory(code="moderate"))
    touched = what_it_touches(accreditation.entry, viewer=officer)
    assert [entry.pk for entry in touched.others] == [other.pk]
    assert [part.words for part in touched.elsewhere] == [
        "0 solutions authorised and not yet delivered, to be reviewed",
        "0 solutions in the person’s open cases, not yet decided",
    ]
    assert touched.asked_lately == []
