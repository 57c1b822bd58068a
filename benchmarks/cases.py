"""How long the work list, a search and one case's page take with 200,000 cases, beside a bare query in the same run.

    DATABASE_URL=postgresql://… .venv/bin/python -m benchmarks.cases [--quick]

In one process: the bare query by psycopg (an organisation's open cases whose first clock waits, the earliest due
first), then the list's own query, its whole page, each kind of search and a case's page by Django's test client. It
needs PostgreSQL, in a database of its own, made and dropped here.
"""

import argparse
import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.register_check import own_database
from benchmarks.register_search import alternate

FIRST = ("Agnes", "Bronwen", "Callum", "Duncan", "Elspeth", "Fiona", "Grace", "Hamish", "Isla", "José", "Zoë")
LAST = ("Abernethy", "Brack", "Campbell", "Dunbar", "Elder", "Ferrier", "Galbraith", "Hutton", "Kilgour", "Lockhart")
FLOOR = "bare query"
ORGANISATIONS, LOCALITIES, OWNERS, BATCH = 40, 12, 25, 5000
# One case in so many is open still, and of those one in so many waits to be answered.
OPEN_EVERY, UNANSWERED_EVERY = 4, 5
BARE = """SELECT clock.id, clock.due_at FROM cases_serviceclock clock JOIN cases_case c ON c.id = clock.case_id
          WHERE clock.done_at IS NULL AND c.organisation_id = %s AND c.state = 'open'
          ORDER BY clock.due_at LIMIT 25"""


