"""The offline copy while the register is being changed (A6): only PostgreSQL runs readers and writers side by side."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from accreditation.case_systems import REGISTER_OFFLINE
from accreditation.models import AccreditationDecision, OutageReport
from accreditation.offline import files
from accreditation.offline.files import changes_after, whole_copy
from accreditation.services import suspend
from core import clock
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer
from tests.factories.machines import a_machine, a_request
from tests.factories.offline import a_copy, from_register

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
PEOPLE = int(os.environ.get("SOAK_OFFLINE", "24"))

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wagtail_root", "_no_post", "own_bundles"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"),
]


@pytest.fixture
def _no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tasks.run_due.delay_on_commit", lambda: None)


def in_its_own_thread(act: Any) -> Any:
    def run() -> Any:
        try:
            with clock.fixed(NOON):
                return act()
        finally:
            connections.close_all()

    return run


def suspended_in(copy: Any) -> set[str]:
    entries = copy.rules.entries.values()
    return {one["number"] for entry in entries for one in entry.get("accreditations", ()) if one["suspended_from"]}


def test_a6_every_copy_holds_exactly_what_its_number_says(tmp_path: Path) -> None:
    """While suspensions commit, wholes and chains of changes are taken; each is the register at its own number."""
    with clock.fixed(NOON):
        AdaptationFactory()
        officer, made = an_officer(), [accredited() for _ in range(PEOPLE)]
        chain = a_copy(tmp_path / "chain")
        chain.refresh(from_register)
    done = threading.Event()
    seen: list[tuple[str, int, set[str]]] = []

    def suspending(some: list[Any]) -> None:
        for accreditation in some:
            suspend(accreditation=accreditation, reason="A complaint.", by=officer)

    def copying() -> None:
        turn = 0
        while not done.is_set() or turn < 3:
            turn += 1
            whole = a_copy(tmp_path / f"whole-{turn}")
            whole.take(whole_copy().plain)
            seen.append(("whole", whole.register_number or 0, suspended_in(whole)))

    def following() -> None:
        while not done.is_set():
            chain.take(changes_after(chain.register_number or 0).plain)
            seen.append(("changes", chain.register_number or 0, suspended_in(chain)))

    with ThreadPoolExecutor(5) as pool:
        readers = [pool.submit(in_its_own_thread(act)) for act in (copying, following)]
        writers = [pool.submit(in_its_own_thread(lambda n=n: suspending(made[n::3]))) for n in range(3)]
        try:
            for writer in writers:
                writer.result()
        finally:
            done.set()
        for reader in readers:
            reader.result()
    with clock.fixed(NOON):
        chain.take(changes_after(chain.register_number or 0).plain)
        last = a_copy(tmp_path / "last")
        last.take(whole_copy().plain)
    assert chain.rules.entries == last.rules.entries
    assert len(suspended_in(last)) == PEOPLE
    stopped = list(
        AccreditationDecision.objects.filter(kind="suspended").values_list("register_number", "accreditation__number")
    )
    for kind, number, suspended in seen:
        assert suspended == {who for at, who in stopped if at <= number}, (kind, number)
    assert {kind for kind, _, _ in seen} == {"whole", "changes"}


def test_a6_many_who_ask_at_once_get_one_copy_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(NOON):
        accredited()
    made: list[object] = []
    read = files._read_whole
    monkeypatch.setattr(files, "_read_whole", lambda day: made.append(day) or read(day))
    with ThreadPoolExecutor(8) as pool:
        copies = [future.result() for future in [pool.submit(in_its_own_thread(whole_copy)) for _ in range(16)]]
    assert len(made) == 1
    assert len({copy.rest for copy in copies}) == 1


def test_a6_making_a_copy_waits_for_no_writer_and_no_writer_waits_for_it() -> None:
    """Somebody holds the counter, as a suspension under way does; the copy is made meanwhile, as of before."""
    from django.db import transaction

    from accreditation.services.register import hold_counter

    with clock.fixed(NOON):
        accredited()
        with transaction.atomic():
            hold_counter()
            with ThreadPoolExecutor(1) as pool:
                file = pool.submit(in_its_own_thread(whole_copy)).result(timeout=30)
    assert file.state.number == 1


def test_a6_one_report_sent_many_times_at_once_is_one() -> None:
    with clock.fixed(NOON - timedelta(hours=1)):
        AdaptationFactory()
        number = accredited().number
    with clock.fixed(NOON):
        machine = a_machine(scopes=(REGISTER_OFFLINE,)).sign_in()
    item = {"asked_at": NOON.isoformat(), "decision": True, "evaluation": a_request(number)}
    body = {
        "report_id": "one",
        "copy": {"register_number": 1, "made_at": NOON.isoformat()},
        "items": [item],
    }
    headers = {"Authorization": f"Bearer {machine.token}"}

    def send() -> int:
        from django.test import Client

        path = "/register/v1/outage-reports"
        return Client().post(path, body, content_type="application/json", headers=headers).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = [future.result() for future in [pool.submit(in_its_own_thread(send)) for _ in range(12)]]
    assert sorted(statuses) == [200] * 11 + [201]
    assert OutageReport.objects.count() == 1
