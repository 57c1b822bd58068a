"""T9: reminders at 90, 60, 30 and 7 days and once when late; one e-mail for everything; they stop when it is done."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from core import clock, daily, outbox
from modules.models import CompletionWithdrawn
from people.models import Employment, User
from targeting.constants import NeedState
from targeting.models import Reminder
from targeting.selectors import needs_of
from targeting.services import send_digests, send_reminders
from targeting.services.reminders import stage_on
from tests.factories.people import employed
from tests.factories.targeting import RuleFactory, a_module, done

pytestmark = pytest.mark.django_db

# A rule of 4 January 2027 with 181 days is due on 4 July.
DUE = date(2027, 7, 4)


def run(day: date) -> list[mail.EmailMessage]:
    """What the day's work sends."""
    before = len(mail.outbox)
    with clock.fixed(datetime.combine(day, time(7), UTC)):
        daily.run_due()
        while outbox.run_due():
            pass
    return mail.outbox[before:]


@pytest.fixture
def learner() -> User:
    RuleFactory(within_days=181)
    return employed(user__first_name="Isla", user__last_name="Fraser")


@pytest.mark.parametrize(
    ("left", "stage"),
    [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, -1), (-400, -1)],
)
def test_t9_which_reminders_time_has_come(left: int, stage: int | None) -> None:
    assert stage_on(DUE, DUE - timedelta(days=left)) == stage


@given(left=st.integers(-500, 500))
def test_t9_a_reminder_never_comes_early(left: int) -> None:
    stage = stage_on(DUE, DUE - timedelta(days=left))
    assert stage is None or left <= stage
    assert (stage == -1) == (left < 0)


def test_t9_a_person_is_reminded_at_each_stage_once_and_never_after(learner: User) -> None:
    day, sent = date(2027, 3, 1), []
    while day < date(2027, 9, 1):
        sent += [(DUE - day).days for _ in run(day)]
        day += timedelta(days=1)
    assert sent == [90, 60, 30, 7, -1]


def test_t9_a_day_that_was_missed_is_made_up(learner: User) -> None:
    assert len(run(DUE - timedelta(days=29))) == 1
    assert run(DUE - timedelta(days=28)) == []


def test_t9_running_it_again_sends_nothing_again(learner: User) -> None:
    with clock.fixed(datetime.combine(DUE - timedelta(days=30), time(7), UTC)):
        assert [send_reminders(), send_reminders()] == [1, 0]
        outbox.run_due()
    assert len(mail.outbox) == 1
    assert Reminder.objects.count() == 1


def test_t9_one_e_mail_lists_everything_and_has_one_link(learner: User) -> None:
    RuleFactory(module=a_module("module-2", "The second module"), within_days=160)
    RuleFactory(module=a_module("module-3", "The third module"), within_days=300)
    (message,) = run(date(2027, 6, 14))
    assert message.subject == "Your training: 2 modules to do"
    assert message.to == [learner.email]
    body = message.body
    assert body.index("The second module: it was due by 13 June 2027.") < body.index("The first module: due by 4 July")
    assert "The third module" not in body
    assert body.count("http") == 1
    assert "/training-needs/\n" in body


def test_t9_a_single_thing_stands_in_the_subject(learner: User) -> None:
    (message,) = run(date(2027, 6, 4))
    assert message.subject == "The first module is due by 4 July 2027"


def test_t9_reminders_stop_when_it_is_done_and_start_when_it_is_withdrawn(learner: User) -> None:
    completion = done(learner, a_module(), date(2027, 5, 1))
    assert run(date(2027, 6, 4)) == []
    CompletionWithdrawn.objects.create(
        completion=completion,
        reason="The attendance was somebody else's.",
        withdrawn_at=datetime(2027, 6, 5, tzinfo=UTC),
        withdrawn_by=employed(valid_until=date(2026, 1, 1)),
    )
    assert len(run(date(2027, 6, 6))) == 1


def test_t9_reminders_come_before_a_completion_expires() -> None:
    rule = RuleFactory(within_days=10, again_every_months=12)
    done(employed(), rule.module, date(2026, 7, 4))
    (message,) = run(date(2027, 6, 4))
    assert "The first module: last done on 4 July 2026. Do it again by 4 July 2027." in message.body


def test_t9_a_new_date_is_a_new_reminder(learner: User) -> None:
    assert len(run(date(2027, 6, 4))) == 1
    RuleFactory(module=a_module(), within_days=170)
    assert len(run(date(2027, 6, 5))) == 1


@pytest.mark.parametrize("change", [{"employments__valid_until": date(2027, 6, 4)}, {"is_active": False}])
def test_t9_nobody_is_reminded_who_has_left(learner: User, change: dict[str, object]) -> None:
    if "is_active" in change:
        User.objects.filter(pk=learner.pk).update(is_active=False)
    else:
        Employment.objects.filter(user=learner).update(valid_until=date(2027, 6, 4))
    assert run(date(2027, 6, 4)) == []


def test_t9_a_manager_has_a_digest_of_who_is_late_once_a_week() -> None:
    RuleFactory(within_days=10)
    manager = employed(valid_from=date(2027, 5, 31))
    for name in ("Kerr", "Fraser"):
        employed(line_manager=manager, user__first_name="Isla", user__last_name=name)
    monday, sent = date(2027, 5, 31), []
    for number in range(14):
        messages = [one for one in run(monday + timedelta(days=number)) if one.to == [manager.email]]
        sent += [(number, one) for one in messages if "of your people" in one.subject]
    assert [number for number, _ in sent] == [0, 7]
    message = sent[0][1]
    assert message.subject == "Training: 2 of your people are late"
    assert message.body.index("Isla Fraser: The first module, it was due") < message.body.index("Isla Kerr")
    assert message.body.count("http") == 1
    assert "/training-needs/team/?state=late\n" in message.body


def test_t9_a_manager_who_left_has_no_digest_and_who_is_in_time_is_not_told_of() -> None:
    RuleFactory(within_days=10)
    gone, manager = employed(), employed(valid_from=date(2027, 6, 1))
    employed(line_manager=gone)
    Employment.objects.filter(user=gone).update(valid_until=date(2027, 6, 1))
    employed(line_manager=manager, valid_from=date(2027, 6, 1))
    with clock.fixed(datetime(2027, 6, 4, 7, tzinfo=UTC)):
        assert send_digests() == 0


def test_t9_what_is_reminded_of_is_what_the_page_shows(learner: User) -> None:
    with clock.fixed(datetime(2027, 6, 4, 7, tzinfo=UTC)):
        send_reminders()
        (need,) = needs_of(learner)
    assert (need.state, need.due_on) == (NeedState.DUE, DUE)
    assert Reminder.objects.get().due_on == DUE
