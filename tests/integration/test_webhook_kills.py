"""Workers are killed while they deliver: nothing is lost, and nothing is sent twice without the same id (A7)."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accreditation.models import WebhookDelivery
from accreditation.webhooks.constants import DELIVER, EventType
from core.models import OutboxEntry
from people.models import User
from people.signals import fitness_changed
from tests.factories.people import UserFactory
from tests.factories.receiving import Answer, Receiver, a_subscription, answers, receiving

KILLS = int(os.environ.get("SOAK_KILLS", "6"))
FOR_EACH_KILL = 4
# After so many kills a worker may finish what the dead left, as in life: the backlog stays that of an outage.
LEFT_IN_PEACE_EVERY = 20
# Seconds in which nothing at all happens, after which the test gives up.
PATIENCE = 120

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wagtail_root")]


class Nursery:
    """Raises workers on the test's own database, one at a time."""

    def __init__(self, folder: Path) -> None:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
            "PYTHONPATH": str(settings.BASE_DIR),
            "SECRET_KEY": settings.SECRET_KEY,
            "THRESHOLD_VAR": str(folder),
        }
        name = connection.settings_dict["NAME"]
        if connection.vendor == "postgresql":
            environment["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        else:
            (folder / "threshold.sqlite3").symlink_to(name)
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("nursing.py")],
            env=environment,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def raise_one(self) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline() or "0") or self._say_why()

    def _say_why(self) -> int:
        raise AssertionError(self._process.communicate()[1])

    def wait_until_gone(self) -> None:
        assert self._process.stdout
        assert self._process.stdout.readline() == "gone\n"

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    raised = Nursery(folder)
    try:
        yield raised
    finally:
        raised.close()


class Hunter:
    """Kills the worker at the request that it was told to wait for: before it answers, or when it has."""

    def __init__(self) -> None:
        self.worker = 0
        self.has_killed = threading.Event()
        self._ready = threading.Event()
        self._left = 0
        self._before = False

    def wait_for(self, request: int, *, before: bool) -> None:
        self._left, self._before = request, before
        self._ready.clear()
        self.has_killed.clear()

    def hunt(self, worker: int) -> None:
        self.worker = worker
        self._ready.set()

    def kill(self) -> None:
        os.kill(self.worker, signal.SIGKILL)
        self.has_killed.set()

    def answer(self) -> Answer:
        def answer(request: BaseHTTPRequestHandler) -> None:
            self._left -= 1
            if self._left == 0 and self._before:
                self._ready.wait(PATIENCE)
                self.kill()
                return
            answers(204)(request)
            request.wfile.flush()
            if self._left == 0:
                self._ready.wait(PATIENCE)
                self.kill()

        return answer


def something_happens(person: User, times: int) -> None:
    for _ in range(times):
        with transaction.atomic():
            fitness_changed.send(sender=None, user=person)


def let_claims_run_out() -> None:
    """What two minutes would do: whoever held a claim is dead, and the others may have it."""
    OutboxEntry.objects.filter(claimed_until__isnull=False).update(claimed_until=timezone.now())


def test_a7_workers_are_killed_and_every_event_arrives_with_one_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.background.wake", lambda: None)  # nobody but the workers delivers
    chance = random.Random(7)
    person = UserFactory()
    with receiving() as receiver, nursery(tmp_path) as workers:
        subscription, _ = a_subscription(receiver.url)
        receiver.got.clear()
        hunter = Hunter()
        for kill in range(1, KILLS + 1):
            something_happens(person, FOR_EACH_KILL)
            receiver.answers = [hunter.answer()] * (FOR_EACH_KILL * KILLS * 2)
            how = chance.random()
            at = chance.randint(1, FOR_EACH_KILL)
            hunter.wait_for(at if how < 0.8 else -1, before=how < 0.4)
            hunter.hunt(workers.raise_one())
            if how < 0.8:
                assert hunter.has_killed.wait(PATIENCE)
            else:
                # At any moment: while it connects, asks the database, claims, signs or writes down.
                threading.Event().wait(chance.uniform(0, 0.3))
                hunter.kill()
            workers.wait_until_gone()
            let_claims_run_out()
            if kill % LEFT_IN_PEACE_EVERY == 0 or kill == KILLS:
                receiver.answers = []
                finish(workers, receiver)
        deliveries = list(WebhookDelivery.objects.filter(subscription=subscription).exclude(type=EventType.PING))
        nothing_is_lost_or_told_twice(receiver, deliveries)
        again = len(receiver.got) - len(deliveries)
        sys.stdout.write(f"\n{KILLS} kills, {len(deliveries)} events, {len(receiver.got)} requests, {again} again\n")
        assert again > 0, "no kill came between sending and writing down, so this proved nothing"


def finish(workers: Nursery, receiver: Receiver) -> None:
    """Let one worker do the rest in peace, for as long as it gets on with it."""
    worker = workers.raise_one()
    waiting = OutboxEntry.objects.filter(kind=DELIVER, done_at=None)
    pause, idle = threading.Event(), 0.0
    left, requests = waiting.count(), len(receiver.got)
    while left and idle < PATIENCE:
        pause.wait(0.1)
        before, (left, requests) = (left, requests), (waiting.count(), len(receiver.got))
        idle = 0.0 if (left, requests) != before else idle + 0.1
    os.kill(worker, signal.SIGKILL)
    workers.wait_until_gone()
    assert not left, f"{left} deliveries wait, and nothing happens: {list(waiting.values()[:3])}"


def nothing_is_lost_or_told_twice(receiver: Receiver, deliveries: list[WebhookDelivery]) -> None:
    assert len(deliveries) == KILLS * FOR_EACH_KILL
    assert all(delivery.delivered_at for delivery in deliveries)
    ids_of: dict[int, set[str]] = defaultdict(set)
    bodies_of: dict[str, set[bytes]] = defaultdict(set)
    for got in receiver.got:
        number = json.loads(got.body)["data"]["register_number"]
        ids_of[number].add(got.headers["webhook-id"])
        bodies_of[got.headers["webhook-id"]].add(got.body)
    assert ids_of == {delivery.register_number: {delivery.message_id} for delivery in deliveries}
    assert all(len(bodies) == 1 for bodies in bodies_of.values())
