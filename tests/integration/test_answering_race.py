"""Questions while the register changes, and while the database goes away (A4, A5): only PostgreSQL runs them at once.

`SOAK_CHECKS` asks more; `SOAK_RESTART` is a command that restarts the database's server in the middle.
"""

import os
import shlex
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from accreditation.answers import ask
from accreditation.constants import DecisionKind
from accreditation.log_check import LogCheck
from accreditation.models import AccreditationDecision, Answer, CaseSystem
from accreditation.services import suspend
from core.batching import close_all
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, an_officer
from tests.factories.door import ThroughTheDoor
from tests.factories.machines import a_machine, a_request

CHECKS = int(os.environ.get("SOAK_CHECKS", "400"))
ASKERS, SUSPENDERS = 12, 4
PATIENCE_SECONDS = 120
_restarting = threading.Lock()

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wagtail_root", "_no_post"),
]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"
)


@pytest.fixture
def _no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mails are written and not sent: what is tried is the register."""
    monkeypatch.setattr("core.tasks.run_due.delay_on_commit", lambda: None)


class Progress:
    """How far a test is, for whoever waits until it is so far."""

    def __init__(self) -> None:
        self._so_far, self._changed = 0, threading.Condition()

    def next(self) -> int:
        with self._changed:
            self._so_far += 1
            self._changed.notify_all()
            return self._so_far - 1

    def wait_for(self, due: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._so_far >= due, timeout=PATIENCE_SECONDS)


def at_once(acts: Sequence[Callable[[], None]]) -> None:
    """Each in a thread of its own; what one of them raises is raised."""

    def one(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(one, acts))


@on_postgresql
@pytest.mark.postgresql
def test_a4_no_permit_carries_a_number_at_or_after_the_suspensions() -> None:
    AdaptationFactory()
    officers = [an_officer() for _ in range(SUSPENDERS)]
    accreditations = [accredited() for _ in range(24)]
    numbers, asked = [one.number for one in accreditations], Progress()

    def keep_asking() -> None:
        while (turn := asked.next()) < CHECKS:
            ask([a_question(numbers[turn % len(numbers)])], asker="A race")

    def suspend_some(place: int) -> None:
        for position in range(place, len(accreditations), SUSPENDERS):
            # Spread over the questions: the next is suspended when so many more were asked.
            asked.wait_for(CHECKS * (position + 1) // (len(accreditations) + 1))
            suspend(accreditation=accreditations[position], reason="A complaint.", by=officers[place])

    at_once([keep_asking] * ASKERS + [partial(suspend_some, place) for place in range(SUSPENDERS)])

    decisions = AccreditationDecision.objects.filter(kind=DecisionKind.SUSPENDED)
    stopped = dict(decisions.values_list("accreditation__number", "register_number"))
    assert len(stopped) == len(accreditations)
    said = Counter[bool]()
    for answer in Answer.objects.iterator():
        said[answer.decision] += 1
        assert answer.decision == (answer.register_number < stopped[answer.question["subject"]])
    assert min(said[True], said[False]) > 0
    assert said.total() == CHECKS
    print(f"{CHECKS} questions, {len(stopped)} suspensions, {said[True]} permits: none too late.")  # noqa: T201


@on_postgresql
@pytest.mark.postgresql
@pytest.mark.parametrize("browser", [Client, ThroughTheDoor])
def test_a5_a_database_that_goes_away_means_503_and_no_answer_without_a_row(browser: type[Client]) -> None:
    AdaptationFactory()
    number, machine = accredited().number, a_machine()
    # However quick it is, it is not refused for asking too much.
    CaseSystem.objects.filter(pk=machine.case_system.pk).update(quota_a_minute=10**7, quota_a_day=10**8)
    machine.sign_in()
    machine.browser = browser()
    assert machine.ask(a_request(number)).status_code == 200
    is_over, answered = threading.Event(), Progress()
    statuses, told, lock = Counter[int](), set[str](), threading.Lock()

    def keep_asking() -> None:
        while not is_over.is_set():
            response = machine.ask(a_request(number))
            with lock:
                statuses[response.status_code] += 1
                if response.status_code != 200:
                    continue
                told.add(response.json()["context"]["answer_id"])
                # It is healthy again when somebody is answered after somebody was not.
                if statuses[503]:
                    is_over.set()
                    continue
                # What goes between two batches may be back before it is missed; then it goes once more.
                is_to_go = answered.next() % 20 == 19
            if is_to_go:
                _take_the_database_away()

    at_once([keep_asking] * ASKERS)
    # This thread's own was cut with the others, and so were those of whoever answers in a thread of their own.
    connection.close()
    close_all()
    assert set(statuses) == {200, 503}
    kept = {str(public_id) for public_id in Answer.objects.values_list("public_id", flat=True)}
    assert told <= kept
    assert not list(LogCheck().problems())


def _take_the_database_away() -> None:
    """Every connection but this one is cut, as a restart cuts them; or the server is restarted in earnest."""
    if command := os.environ.get("SOAK_RESTART"):
        connection.close()
        # A server that is being restarted is not restarted once more.
        if _restarting.acquire(blocking=False):
            try:
                subprocess.run(shlex.split(command), check=True)
            finally:
                _restarting.release()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )


@pytest.mark.parametrize("is_there", [True, False], ids=["hung", "stopped"])
def test_a4_a_cache_that_hangs_or_is_stopped_changes_nothing(settings: Any, is_there: bool) -> None:
    AdaptationFactory()
    number, machine = accredited().number, a_machine()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if is_there:
            silent.listen()
        silent.setblocking(False)
        location = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}}
        assert machine.sign_in().ask(a_request(number)).json()["decision"] is True
        # Nobody even knocked.
        with pytest.raises(OSError, match=r"unavailable|Invalid argument"):
            silent.accept()
