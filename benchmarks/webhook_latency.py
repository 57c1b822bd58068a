"""How long after a suspension is committed its webhook arrives, with a Celery worker on a real broker.

    CELERY_BROKER_URL=redis://… DATABASE_URL=postgresql://… .venv/bin/python -m benchmarks.webhook_latency [--quick]

Three processes take part, as in life: one suspends, the worker (`celery -A lms worker`) sends, and this one receives on
the loopback address, which only the embedded settings allow as a target. The time runs from the moment after COMMIT
to the moment at which the receiver has read the whole message. It needs a broker of its own; the database is made and
dropped here on PostgreSQL when DATABASE_URL is set, otherwise it is SQLite.
"""

import argparse
import json
import logging
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.register_check import ROOT, own_database

PATIENCE_SECONDS = 60
WANTED_SECONDS = 1.0
SUSPENDED = "accreditation.suspended"


def set_up() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)


def accredit(people: int) -> list[str]:
    """Accredit so many in tables of its own; gives their numbers. The officer is the one who suspends them."""
    from django.db import transaction

    from benchmarks.tables import make_tables
    from tests.factories.accreditation import AdaptationFactory, accredited, an_officer

    make_tables()
    with transaction.atomic():
        AdaptationFactory()
        officer = an_officer()
        return [accredited(by=officer).number for _ in range(people)]


@contextmanager
def a_worker(concurrency: int) -> Iterator[None]:
    """A worker as docs/running.md starts it, once it answers."""
    from lms.celery import app

    app.control.purge()
    command = [str(Path(sys.executable).with_name("celery")), "-A", "lms", "worker", "--loglevel", "error"]
    with open(os.devnull, "w") as nowhere:
        worker = subprocess.Popen([*command, "--concurrency", str(concurrency)], cwd=ROOT, stdout=nowhere)
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not app.control.ping(timeout=1):
                if worker.poll() is not None or time.monotonic() > until:
                    raise SystemExit("The worker did not start.")
            yield
        finally:
            worker.terminate()
            worker.wait()


def suspend_as_told(told: Connection) -> None:
    """In a process of its own: suspend each accreditation that is named, and say when that was committed."""
    import lms.wsgi  # noqa: F401 - it starts as a process of the web server does

    logging.disable(logging.WARNING)
    from django.db import transaction

    from accreditation.models import Accreditation
    from accreditation.services import suspend
    from people.constants import Role
    from people.selectors import holders_of

    officer = holders_of(Role.ACCREDITATION_OFFICER).earliest("pk")
    told.send(time.monotonic())
    while number := told.recv():
        accreditation, moments = Accreditation.objects.get(number=number), []
        with transaction.atomic():
            transaction.on_commit(lambda moments=moments: moments.append(time.monotonic()))
            suspend(accreditation=accreditation, reason="A complaint.", by=officer)
        told.send(moments[0])


class Arrivals:
    """When each suspension arrived, by accreditation number, on the clock that all processes of a machine share."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    def note(self, body: bytes) -> None:
        now, message = time.monotonic(), json.loads(body)
        if message["type"] == SUSPENDED:
            self.at.setdefault(message["data"]["number"], now)

    def wait_for(self, numbers: list[str]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.at.keys() >= set(numbers):
            if time.monotonic() > until:
                raise SystemExit(f"{len(numbers) - len(self.at)} of {len(numbers)} messages did not arrive.")
            time.sleep(0.005)


def measure(numbers: list[str], arrivals: Arrivals) -> dict[str, list[float]]:
    """Seconds from commit to arrival of each.

    The first after officer and worker have started, then half of the others with nothing else to send, and half when
    all are suspended in a row.
    """
    first, *others = numbers
    one_by_one, at_once = others[: len(others) // 2], others[len(others) // 2 :]
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    officer = context.Process(target=suspend_as_told, args=(there,), daemon=True)
    officer.start()
    there.close()  # so that an officer who failed is noticed at once
    here.recv()
    committed: dict[str, float] = {}
    for number in [first, *one_by_one]:
        here.send(number)
        committed[number] = here.recv()
        arrivals.wait_for([*committed])
    for number in at_once:
        here.send(number)
        committed[number] = here.recv()
    arrivals.wait_for([*committed])
    here.send("")
    officer.join()
    groups = {"the first after the start": [first], "one at a time": one_by_one, "one upon the other": at_once}
    return {name: [arrivals.at[one] - committed[one] for one in group] for name, group in groups.items()}


def report(figures: dict[str, list[float]]) -> bool:
    print(f"{'milliseconds from commit to arrival':<40}{'events':>8}{'median':>10}{'worst':>10}{'over 1 s':>10}")
    for name, seconds in figures.items():
        late = sum(one > WANTED_SECONDS for one in seconds)
        median, worst = statistics.median(seconds) * 1000, max(seconds) * 1000
        print(f"{name:<40}{len(seconds):>8}{median:>10.0f}{worst:>10.0f}{late:>10}")
    return all(one <= WANTED_SECONDS for seconds in figures.values() for one in seconds)


def run(events: int, concurrency: int) -> bool:
    set_up()
    from django.db import connection, connections

    from tests.factories.receiving import Answer, a_subscription, answers, receiving

    numbers = accredit(events * 2 + 1)
    arrivals = Arrivals()

    def noting(answer: Answer) -> Answer:
        def answer_and_note(request: BaseHTTPRequestHandler) -> None:
            arrivals.note(receiver.got[-1].body)
            answer(request)

        return answer_and_note

    with receiving() as receiver:
        a_subscription(receiver.url)
        receiver.answers = [noting(answers(204))] * (events * 2 + 1)
        with a_worker(concurrency):
            figures = measure(numbers, arrivals)
    print(f"On {connection.vendor}, {os.cpu_count()} cores, a worker with {concurrency} processes.\n")
    connections.close_all()
    return report(figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="three events: shows that it works, measures nothing")
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--concurrency", type=int, default=4, help="processes of the worker")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.events = 3
    if os.environ.get("CELERY_BROKER_URL", "memory://") == "memory://":
        raise SystemExit("This benchmark needs a broker: set CELERY_BROKER_URL.")
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        os.environ |= {
            "THRESHOLD_VAR": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        }
        in_time = run(arguments.events, arguments.concurrency)
    if not in_time and not arguments.quick:
        sys.exit(1)


if __name__ == "__main__":
    main()
