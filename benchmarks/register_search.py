"""How long the public register takes with 100,000 assessors, beside the bare trigram query in the same run.

    DATABASE_URL=postgresql://… .venv/bin/python -m benchmarks.register_search [--quick]

First in one process: the bare query by psycopg, the search (which rows, in order), the rows with all that a list shows,
the whole page by Django's test client. Then under granian: an entry asked again with its validator, beside a bare view
with one query, without middleware and with the product's. It needs PostgreSQL, in a database of its own, made and
dropped here.
"""

import argparse
import http.client
import itertools
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from benchmarks.learning_pages import FLOOR
from benchmarks.register_check import own_database, serve, wsgi

FIRST = ("Agnieszka", "Bronwen", "Callum", "Dougie", "Elspeth", "Fiona", "Grace", "Hamish", "Isla", "José", "Zoë")
ONSETS = ("Ab", "Brack", "Camp", "Dun", "El", "Fer", "Gal", "Hut", "Kil", "Lock", "Mac", "Nor", "Ó B", "Pen", "Wój")
MIDDLES = ("a", "ber", "cas", "den", "er", "gan", "hal", "il", "lo", "mor", "nan", "ol", "rick", "s", "ter", "van")
ENDS = ("bell", "by", "chie", "dale", "er", "field", "gow", "hart", "kirk", "ley", "man", "nie", "son", "ton", "wick")
WORDS = ("wojvanwick", "campberdale agnies", "mac isla", "kilrickson")
STACK = "bare view, one query, all middleware"
ORGANISATIONS, LOCALITIES, BATCH = 60, 12, 5000
BARE = """SELECT number, name_folded FROM accreditation_registerentry
          WHERE starts_at IS NOT NULL AND {words} ORDER BY is_name_withheld, name_folded, number LIMIT 25"""


