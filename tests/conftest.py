"""What every test may use."""

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from pytest_django import Settings

from core import clock

# The gate tries the same cases every time, so that it says the same of the same code; the long counts look for others.
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
if "SOAK_EXAMPLES" not in os.environ:
    hypothesis.settings.load_profile("gate")

# Playwright runs an event loop in the test's thread; Django's own guard would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# What a test commits need not outlive the machine, and to wait for the disk at each commit is slow.
os.environ.setdefault("PGOPTIONS", "-c synchronous_commit=off")

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> Iterator[datetime]:
    """It is noon on 4 June 2027 (UTC), a Friday."""
    with clock.fixed(NOON):
        yield NOON


@pytest.fixture(autouse=True)
def _as_a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers of the database (its signing key is kept there) does not outlive a test's database."""
    monkeypatch.setattr("accreditation.receipts._remembered", set())


@pytest.fixture(autouse=True)
def _one_race_at_a_time(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Races open a connection for each of their threads, and two of them at once more than PostgreSQL has."""
    if not request.node.get_closest_marker("postgresql"):
        yield
        return
    # The folder that all of the run's workers share.
    with (tmp_path_factory.getbasetemp().parent / "race.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def sign_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """allauth notes the moment of a sign-in by the wall clock; here it is the product's clock."""
    wall = SimpleNamespace(time=lambda: clock.now().timestamp())
    monkeypatch.setattr("allauth.account.internal.flows.login.time", wall)


@pytest.fixture
def own_bundles(settings: Settings, tmp_path: Path) -> None:
    """The register's offline files lie in a folder of this test's own."""
    settings.REGISTER_BUNDLES = tmp_path / "bundles"


@pytest.fixture
def wagtail_root(transactional_db: None) -> None:
    """Wagtail's root page, locale and site again, after a transactional test has flushed them."""
    from wagtail.models import Locale, Page, Site

    if Page.objects.filter(depth=1).exists():
        return
    Locale.objects.get_or_create(language_code="en-gb")
    root = Page.add_root(title="Root", slug="root")
    start = root.add_child(title="Threshold", slug="home")
    Site.objects.create(hostname="localhost", root_page=start, is_default_site=True)


def _delete_what_is_there(operations: Any, style: object, tables: list[str], **options: object) -> list[str]:
    """Only tables with rows are emptied after a test that commits: to truncate all of them takes the disk ten seconds.

    The order does not matter, since Django's foreign keys are checked when the transaction ends.
    """
    quote = operations.quote_name
    ask = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {quote(table)})" for table in tables)
    with operations.connection.cursor() as cursor:
        cursor.execute(ask)
        return [f"DELETE FROM {quote(table)}" for (table,) in cursor.fetchall()]


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.backends.postgresql.operations.DatabaseOperations.sql_flush", _delete_what_is_there)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Whoever answers in a thread of its own has ended, and let go of the database, before that is removed."""
    yield
    from core.batching import close_all

    close_all()
