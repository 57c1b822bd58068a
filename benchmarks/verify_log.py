"""How many answers a second `verify_log` goes through, beside the bare proof of their signatures in the same run.

    .venv/bin/python -m benchmarks.verify_log [--quick]

The floor reads the same rows and verifies the same signatures (one for each answer, one for each batch) by the
cryptography library alone: no hash of what is kept, no chain, no comparison. It runs on PostgreSQL when DATABASE_URL is
set (in a database of its own, made and dropped here), otherwise on SQLite. Memory is the most that Python held at once
in a pass over a part of the log and over the whole.
"""

import argparse
import base64
import logging
import os
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from benchmarks.register_check import own_database

SIZES = (1, 10)


def seed(answers: int) -> None:
    """So many real answers: half of them one in a batch, half ten in a batch."""
    from accreditation.answers import ask
    from accreditation.questions import Action, Question
    from accreditation.services.register import begin_counting
    from people.vocabulary import Tenure

    begin_counting()
    question = Question(
        subject="TA-0000-0", action=Action.AUTHORISE, adaptation="SEAT-SHOWER", tenure=Tenure.OWNER, locality="harbour"
    )
    for size in SIZES:
        for _ in range(answers // len(SIZES) // size):
            ask([question] * size, asker="Benchmark")


def verify(from_head: str = "") -> int:
    """The check itself; gives how many answers it went through."""
    from accreditation.log_check import LogCheck

    check = LogCheck(from_head=from_head)
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


def most_memory(act: Callable[[], Any]) -> float:
    """In megabytes."""
    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--answers", type=int, default=10_000)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.answers = 1, 200
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        os.environ |= {
            "THRESHOLD_VAR": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        }
        import django

        django.setup()
        logging.disable(logging.WARNING)
        from django.core.management import call_command
        from django.db import connections

        from accreditation.models import AnswerBatch

        call_command("migrate", verbosity=0)
        seed(arguments.answers)
        batches = AnswerBatch.objects.count()
        where = "PostgreSQL" if database else "SQLite"
        print(f"On {where}, {os.cpu_count()} cores: {arguments.answers:,} answers in {batches:,} batches, ", end="")
        print(f"the median of {arguments.runs} alternating runs.")
        figures: dict[str, list[float]] = {"verify_log": [], "signatures alone": []}
        for _ in range(arguments.runs):
            figures["verify_log"].append(rate(verify))
            figures["signatures alone"].append(rate(bare))
        for name, rates in figures.items():
            print(f"{name:20} {statistics.median(rates):10,.0f} answers/s")
        late = AnswerBatch.objects.get(number=batches - batches // 10).signed_head
        print(f"{'most memory':20} {most_memory(lambda: verify(late)):10.1f} MB over the last tenth of the batches")
        print(f"{'':20} {most_memory(verify):10.1f} MB over all")
        connections.close_all()


if __name__ == "__main__":
    main()
