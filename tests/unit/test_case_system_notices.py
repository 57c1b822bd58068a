"""What people are told of a case system: the contact of each step, and whoever must act next (A4)."""

from datetime import timedelta
from typing import Any

import pytest

from accreditation.case_systems import (
    close,
    go_live,
    sign_agreement,
    switch_off,
)
from accreditation.client_notices import managers_of
from accreditation.client_reminders import remind_of_agreements
from core import clock
from core.models import OutboxEntry
from people.models import User
from tests.factories.accreditation import an_officer
from tests.factories.machines import a_manager, agreed, in_the_sandbox, passed
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

IN_A_YEAR = timedelta(days=365)


def told(user: User) -> list[str]:
    return [entry.payload["template"] for entry in OutboxEntry.objects.filter(payload__user_id=user.pk).order_by("id")]


def test_a4_each_step_is_told_to_the_contact_and_what_waits_to_whoever_must_act(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    contact = employed()
    with django_capture_on_commit_callbacks(execute=True):
        machine = in_the_sandbox(name="Ready Case", contact=contact)
        manager, officer = a_manager(machine.case_system.organisation), an_officer()
        passed(machine.case_system, officer)
        sign_agreement(case_system=machine.case_system, version="3", review_on=clock.today() + IN_A_YEAR, by=manager)
        go_live(case_system=machine.case_system, by=an_officer())
        switch_off(case_system=machine.case_system, reason="Its key was stolen.", by=officer)
    assert told(manager) == ["accreditation/emails/case_system_to_agree.txt"]
    assert told(officer) == ["accreditation/emails/case_system_ready.txt"]
    mine = [mail for mail in mailoutbox if mail.to == [contact.email]]
    assert [mail.subject for mail in mine] == [
        "Ready Case: registered in the sandbox",
        "Ready Case: public key added",
        "Ready Case: conformance run passed",
        "Ready Case: agreement signed",
        "Ready Case: went live",
        "Ready Case: switched off",
    ]
    assert "Why: Its key was stolen." in mine[-1].body
    assert f"/accreditation/case-systems/{machine.case_system.pk}/" in mine[-1].body
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_a4_an_agreement_is_remembered_a_month_before_its_review_and_once_it_has_passed() -> None:
    machine = agreed(in_the_sandbox())
    (manager,) = managers_of(machine.case_system.organisation)
    due = "accreditation/emails/case_system_agreement_due.txt"
    for days, mails in ((300, 0), (340, 1), (341, 1), (366, 2), (400, 2)):
        with clock.fixed(clock.now() + timedelta(days=days)):
            remind_of_agreements()
        assert told(manager).count(due) == mails
    close(case_system=machine.case_system, reason="A test.", by=an_officer())
    with clock.fixed(clock.now() + timedelta(days=400)):
        assert remind_of_agreements() == 0