def seed(cases: int) -> tuple[Any, str]:
    """So many invented cases in bulk; gives somebody who works on some of them, and the reference of one."""
    from cases.models import Case, Home, Person, Referral, ServiceClock, ServiceStandard, SolutionLine
    from core import clock
    from people.constants import Role
    from people.models import Employment, Locality, Organisation, Profession, RoleGrant, ServiceSetting, User
    from people.vocabulary import Tenure
    from tests.factories.cases_clocks import STANDARDS, default_standards

    default_standards()
    standards = {row.measures: row for row in ServiceStandard.objects.all()}
    now, tenures = clock.now(), list(Tenure)
    places = Locality.objects.bulk_create(Locality(code=f"area-{n}", name=f"Area {n}") for n in range(LOCALITIES))
    employers = Organisation.objects.bulk_create(
        Organisation(code=f"agency-{n}", name=f"Agency {n}", kind="care_and_repair") for n in range(ORGANISATIONS)
    )
    profession = Profession.objects.create(code="officer", name="Officer")
    office = ServiceSetting.objects.create(code="office", name="Office")
    staff = User.objects.bulk_create(
        User(email=f"officer{n}@example.org", first_name="Olive", last_name=f"Officer {n}", password="!")
        for n in range(ORGANISATIONS * OWNERS)
    )
    Employment.objects.bulk_create(
        Employment(
            user=user,
            organisation=employers[n % ORGANISATIONS],
            profession=profession,
            service_setting=office,
            job_title="Officer",
            valid_from=date(2020, 1, 1),
        )
        for n, user in enumerate(staff)
    )
    RoleGrant.objects.create(user=staff[0], role=Role.CASEWORKER, valid_from=date(2020, 1, 1))

    def days_ago(n: int) -> Any:
        return now - timedelta(minutes=n * 7 % 1_000_000)

    for some in _batches(cases):
        people = Person.objects.bulk_create(
            Person(
                name=f"{FIRST[n % len(FIRST)]} {LAST[n // 11 % len(LAST)]}{n // 110 % 97}", telephone="01632 960 200"
            )
            for n in some
        )
        homes = Home.objects.bulk_create(
            Home(
                address=f"{n % 200} Pier Street",
                postcode=f"AR{n % 90 + 1} {n // 90 % 10}{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}",
                tenure=tenures[n % len(tenures)],
                locality=places[n % LOCALITIES],
                uprn=str(100_000_000_000 + n),
            )
            for n in some
        )
        referrals = Referral.objects.bulk_create(
            Referral(
                reference=f"R-{n:06}",
                door="caseworker",
                name=person.name,
                route="self",
                reason="The bath.",
                lawful_basis="public_task",
                organisation=employers[n % ORGANISATIONS],
                received_at=days_ago(n),
                received_by=staff[n % ORGANISATIONS],
            )
            for n, person in zip(some, people, strict=True)
        )
        made = Case.objects.bulk_create(
            Case(
                reference=f"AR-2027-{n:06}",
                organisation=employers[n % ORGANISATIONS],
                owner=staff[n % len(staff)],
                referral=referral,
                person=person,
                home=home,
                lawful_basis="public_task",
                opened_at=days_ago(n),
                **({} if n // ORGANISATIONS % OPEN_EVERY == 0 else _closed(days_ago(n), staff[n % len(staff)])),
            )
            for n, referral, person, home in zip(some, referrals, people, homes, strict=True)
        )
        ServiceClock.objects.bulk_create(
            ServiceClock(
                case=case,
                measures=measures,
                standard=standards[measures],
                calendar="SCT",
                starts_at=case.opened_at,
                due_at=case.opened_at + timedelta(days=14),
                done_at=None if n // ORGANISATIONS % UNANSWERED_EVERY == 0 else case.opened_at + timedelta(hours=5),
            )
            for n, case in zip(some, made, strict=True)
            for measures in list(STANDARDS)[:2]
        )
        SolutionLine.objects.bulk_create(
            SolutionLine(
                case=case,
                number=1,
                need=1,
                kind="equipment",
                title="A bath board",
                purpose="To bathe.",
                route="agreed",
                state="proposed" if case.state == "open" else "outcome_recorded",
                proposed_at=case.opened_at,
                proposed_by=case.owner,
            )
            for case in made
        )
    return staff[0], "AR-2027-000000"


def _closed(at: Any, by: Any) -> dict[str, Any]:
    return {"state": "closed", "closed_at": at, "closed_by": by, "closed_reason": "finished"}


def _batches(count: int) -> Iterator[range]:
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def measure(arguments: argparse.Namespace, user: Any, reference: str) -> None:
    from django.db import connection
    from django.test import Client

    from cases.selectors import cases_of
    from cases.selectors.search import matching
    from cases.selectors.work import Wanted, Work
    from people.selectors import current_employment

    job = current_employment(user)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [job.organisation_id if job else 0])
            cursor.fetchall()

    def page(address: str) -> Any:
        def ask() -> None:
            response = client.get(address)
            if response.status_code != 200:
                raise SystemExit(f"{address} answered {response.status_code}.")

        return ask

    def found(words: str) -> Any:
        return lambda: list(matching(cases_of(user), words)[:20])

    targets = {
        FLOOR: bare,
        "the team's list, its query": lambda: list(Work(user, Wanted(is_mine=False)).rows[:25]),
        "my list, its query": lambda: list(Work(user, Wanted()).rows[:25]),
        "the team's list, the page": page("/cases/work/?whose=team"),
        "my list, the page": page("/cases/work/"),
        "search by reference": found(reference),
        "search by name": found("Elspeth Dunbar7"),
        "search by postcode": found("AR7 3"),
        "search by UPRN": found("100000000040"),
        "the list of cases, a name, the page": page("/cases/?q=Elspeth+Dunbar7&state="),
        "a case's page": page(f"/cases/{reference}/"),
    }
    figures = alternate(targets, arguments.runs, arguments.requests)
    print(f"\n{'milliseconds':<44}{'':>8}{'of the floor':>14}")
    for name, took in figures.items():
        print(f"{name:<44}{took:>8.2f}{took / figures[FLOOR]:>14.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--requests", type=int, default=10, help="of each target in one run")
    parser.add_argument("--cases", type=int, default=200_000)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.requests, arguments.cases = 1, 1, 2000
    if not os.environ.get("DATABASE_URL"):
        raise SystemExit("This benchmark needs PostgreSQL: set DATABASE_URL.")
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
        from django.db import connection, connections, transaction

        call_command("migrate", verbosity=0)
        with transaction.atomic():
            user, reference = seed(arguments.cases)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"On PostgreSQL, {os.cpu_count()} cores, {arguments.cases:,} cases:", end=" ")
        print(f"{arguments.runs} alternating runs, the median of {arguments.requests} requests in each.")
        measure(arguments, user, reference)
        connections.close_all()


if __name__ == "__main__":
    main()