def seed(assessors: int) -> str:
    """So many invented people with an accreditation each, in bulk; gives one number."""
    from accreditation.models import Accreditation, AccreditationDecision, RegisterEntry, Scope
    from accreditation.numbers import ALPHABET, PREFIX, check_character
    from accreditation.services.register import begin_counting
    from core import clock
    from core.folding import fold
    from people.models import Employment, Locality, Organisation, Profession, ServiceSetting, User
    from people.vocabulary import Tenure, Tier
    from tests.factories.accreditation import AdaptationFactory, SchemeFactory

    begin_counting()
    AdaptationFactory()
    scheme, now, today = SchemeFactory(), clock.now(), clock.today()
    officer = User.objects.create_user("officer@example.org", first_name="Olive", last_name="Officer")
    places = Locality.objects.bulk_create(Locality(code=f"area-{n}", name=f"Area {n}") for n in range(LOCALITIES))
    employers = Organisation.objects.bulk_create(
        Organisation(code=f"employer-{n}", name=f"Employer {n}", kind="council") for n in range(ORGANISATIONS)
    )
    profession = Profession.objects.create(code="officer", name="Officer")
    office = ServiceSetting.objects.create(code="office", name="Office")
    surnames = [f"{one}{two}{three}" for one in ONSETS for two in MIDDLES for three in ENDS]
    covers = "|".join(["", *Tenure.values, ""])

    def number(n: int) -> str:
        body = "".join(ALPHABET[n // len(ALPHABET) ** place % len(ALPHABET)] for place in range(4))
        return f"{PREFIX}-{body}-{check_character(body)}"

    for start in range(0, assessors, BATCH):
        some = range(start, min(start + BATCH, assessors))
        users = User.objects.bulk_create(
            User(
                email=f"assessor{n}@example.org",
                first_name=FIRST[n % len(FIRST)],
                last_name=surnames[n % len(surnames)],
                password="!",
            )
            for n in some
        )
        Employment.objects.bulk_create(
            Employment(
                user=user,
                organisation=employers[n % ORGANISATIONS],
                profession=profession,
                service_setting=office,
                job_title="Officer",
                valid_from=today - timedelta(days=900),
            )
            for n, user in zip(some, users, strict=True)
        )
        made = Accreditation.objects.bulk_create(
            Accreditation(number=number(n), user=user, scheme=scheme, applied_at=now)
            for n, user in zip(some, users, strict=True)
        )
        decisions = AccreditationDecision.objects.bulk_create(
            AccreditationDecision(
                accreditation=accreditation,
                kind="granted",
                reason="Everything is there.",
                person_id=accreditation.user_id,
                actor=officer,
                effective_from=now,
                recorded_at=now,
                valid_until=today + timedelta(days=900),
                register_number=n + 1,
            )
            for n, accreditation in zip(some, made, strict=True)
        )
        Scope.objects.bulk_create(
            Scope(
                decision=decision,
                tier=Tier.SIMPLE,
                tenures=Tenure.values,
                localities=[places[n % LOCALITIES].code],
                valid_from=today,
            )
            for n, decision in zip(some, decisions, strict=True)
        )
        entries = RegisterEntry.objects.bulk_create(
            RegisterEntry(
                accreditation=accreditation,
                number=accreditation.number,
                user=user,
                scheme=scheme,
                starts_at=now,
                valid_until=today + timedelta(days=900),
                is_suspended=n % 200 == 0,
                tier_rank=Tier.SIMPLE.rank,
                tenures=covers,
                kinds="|*|",
                name_folded=" " + fold(f"{user.last_name} {user.first_name}"),
                changed_at=now,
                register_number=n + 1,
            )
            for n, user, accreditation in zip(some, users, made, strict=True)
        )
        through = RegisterEntry.localities.through
        through.objects.bulk_create(
            through(registerentry=entry, locality=places[n % LOCALITIES])
            for n, entry in zip(some, entries, strict=True)
        )
    return number(assessors // 2)


def milliseconds(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def alternate(targets: dict[str, Callable[[], object]], runs: int, times: int) -> dict[str, float]:
    """The median of the runs for each target, asked in turn; once before, unmeasured."""
    for act in targets.values():
        act()
    figures: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(runs):
        for name, act in targets.items():
            figures[name].append(milliseconds(act, times))
    return {name: statistics.median(runs) for name, runs in figures.items()}


def bare(text: str) -> Callable[[], object]:
    """The words of a search as one statement, without Django."""
    import psycopg

    server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    words = [f"% {word}%" for word in text.split()]
    statement = BARE.format(words=" AND ".join(["name_folded LIKE %s"] * len(words)))
    return lambda: server.execute(statement, words).fetchall()  # type: ignore[arg-type]


def searches(arguments: argparse.Namespace) -> None:
    from django.core.cache import cache
    from django.test import Client

    from accreditation.public import register_search, shown

    client = Client(SERVER_NAME="localhost")

    def page(query: str) -> Callable[[], object]:
        def ask() -> None:
            cache.clear()
            if client.get(f"/register/{query}").status_code != http.client.OK:
                raise SystemExit(f"/register/{query} was not answered.")

        return ask

    print(f"\n{'milliseconds':<44}{'bare':>8}{'search':>8}{'ratio':>7}{'rows':>8}{'ratio':>7}{'page':>8}{'ratio':>7}")
    for text in WORDS:

        def find(text: str = text) -> list[tuple[str, str]]:
            return list(register_search(text=text).values_list("number", "name_folded")[:25])

        def show(text: str = text) -> object:
            return shown(register_search(text=text)[:25])

        targets = {"bare": bare(text), "search": find, "rows": show, "page": page(f"?text={text}")}
        floor, *others = alternate(targets, arguments.runs, arguments.requests).values()
        ratios = "".join(f"{took:>8.2f}{took / floor:>7.2f}" for took in others)
        print(f"{text + f' ({len(find())} rows)':<44}{floor:>8.2f}{ratios}")
    lists = {
        "everybody": "",
        "the last page": "?page=40",
        "a locality": "?locality=area-3",
        "an organisation": "?organisation=employer-7",
        "suspended": "?status=suspended",
        "a name that nobody has": "?text=xyzzy",
        "a number": f"?text={arguments.number}",
        "kind, tenure, tier and status": "?kind=bathroom&tenure=council&tier=simple&status=accredited",
    }
    for name, took in alternate(
        {name: page(query) for name, query in lists.items()}, arguments.runs, arguments.requests
    ).items():
        print(f"{'page: ' + name:<69}{took:>8.2f}")


def asked_again(arguments: argparse.Namespace) -> None:
    """An entry's page and data with their validators, beside the floor, one request at a time under granian."""
    with (
        serve("lms.settings.embedded", *wsgi("lms.wsgi:application", 2)) as product,
        serve("benchmarks.bare_settings", *wsgi("benchmarks.bare:application", 2)) as floor,
        serve("benchmarks.stack_settings", *wsgi("lms.wsgi:application", 2)) as stack,
    ):

        def get(server: str, address: str, *, again: bool = True) -> Callable[[], object]:
            # Each target from an address of its own, since one address may ask 60 times a minute.
            source = (f"127.0.0.{2 + next(places)}", 0)
            connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60, source_address=source)
            headers = {"Host": "127.0.0.1"}

            def ask() -> http.client.HTTPResponse:
                connection.request("GET", address, headers=headers)
                response = connection.getresponse()
                response.read()
                if response.status not in (http.client.OK, http.client.NOT_MODIFIED):
                    raise SystemExit(f"{address} answered {response.status}.")
                return response

            if again and (etag := ask().headers["ETag"]):
                headers["If-None-Match"] = etag
            return ask

        entry, places = f"/register/{arguments.number}", itertools.count()
        targets = {
            FLOOR: get(floor, "/one-query", again=False),
            STACK: get(stack, "/one-query", again=False),
            "an entry's page, asked again": get(product, f"{entry}/"),
            "an entry's data, asked again": get(product, f"{entry}.json"),
            "an entry's page": get(product, f"{entry}/", again=False),
            "an entry's data": get(product, f"{entry}.json", again=False),
        }
        figures = alternate(targets, arguments.runs, arguments.again)
    print(f"\n{'milliseconds':<44}{'':>8}{'of the floor':>14}{'of the stack':>14}")
    for name, took in figures.items():
        print(f"{name:<44}{took:>8.2f}{took / figures[FLOOR]:>14.2f}{took / figures[STACK]:>14.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short run: shows that it works, measures nothing")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--requests", type=int, default=15, help="of each search in one run")
    parser.add_argument("--again", type=int, default=8, help="of each entry in one run")
    parser.add_argument("--assessors", type=int, default=100_000)
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.runs, arguments.requests, arguments.again, arguments.assessors = 1, 1, 1, 500
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
        from django.db import connection, connections

        call_command("migrate", verbosity=0)
        arguments.number = seed(arguments.assessors)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"On PostgreSQL, {os.cpu_count()} cores, {arguments.assessors:,} assessors:", end=" ")
        print(f"{arguments.runs} alternating runs, the median of {arguments.requests} requests in each.")
        searches(arguments)
        connections.close_all()
        asked_again(arguments)


if __name__ == "__main__":
    main()
