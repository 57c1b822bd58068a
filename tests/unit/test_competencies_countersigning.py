"""The second signature is due by a day, asked of a trainer, and reminded of, each once (C3)."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from competencies.constants import AskState, RequestState
from competencies.exceptions import CannotBeAsked
from competencies.lives import COUNTERSIGN_LIFE
from competencies.models import CountersignAsk, Countersigning, CountersignReminder, SignOffRequest
from competencies.services import (
    ask_to_countersign,
    decline_ask,
    reopen_request,
    send_countersign_reminders,
    take_back_ask,
    withdraw_request,
)
from competencies.services.countersigning import stage_on
from core import clock, daily
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from core.models import OutboxEntry
from core.working_days import Calendar
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def waiting(person: User | None = None) -> tuple[Countersigning, User, User]:
    """A request that one of a pair has signed: its second signature, who signed, and who still could."""
    first, second = factory.trainer_pair()
    request = factory.request_of(person or employed(organisation__code="lantern"))
    factory.signed(request, first)
    return Countersigning.objects.get(request=request), first, second


def on(day: date) -> object:
    return clock.fixed(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def reminded() -> list[str]:
    """To whom reminders were written, by e-mail address."""
    entries = OutboxEntry.objects.filter(key__startswith="competencies.countersign-reminder").order_by("pk")
    return [User.objects.get(pk=entry.payload["user_id"]).email for entry in entries]


def test_c3_the_first_signature_sets_the_day_for_the_second() -> None:
    row, first, _ = waiting()
    assert row.due_on == date(2027, 6, 18), "ten working days after Friday 4 June"
    assert (row.working_days, row.calendar, row.first_signature.signer) == (10, Calendar.SCOTLAND, first)
    with pytest.raises(ImmutableRecord):
        row.save()


def test_c3_the_calendar_counts_its_own_holidays() -> None:
    with on(date(2027, 12, 20)):
        row, *_ = waiting()
    assert row.due_on == date(2028, 1, 7), "27 and 28 December, 3 and 4 January are holidays in Scotland"


def test_c4_each_round_has_a_second_signature_of_its_own() -> None:
    row, first, _ = waiting()
    withdraw_request(request=row.request, by=row.request.user)
    with clock.fixed(clock.now() + timedelta(days=7)):
        again = reopen_request(request=row.request, by=row.request.user)
        factory.signed(again, first)
        assert [(row.round, row.due_on) for row in Countersigning.objects.order_by("round")] == [
            (1, date(2027, 6, 18)),
            (2, date(2027, 6, 25)),
        ]
        assert list(Countersigning.objects.waiting().values_list("round", flat=True)) == [2]


def test_c3_a_trainer_who_could_sign_is_asked_and_told(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row, first, second = waiting()
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_countersign(countersigning=row, trainer=second, by=first)
    [message] = [sent for sent in mail.outbox if sent.to == [second.email]]
    assert message.subject == f"You are asked to sign: {row.request.competency}, {row.request.user}"
    assert "It is due by Friday 18 June 2027." in message.body
    assert f"/competencies/sign-offs/{row.request_id}/" in message.body


def test_c3_only_who_could_sign_is_asked_and_only_by_who_may() -> None:
    row, first, second = waiting()
    manager = factory.trainer("moor", "support-worker")
    row.request.user.employments.update(line_manager=manager)
    for trainer in (first, manager, employed()):
        with pytest.raises(CannotBeAsked, match="could not sign this today"):
            ask_to_countersign(countersigning=row, trainer=trainer, by=first)
    with pytest.raises(CannotBeAsked, match="The first signer asks"):
        ask_to_countersign(countersigning=row, trainer=second, by=second)
    ask_to_countersign(countersigning=row, trainer=second, by=employed(roles=(Role.GOVERNANCE,)))
    with pytest.raises(CannotBeAsked, match="is asked already"):
        ask_to_countersign(countersigning=row, trainer=second, by=first)


def test_c3_nobody_chooses_who_signs_them_off() -> None:
    person = employed(organisation__code="lantern", roles=(Role.GOVERNANCE,))
    row, _, second = waiting(person)
    with pytest.raises(CannotBeAsked, match="choose who signs you off"):
        ask_to_countersign(countersigning=row, trainer=second, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountersignAsk.objects.create(
            countersigning=row, person=person, trainer=second, asked_at=clock.now(), asked_by=person
        )


def test_c3_a_trainer_declines_with_a_reason_and_another_is_asked() -> None:
    row, first, second = waiting()
    other = factory.trainer("moor", "support-worker")
    ask = ask_to_countersign(countersigning=row, trainer=second, by=first)
    with pytest.raises(CannotBeAsked, match="Only the trainer who was asked"):
        decline_ask(ask=ask, reason="No.", by=other)
    with pytest.raises(CannotBeAsked, match="Say why"):
        decline_ask(ask=ask, reason=" ", by=second)
    assert decline_ask(ask=ask, reason="I supervised the visit.", by=second).state == AskState.DECLINED
    ask_to_countersign(countersigning=row, trainer=other, by=first)
    ask_to_countersign(countersigning=row, trainer=second, by=first)
    assert list(row.asks.values_list("state", flat=True)) == ["declined", "taken_back", "asked"]


@pytest.mark.parametrize("verb", ["decline", "take_back"])
@pytest.mark.parametrize("state", AskState.values)
def test_c3_what_is_not_allowed_of_an_ask_is_refused(state: str, verb: str) -> None:
    row, first, second = waiting()
    ask = ask_to_countersign(countersigning=row, trainer=second, by=first)
    if state != AskState.ASKED:
        CountersignAsk.objects.update(state=state, closed_at=clock.now(), closed_by=second, reason="No.")

    def do() -> CountersignAsk:
        if verb == "decline":
            return decline_ask(ask=ask, reason="No.", by=second)
        return take_back_ask(ask=ask, by=first)

    if state in COUNTERSIGN_LIFE.steps[verb].allowed_from:
        assert do().state == COUNTERSIGN_LIFE.steps[verb].to
    else:
        with pytest.raises(TransitionNotAllowed):
            do()


@pytest.mark.parametrize("state", sorted(set(RequestState.values) - {RequestState.WAITING}))
def test_c3_nothing_is_asked_of_a_request_that_does_not_wait(state: str) -> None:
    row, first, second = waiting()
    ask = ask_to_countersign(countersigning=row, trainer=second, by=first)
    SignOffRequest.objects.update(state=state)
    with pytest.raises(TransitionNotAllowed):
        ask_to_countersign(countersigning=row, trainer=second, by=first)
    with pytest.raises(TransitionNotAllowed):
        take_back_ask(ask=ask, by=first)
    with pytest.raises(TransitionNotAllowed):
        decline_ask(ask=ask, reason="No.", by=second)


@pytest.mark.parametrize(
    ("days", "stage"), [(-4, None), (-3, 3), (-1, 3), (0, 0), (6, 0), (7, -1), (13, -1), (14, -2), (70, -10)]
)
def test_c3_reminders_come_before_on_the_day_and_each_week_after(days: int, stage: int | None) -> None:
    due_on = date(2027, 6, 18)
    assert stage_on(due_on, due_on + timedelta(days=days)) == stage


def test_c3_each_reminder_is_written_once() -> None:
    waiting()
    counts = []
    for days in range(30):
        with on(date(2027, 6, 10) + timedelta(days=days)):
            send_countersign_reminders()
            send_countersign_reminders()
        counts.append(len(reminded()))
    steps = [day for day, (before, after) in enumerate(itertools.pairwise(counts), 1) if after > before]
    assert steps == [5, 8, 15, 22, 29], "15, 18, 25 June, 2 and 9 July"
    assert counts[-1] == 5
    assert CountersignReminder.objects.count() == 5


def test_c3_the_trainer_who_is_asked_is_reminded_and_nobody_else() -> None:
    row, first, second = waiting()
    other = factory.trainer("moor", "support-worker")
    with on(date(2027, 6, 15)):
        send_countersign_reminders()
    assert sorted(reminded()) == sorted([second.email, other.email])
    ask = ask_to_countersign(countersigning=row, trainer=other, by=first)
    with on(date(2027, 6, 18)):
        send_countersign_reminders()
    assert reminded()[2:] == [other.email]
    other.trainer_standings.update(valid_until=date(2027, 6, 20))
    with on(date(2027, 6, 25)):
        send_countersign_reminders()
    assert reminded()[3:] == [second.email], "nobody waits for a trainer whose standing has ended"
    assert ask.state == AskState.ASKED


def test_c3_a_request_that_no_longer_waits_is_not_reminded_of() -> None:
    row, _, second = waiting()
    with on(date(2027, 6, 14)):
        factory.signed(row.request, second)
    with on(date(2027, 6, 18)):
        assert send_countersign_reminders() == 0


def test_c3_one_e_mail_tells_a_trainer_of_all_of_them(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    first, second = factory.trainer_pair()
    for number in range(3):
        factory.signed(factory.request_of(employed(organisation__code=f"o{number}")), first)
    with on(date(2027, 6, 21)), django_capture_on_commit_callbacks(execute=True):
        assert send_countersign_reminders() == 1
    [message] = [sent for sent in mail.outbox if sent.to == [second.email]]
    assert message.subject == "3 second signatures overdue"
    assert message.body.count("was due by 18 June 2027") == 3


def test_c3_the_daily_run_sends_the_reminders() -> None:
    waiting()
    with on(date(2027, 6, 18)):
        daily.run_due()
        daily.run_due()
    assert len(reminded()) == 1


def test_c3_reminding_takes_the_same_queries_for_two_and_for_twelve() -> None:
    first, _ = factory.trainer_pair()

    def more(number: int) -> int:
        for _ in range(number):
            factory.signed(factory.request_of(employed(organisation__code="lantern")), first)
        with on(date(2027, 6, 14)), CaptureQueriesContext(connection) as caught:
            send_countersign_reminders()
        return len(caught)

    assert more(2) == more(10)
