"""What the offline copy costs: made, sent, proved, loaded, asked, and brought up to date.

    DATABASE_URL=postgresql://… .venv/bin/python -m benchmarks.offline_copy [--quick]

It needs PostgreSQL, in a database of its own, made and dropped here. The register holds so many accreditations; the
client is the package in clients/python, in this process, on one core. Each figure is the median of the runs, by the
clock and in this process's own processor time; on a machine that does other things too, the second says more.
"""

import argparse
import gzip
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.register_check import ROOT, own_database
from benchmarks.register_search import seed

CHECKS, CHANGED = 20_000, 100
MEGABYTE = 1_000_000


class Took(NamedTuple):
    """Milliseconds: by the clock, and of this process on a processor."""

    clock: float
    processor: float

    def words(self, count: int = 0) -> str:
        """In milliseconds, or how many of `count` a second."""
        return "".join(f"{count / one * 1000 if count else one:>14,.{0 if count else 1}f}" for one in self)


def timed(act: Callable[[], Any], runs: int) -> tuple[Took, Any]:
    """The medians of so many runs, and what the last gave."""
    taken, made = [], None
    for _ in range(runs):
        began = time.perf_counter(), time.process_time()
        made = act()
        taken.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    clock, processor = (statistics.median(one) * 1000 for one in zip(*taken, strict=True))
    return Took(clock, processor), made


def counted(accreditations: int) -> list[str]:
    """The seed writes its decisions in bulk; this gives the register the numbers that they would have taken."""
    from accreditation.models import Accreditation, RegisterChange, RegisterCounter
    from core import clock

    now = clock.now()
    people = Accreditation.objects.order_by("pk").values_list("user_id", flat=True)
    changes = (RegisterChange(number=n, person_id=user, changed_at=now) for n, user in enumerate(people, start=1))
    RegisterChange.objects.bulk_create(changes, batch_size=5000)
    RegisterCounter.objects.filter(pk=1).update(number=accreditations)
    return list(Accreditation.objects.order_by("pk").values_list("number", flat=True))


def suspend_some(numbers: list[str]) -> None:
    from accreditation.models import Accreditation
    from accreditation.services import suspend
    from tests.factories.accreditation import an_officer

    officer = an_officer()
    for accreditation in Accreditation.objects.filter(number__in=numbers):
        suspend(accreditation=accreditation, reason="A complaint.", by=officer)


def measure(arguments: argparse.Namespace, folder: Path) -> list[tuple[str, str]]:
    from accreditation.offline import files, status_list
    from core import clock
    from tests.factories.offline import Asked, a_copy

    seed(arguments.accreditations)
    numbers = counted(arguments.accreditations)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    runs, day = arguments.runs, clock.today()
    made, _ = timed(lambda: files._read_whole(day), runs)
    files.whole_copy()
    again, file = timed(files.whole_copy, runs)
    zipping, zipped = timed(lambda: file.gzipped, runs)
    listing, token = timed(lambda: (status_list.forget(), status_list.status_list())[1].token, runs)

    def load(content: bytes) -> Any:
        copy = a_copy(folder / "loaded", clock=time.time)
        copy._held = None
        copy.take(content)
        return copy

    loading, _ = timed(lambda: load(zipped), runs)
    copy = a_copy(folder / "copy", clock=time.time)
    copy.take(zipped)
    starting, _ = timed(lambda: a_copy(folder / "copy", clock=time.time), runs)
    questions = [Asked(number=numbers[n * 7919 % len(numbers)], locality="area-3") for n in range(CHECKS)]

    def ask() -> int:
        return sum(copy.decide(question).permitted for question in questions)

    asking, _ = timed(ask, runs)
    before = copy.register_number or 0
    suspend_some(numbers[: arguments.changed])
    reading, changes = timed(lambda: files.changes_after(before), runs)
    applying, _ = timed(lambda: copy.take(changes.plain), 1)
    nothing, _ = timed(lambda: files.changes_after(changes.state.number), runs)
    sizes = f"{len(file.plain) / MEGABYTE:.1f} MB plain, {len(zipped) / MEGABYTE:.2f} MB gzip"
    small = f"{len(changes.plain):,} B plain, {len(gzip.compress(changes.plain)):,} B gzip"
    suspensions = changes.state.number - before
    return [
        ("whole copy: read from the database and made", made.words()),
        ("whole copy: given again from disk", again.words()),
        ("whole copy: gzip put together", zipping.words()),
        ("client: unpack, prove, load and keep", loading.words()),
        ("client: start from its disk", starting.words()),
        ("client: checks a second", asking.words(CHECKS)),
        (f"changes: {suspensions} suspensions, read and signed", reading.words()),
        ("client: prove, apply and keep them", applying.words()),
        ("changes: none since", nothing.words()),
        ("status list: made and signed", listing.words()),
        ("size of the whole copy", f"   {sizes}"),
        (f"size of {suspensions} suspensions", f"   {small}"),
        ("size of the status list", f"   {len(token):,} B"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--accreditations", type=int, default=100_000)
    parser.add_argument("--changed", type=int, default=CHANGED)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.accreditations, arguments.changed = 1, 500, 5
    if not os.environ.get("DATABASE_URL"):
        raise SystemExit("This benchmark needs PostgreSQL: set DATABASE_URL.")
    sys.path.insert(0, str(ROOT / "clients" / "python" / "src"))
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        os.environ |= {
            "THRESHOLD_VAR": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        }
        import django

        django.setup()
        logging.disable(logging.WARNING)
        from django.db import connections

        from benchmarks.tables import make_tables

        make_tables()
        print(f"On PostgreSQL, {os.cpu_count()} cores, {arguments.accreditations:,} accreditations,", end=" ")
        print(f"the median of {arguments.runs}.\n")
        figures = measure(arguments, Path(folder))
        print(f"{'milliseconds':<50}{'clock':>14}{'processor':>14}")
        for what, figure in figures:
            print(f"{what:<50}{figure}")
        connections.close_all()


if __name__ == "__main__":
    main()
