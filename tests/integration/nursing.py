"""A process that raises workers: each line on its input forks one, whose id it prints; the test kills it.

Run by `test_webhook_kills.py`. Forking saves each worker the seconds in which Django starts.
"""

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    for _ in sys.stdin:
        worker = os.fork()
        if not worker:
            with open(os.devnull, "w") as nowhere:
                while True:
                    call_command("run_due", stdout=nowhere)
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()
        os.waitpid(worker, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
