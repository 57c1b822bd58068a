"""The demonstration, loaded and served in a process of its own, as a newcomer would have it."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
STARTS_WITHIN = 120


@dataclass(frozen=True)
class Site:
    """A running demonstration: where it answers, what `demo_facts` says of it, and its `manage.py`."""

    url: str
    facts: dict[str, Any]
    environment: dict[str, str]

    def sign_in_of(self, name: str) -> dict[str, str]:
        return next(person for person in self.facts["sign_ins"] if person["name"] == name)


def manage(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def database(name: str, template: str = "template1") -> Iterator[dict[str, str]]:
    """The variables that lead to a database of its own: a SQLite file, or a PostgreSQL database made for this run."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield {}
        return
    make_database(url, name, template)
    yield {"DATABASE_URL": url.rsplit("/", 1)[0] + f"/{name}"}
    run_sql(url, "DROP DATABASE {} WITH (FORCE)", name)


def make_database(url: str, name: str, template: str) -> None:
    run_sql(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    run_sql(url, "CREATE DATABASE {} TEMPLATE {}", name, template)


def run_sql(url: str, statement: str, *names: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def environment_of(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "lms.settings.embedded", "THRESHOLD_VAR": str(folder)} | variables


def load(environment: dict[str, str]) -> None:
    manage("migrate", "--verbosity", "0", environment=environment)
    manage("load_demo", environment=environment)


TEMPLATE = "threshold_demonstration"


def prepare(shared: Path) -> Path:
    """Load the demonstration once for all processes of a test run: the first does it, the others wait and copy."""
    folder = shared / TEMPLATE
    with (shared / f"{TEMPLATE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "loaded").exists():
            folder.mkdir()
            variables = {}
            if url := os.environ.get("DATABASE_URL", ""):
                make_database(url, TEMPLATE, "template1")
                variables = {"DATABASE_URL": url.rsplit("/", 1)[0] + f"/{TEMPLATE}"}
            load(environment_of(folder, variables))
            (folder / "loaded").touch()
    return folder


@contextmanager
def demonstration(folder: Path, name: str = "threshold_functional", prepared: Path | None = None) -> Iterator[Site]:
    """Serve the demonstration until the block ends: a copy of one that was prepared, or one loaded for this."""
    with database(name, TEMPLATE if prepared else "template1") as variables:
        environment = environment_of(folder, variables)
        if prepared:
            shutil.copytree(prepared, folder, dirs_exist_ok=True)
        else:
            load(environment)
        facts = json.loads(manage("demo_facts", environment=environment))
        port = free_port()
        command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
        with (folder / "server.log").open("w") as log:
            # Whoever proves an answer looks whether it is from the very register that it asked.
            url = f"http://127.0.0.1:{port}"
            server = subprocess.Popen(command, cwd=ROOT, env=environment | {"BASE_URL": url}, stdout=log, stderr=log)
            try:
                wait_for(url, server)
                yield Site(url=url, facts=facts, environment=environment)
            finally:
                server.terminate()
                server.wait(timeout=10)


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("The demonstration did not start; see server.log.")
