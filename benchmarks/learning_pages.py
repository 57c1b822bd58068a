"""How long the pages of learning take with 20,000 learners, beside a bare view with one query in the same run.

    .venv/bin/python -m benchmarks.learning_pages [--quick]

Each page is asked for by somebody who is signed in, one request at a time, from the product under granian. The floor is
Django with no app and no middleware on the same database. Both are served at once and asked in turn. It runs on
PostgreSQL when DATABASE_URL is set (in a database of its own, made and dropped here), otherwise on SQLite.
"""

import argparse
import http.client
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from benchmarks.register_check import own_database, serve, wsgi

ORGANISATIONS, LOCALITIES, TEAM = 20, 6, 20
MODULES = ("module-1", "module-2", "module-3", "trainer")
FLOOR = "bare view, one query"


@dataclass(frozen=True, kw_only=True)
class Page:
    """An address, and the cookie of whoever asks for it."""

    address: str
    cookie: str = ""


def prepare(learners: int) -> dict[str, Page]:
    """Migrate, publish the modules, bring in the learners, make rules; the pages to ask for, by name."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        people = seed(learners)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    learner, manager, governor = (sign_in(people[who]) for who in ("learner", "manager", "governor"))
    return {
        "module page": Page(address="/learning/module-1/", cookie=learner),
        "dashboard": Page(address="/my-work/", cookie=learner),
        "what I need": Page(address="/training-needs/", cookie=learner),
        "who is overdue, a team": Page(address="/training-needs/team/?state=late", cookie=manager),
        "who is overdue, an organisation": Page(
            address="/training-needs/organisations/employer-0/?state=late", cookie=manager
        ),
        "everybody, an organisation": Page(address="/training-needs/organisations/employer-0/", cookie=manager),
        "the partnership in counts": Page(address="/training-needs/partnership/", cookie=governor),
    }


def sign_in(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def seed(learners: int) -> dict[str, Any]:
    """So many people at work, most of them with some modules done, and rules that ask for each module."""
    from core import clock
    from people.constants import Role
    from people.models import Employment, Locality, Organisation, Profession, RoleGrant, ServiceSetting, User
    from tests.factories.targeting import RuleFactory, a_module

    today = clock.today()
    modules = [a_module(code, f"The module {code}") for code in MODULES]
    places = [Locality(code=f"area-{n}", name=f"Area {n}") for n in range(LOCALITIES)]
    Locality.objects.bulk_create(places)
    employers = [Organisation(code=f"employer-{n}", name=f"Employer {n}", kind="council") for n in range(ORGANISATIONS)]
    Organisation.objects.bulk_create(employers)
    officer, _ = Profession.objects.get_or_create(code="officer", defaults={"name": "Officer"})
    nurse, _ = Profession.objects.get_or_create(code="nurse", defaults={"name": "Nurse"})
    office, _ = ServiceSetting.objects.get_or_create(code="office", defaults={"name": "Office"})
    users = [
        User(email=f"learner{n}@example.org", first_name=f"Sam {n % 97}", last_name=f"Person {n}", password="!")
        for n in range(learners)
    ]
    User.objects.bulk_create(users, batch_size=2000)
    jobs = [
        Employment(
            user=user,
            organisation=employers[n % ORGANISATIONS],
            profession=nurse if n % 3 else officer,
            service_setting=office,
            job_title="Officer",
            line_manager=users[0] if 0 < n <= TEAM else None,
            valid_from=today - timedelta(days=30 + n % 900),
        )
        for n, user in enumerate(users)
    ]
    Employment.objects.bulk_create(jobs, batch_size=2000)
    through = Employment.localities.through
    through.objects.bulk_create(
        [through(employment=job, locality=places[n % LOCALITIES]) for n, job in enumerate(jobs)], batch_size=2000
    )
    for done_by, module in zip((2, 3, 5, 50), modules, strict=True):
        complete(module, [user for n, user in enumerate(users) if n % done_by == 0])
    long_ago = today - timedelta(days=400)
    for number, module in enumerate(modules[:3]):
        RuleFactory(module=module, valid_from=long_ago, within_days=90 * (number + 1), profession=officer)
        RuleFactory(module=module, valid_from=long_ago, within_days=300, locality=places[number])
    RuleFactory(module=modules[0], valid_from=long_ago, within_days=180, again_every_months=12)
    RuleFactory(module=modules[3], valid_from=long_ago, within_days=365, organisation=employers[0])
    RoleGrant.objects.create(user=users[0], role=Role.MANAGER, organisation=employers[0], valid_from=long_ago)
    RoleGrant.objects.create(user=users[1], role=Role.GOVERNANCE, valid_from=long_ago)
    return {"learner": users[7], "manager": users[0], "governor": users[1]}


def complete(module: Any, users: list[Any]) -> None:
    """The rows of a completion for each of them, without its lessons."""
    from modules.models import Attempt, Completion, Enrolment, ModuleVersion

    version = ModuleVersion.objects.get(module=module)
    moments = [datetime.now(UTC) - timedelta(days=n % 500, hours=1) for n in range(len(users))]
    enrolments = [Enrolment(user=user, module=module, enrolled_at=at) for user, at in zip(users, moments, strict=True)]
    Enrolment.objects.bulk_create(enrolments, batch_size=2000)
    facts = {"module_version": version, "score": 2, "out_of": 2, "passed": True}
    attempts = [
        Attempt(enrolment=enrolment, started_at=at, submitted_at=at, **facts)
        for enrolment, at in zip(enrolments, moments, strict=True)
    ]
    Attempt.objects.bulk_create(attempts, batch_size=2000)
    Completion.objects.bulk_create(
        [
            Completion(
                user_id=attempt.enrolment.user_id,
                module_version=version,
                enrolment=attempt.enrolment,
                attempt=attempt,
                completed_at=attempt.submitted_at,
            )
            for attempt in attempts
        ],
        batch_size=2000,
    )


@contextmanager
def connected(address: str) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    try:
        yield connection
    finally:
        connection.close()


def milliseconds(connection: http.client.HTTPConnection, page: Page, requests: int) -> float:
    """The median time of one answer. Raises when a page is not there: a refusal is quick and says nothing."""
    times = []
    for _ in range(requests):
        began = time.perf_counter()
        connection.request("GET", page.address, headers={"Cookie": page.cookie, "Host": "127.0.0.1"})
        response = connection.getresponse()
        response.read()
        times.append((time.perf_counter() - began) * 1000)
        if response.status != http.client.OK:
            raise SystemExit(f"{page.address} answered {response.status}.")
    return statistics.median(times)


def measure(arguments: argparse.Namespace, pages: dict[str, Page]) -> dict[str, list[float]]:
    with (
        serve("lms.settings.embedded", *wsgi("lms.wsgi:application", 2)) as product,
        serve("benchmarks.bare_settings", *wsgi("benchmarks.bare:application", 2)) as floor,
        connected(product) as asked,
        connected(floor) as bare,
    ):
        targets = {FLOOR: (bare, Page(address="/one-query"))} | {name: (asked, page) for name, page in pages.items()}
        for connection, page in targets.values():
            milliseconds(connection, page, 3)
        figures: dict[str, list[float]] = {name: [] for name in targets}
        for _ in range(arguments.runs):
            for name, (connection, page) in targets.items():
                figures[name].append(milliseconds(connection, page, arguments.requests))
    return figures


def report(figures: dict[str, list[float]]) -> None:
    floor = statistics.median(figures[FLOOR])
    print(f"\n{'':<34}{'ms':>10}{'of the floor':>14}")
    for name, runs in figures.items():
        middle = statistics.median(runs)
        print(f"{name:<34}{middle:>10.2f}{middle / floor:>14.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--requests", type=int, default=15, help="of each page in one run")
    parser.add_argument("--learners", type=int, default=20_000)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.requests, arguments.learners = 1, 1, 200
    with tempfile.TemporaryDirectory() as folder, own_database() as database:
        os.environ |= {
            "THRESHOLD_VAR": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        }
        pages = prepare(arguments.learners)
        from django.db import connections

        print(f"On {connections['default'].vendor}, {os.cpu_count()} cores, {arguments.learners:,} learners:", end=" ")
        print(f"{arguments.runs} alternating runs, the median of {arguments.requests} requests in each.")
        connections.close_all()
        report(measure(arguments, pages))


if __name__ == "__main__":
    main()
