"""How many answers a second `verify_log` goes through, and that its memory does not grow with the log.

    .venv/bin/python -m benchmarks.verify_log [--quick]

The rate is measured beside a floor that reads the same rows and verifies the same signatures (one for each answer, one
for each batch) by the cryptography library alone: no hash of what is kept, no chain, no comparison. Memory is the most
that a process of its own ever held: once started and doing nothing, after it went through a short log, and after it
went through the same log made several times as long. It runs on PostgreSQL when DATABASE_URL is set (in a database of
its own, made and dropped here), otherwise on SQLite. It needs Linux, and a few minutes.
"""

import argparse
import base64
import logging
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.register_check import own_database

# Answers in a batch: half of what the rate is measured on came alone, half ten at a time. What lengthens the log comes
# as a busy register writes it, as many together as there may be.
SIZES = (1, 10)
# Of memory, between a short log and a long one: what the machine itself does to a process.
MOST_GROWTH = 1.1


def set_up() -> None:
    import django

    django.setup()
    logging.disable(logging.WARNING)


def fill(answers: int, size: int) -> None:
    """Add so many real answers to the log, so many in a batch. One commit holds many batches."""
    from django.db import transaction

    from accreditation.answers import ask
    from accreditation.questions import Action, Question
    from people.vocabulary import Tenure

    question = Question(
        subject="TA-0000-0", action=Action.AUTHORISE, adaptation="SEAT-SHOWER", tenure=Tenure.OWNER, locality="harbour"
    )
    left = answers
    while left > 0:
        with transaction.atomic():
            for _ in range(100):
                ask([question] * min(size, left), asker="Benchmark")
                left -= min(size, left)
                if not left:
                    break


def verify() -> int:
    """The check itself; gives how many answers it went through."""
    from accreditation.log_check import LogCheck

    check = LogCheck()
    found = list(check.problems())
    assert not found, found[:3]
    return check.answers


def bare() -> int:
    """Read every row and verify every signature, and nothing else."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from accreditation.models import Answer, AnswerBatch, SigningKey

    def octets(text: str) -> bytes:
        return base64.urlsafe_b64decode(text + "==")

    key = Ed25519PublicKey.from_public_bytes(octets(SigningKey.objects.get().public_jwk["x"]))

    def prove(token: str) -> None:
        signed, _, signature = token.rpartition(".")
        key.verify(octets(signature), signed.encode())

    for batch in AnswerBatch.objects.order_by("number").iterator(chunk_size=200):
        prove(batch.signed_head)
    answers = 0
    for answer in Answer.objects.order_by("batch", "position").iterator(chunk_size=2000):
        prove(answer.receipt)
        answers += 1
    return answers


def rate(act: Callable[[], int]) -> float:
    start = time.perf_counter()
    return act() / (time.perf_counter() - start)


def peak(does: str) -> float:
    """The most memory, in megabytes, that a process of its own ever held that starts and does this."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak_here, (does,))


def _peak_here(does: str) -> float:
    set_up()
    {"start": int, "verify": verify}[does]()
    # As Linux tells it. What `getrusage` gives counts the process that started this one as well.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1000


def measure_rates(runs: int) -> None:
    figures: dict[str, list[float]] = {"verify_log": [], "signatures alone": []}
    for _ in range(runs):
        figures["verify_log"].append(rate(verify))
        figures["signatures alone"].append(rate(bare))
    floor = statistics.median(figures["signatures alone"])
    print(f"\n{'':<28}{'answers/s':>12}{'of the floor':>14}")
    for name, rates in figures.items():
        print(f"{name:<28}{statistics.median(rates):>12,.0f}{statistics.median(rates) / floor:>14.2f}")


def measure_memory(short: int, long: int) -> bool:
    """Whether the memory stays as it is when the log grows."""
    from accreditation.answers import MOST_TOGETHER
    from accreditation.models import Answer, AnswerBatch

    print(f"\n{'most memory of a process':<28}{'answers':>12}{'batches':>12}{'MB':>10}")
    print(f"{'started':<28}{'':>12}{'':>12}{peak('start'):>10.1f}", flush=True)
    peaks = []
    for name, answers in [("verified a short log", short), ("verified a long one", long)]:
        fill(answers - Answer.objects.count(), MOST_TOGETHER)
        peaks.append(peak("verify"))
        print(f"{name:<28}{answers:>12,}{AnswerBatch.objects.count():>12,}{peaks[-1]:>10.1f}", flush=True)
    return peaks[1] <= peaks[0] * MOST_GROWTH


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--answers", type=int, default=5_000, help="on which the rate is measured")
    parser.add_argument("--short", type=int, default=20_000, help="on which memory is measured")
    parser.add_argument("--long", type=int, default=100_000, help="and on which it must not be more")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.answers, arguments.short, arguments.long = 1, 200, 400, 800
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        os.environ |= {
            "THRESHOLD_VAR": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        }
        set_up()
        from django.db import connections

        from accreditation.services.register import begin_counting
        from benchmarks.tables import make_tables

        make_tables()
        begin_counting()
        for size in SIZES:
            fill(arguments.answers // len(SIZES), size)
        print(f"On {connections['default'].vendor}, {os.cpu_count()} cores, {arguments.answers:,} answers,", end=" ")
        print(f"the median of {arguments.runs} alternating runs.")
        measure_rates(arguments.runs)
        stays = measure_memory(arguments.short, arguments.long)
        connections.close_all()
    if not stays and not arguments.quick:
        sys.exit("The memory grew with the log.")


if __name__ == "__main__":
    main()
