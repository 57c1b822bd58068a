"""How fast the register answers, beside a bare Django view under the same server and beside Cerbos, in the same run.

    .venv/bin/python -m benchmarks.register_check [--quick]

Each check is whole: token looked up, rules applied, receipt signed, answer durable in the log. It runs on PostgreSQL
when DATABASE_URL is set (in a database of its own, made and dropped here), otherwise on SQLite. Cerbos answers AuthZEN
too, from what the request itself says: it looks nothing up, signs nothing and keeps nothing. It comes from npm, where
there is npm.
"""

import argparse
import logging
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 60
PEER = "Cerbos"
LOCALITY = "area-3"
MOST_SUBJECTS = 2000
# As docs/running.md has it; the floor is Django by the same server, with as many threads as PostgreSQL has connections
# for.
DOOR = ["--interface", "rsgi", "--no-ws", "--loop", "uvloop", "lms.rsgi:application"]
FLOOR_THREADS = 16
GRANIAN = Path(sys.executable).with_name("granian")


@contextmanager
def own_database() -> Iterator[str]:
    """An empty PostgreSQL database beside the one that DATABASE_URL names, for this run; none on SQLite."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        yield ""
        return
    import psycopg

    name = f"threshold_bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def prepare(assessors: int) -> tuple[dict[str, str], dict[str, Any], list[str]]:
    """Migrate, accredit assessors, register a case system; give the headers and the body that it sends, and the people
    of one locality, spread over the whole register, whom its requests name in turn.
    """
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    from accreditation.case_systems import set_quota
    from accreditation.models import RegisterEntry
    from benchmarks.load import SUBJECT
    from benchmarks.register_search import seed
    from tests.factories.accreditation import an_officer
    from tests.factories.machines import a_machine, a_request

    with transaction.atomic():
        seed(assessors)
        officer, machine = an_officer(), a_machine()
        everybody = RegisterEntry.objects.filter(localities__code=LOCALITY, is_suspended=False).order_by("pk")
        numbers = list(everybody.values_list("number", flat=True))
        # What is measured is the check, not the quota.
        set_quota(case_system=machine.case_system, a_minute=100_000_000, a_day=100_000_000, by=officer)
    machine.browser.defaults["SERVER_NAME"] = "localhost"
    token = machine.sign_in().token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return headers, a_request(SUBJECT, locality=LOCALITY), numbers[:: max(1, len(numbers) // MOST_SUBJECTS)]


@contextmanager
def serve(settings: str, *command: str) -> Iterator[str]:
    """An application with these settings under granian; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(GRANIAN), "--host", "127.0.0.1", "--port", str(port), "--log-level", "error", *command],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings},
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def wsgi(application: str, threads: int) -> list[str]:
    """What granian is told to serve a WSGI application with two workers of so many threads."""
    return ["--interface", "wsgi", "--workers", "2", "--blocking-threads", str(threads), application]


def _wait_for(address: str) -> None:
    """Until an answer comes, whatever it is: granian takes connections before its workers have loaded Django."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/no-such-address", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not answer within a minute.")


def measure(
    arguments: argparse.Namespace, headers: dict[str, str], body: dict[str, Any], subjects: list[str]
) -> dict[str, list[Any]]:
    from benchmarks import load
    from benchmarks.cerbos import as_cerbos_asks, cerbos

    with (
        serve("lms.settings.embedded", *DOOR, "--workers", str(arguments.workers)) as product,
        serve("benchmarks.bare_settings", *wsgi("benchmarks.bare:application", FLOOR_THREADS)) as floor,
        cerbos() as peer,
    ):
        addresses = {
            "register check": f"{product}/access/v1/evaluation",
            "bare view": f"{floor}/bare",
            "bare view, one query": f"{floor}/one-query",
        }
        loads = {
            name: load.Load(
                url=url,
                body=body,
                subjects=subjects,
                headers=headers,
                connections=arguments.connections,
                seconds=arguments.seconds,
            )
            for name, url in addresses.items()
        }
        if peer:
            loads[PEER] = load.Load(
                url=f"{peer}/access/v1/evaluation",
                body=as_cerbos_asks(body),
                subjects=subjects,
                headers={"Content-Type": "application/json"},
                connections=arguments.connections,
                seconds=arguments.seconds,
            )
        for warm in loads.values():
            load.run(load.Load(**(vars(warm) | {"seconds": max(2, arguments.seconds)})))
        figures: dict[str, list[Any]] = {name: [] for name in loads}
        for _ in range(arguments.runs):
            for name, one in loads.items():
                figures[name].append(load.run(one))
    return figures


def report(figures: dict[str, list[Any]]) -> None:
    medians = {name: statistics.median(run.rate for run in runs) for name, runs in figures.items()}
    peer = medians.get(PEER, 0)
    print(f"\n{'':<24}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'of the floor':>14}{'of Cerbos':>12}{'failed':>8}")
    for name, runs in figures.items():
        p50, p99 = (statistics.median(getattr(run, what) for run in runs) for what in ("p50", "p99"))
        failed = sum(run.failed for run in runs)
        of_peer = f"{medians[name] / peer:>12.2f}" if peer else f"{'':>12}"
        of_floor = medians[name] / medians["bare view"]
        print(f"{name:<24}{medians[name]:>12.0f}{p50:>10.2f}{p99:>10.2f}{of_floor:>14.2f}{of_peer}{failed:>8}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--workers", type=int, default=2, help="processes of the server that answers")
    parser.add_argument("--assessors", type=int, default=1000)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.seconds, arguments.assessors = 1, 1, 50
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        os.environ |= {
            "THRESHOLD_VAR": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        }
        headers, body, subjects = prepare(arguments.assessors)
        from django.db import connections

        from benchmarks import load

        print(f"On {connections['default'].vendor}, {os.cpu_count()} cores, load by {load.tool()};", end=" ")
        print(f"{arguments.assessors} assessors, {arguments.connections} connections;", end=" ")
        print(f"{arguments.runs} alternating runs of {arguments.seconds} s.")
        connections.close_all()
        report(measure(arguments, headers, body, subjects))
        check_log()


def check_log() -> None:
    """The rate is worth nothing when the log is not whole."""
    from accreditation.log_check import LogCheck
    from accreditation.models import Answer

    found = list(LogCheck().problems())
    print(f"\n{Answer.objects.count()} answers are in the log; " + (found[0] if found else "it is whole."))
    if found:
        sys.exit(1)


if __name__ == "__main__":
    main()
