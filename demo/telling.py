"""What the live case system hears of the register: a webhook, what it was told, and one message that never arrived."""

import json
from datetime import timedelta

from accreditation.models import CaseSystem
from accreditation.webhooks.constants import DELIVER, EventType
from accreditation.webhooks.sending import Reply, received_by
from accreditation.webhooks.subscribing import ping, subscribe
from core import clock, outbox
from core.models import OutboxEntry
from demo.machines import NAME
from demo.partnership import Partnership

URL = "https://cases.millburn.example/register/changes"
SUBSCRIBED, TESTED = 45, 2
ANSWERED, FAILED = 204, 500
TOOK = timedelta(milliseconds=90)


def subscribe_millburn(p: Partnership) -> None:
    """Before the changes that it is told of. Its receiver answers the test at once, so that it is live."""
    with clock.fixed(p.moment(SUBSCRIBED, 13, 30)):
        subscribe(case_system=CaseSystem.objects.get(name=NAME), url=URL, by=p.people["accreditor"])
    _send_until(p, days_ago=SUBSCRIBED - 1)


def send(p: Partnership) -> None:
    """Once everything has happened. The receiver fails on suspensions until they are given up; a test is answered."""
    _send_until(p, days_ago=TESTED)
    subscription = CaseSystem.objects.get(name=NAME).webhooks.get()
    with clock.fixed(p.moment(TESTED, 10, 5)):
        ping(subscription=subscription, by=p.people["accreditor_two"])
    _send_until(p, days_ago=TESTED - 1)


def _receiver(body: bytes) -> Reply:
    is_suspension = json.loads(body)["type"] == EventType.SUSPENDED
    return Reply(status=FAILED if is_suspension else ANSWERED, took=TOOK)


def _send_until(p: Partnership, *, days_ago: int) -> None:
    """Let the outbox send, each time that something is due, as it does when time goes by."""
    waiting = OutboxEntry.objects.filter(kind=DELIVER, done_at=None, dead_at=None).order_by("next_attempt_at")
    with received_by(_receiver):
        while (entry := waiting.first()) and entry.next_attempt_at < p.moment(days_ago):
            with clock.fixed(entry.next_attempt_at):
                outbox.run_due(slow=True)
