#!/usr/bin/env python3
"""The one door to the project: `python3 dev.py demo`, `test`, `check` or `lock`. The rest is `manage.py`."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
# The client of a register elsewhere. It needs nothing that is not locked, so a line that names it installs it.
CLIENT = ROOT / "clients" / "python" / "src"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

CHECKS = [
    ("lint", ["ruff", "check", "."]),
    ("formatting", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("types of the client", ["mypy", "--config-file", "clients/python/pyproject.toml", "clients/python/src"]),
    ("import direction", ["lint-imports", "--no-cache"]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("templates", ["python", "manage.py", "check_templates"]),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    ("static files", ["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]),
]
# Checks that judge what production would run; the secrets are made for this one run.
AS_PRODUCTION = {"deployment", "static files"}


def run(*command: str | Path, **environment: str) -> int:
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return subprocess.call([str(part) for part in command], cwd=ROOT, env=os.environ | {"PATH": path} | environment)


def must(*command: str | Path, **environment: str) -> None:
    if code := run(*command, **environment):
        sys.exit(code)


def environment() -> None:
    """Make `.venv` hold exactly what the lock file names, and the register's client from this checkout beside it."""
    if sys.version_info < (3, 11):
        sys.exit("Threshold needs Python 3.11 or newer: install it and run this command with it.")
    locked()
    for folder in [VENV / "Lib", *VENV.glob("lib/python3*")]:
        link = folder / "site-packages" / "threshold_register.pth"
        if link.parent.exists() and not link.exists():
            link.write_text(f"{CLIENT}\n")


def locked() -> None:
    """What the lock file names; nothing is done when `.venv` already holds it."""
    stamp, wanted = VENV / "lock.sha256", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    print("Making the environment in .venv; this takes a minute the first time.", flush=True)
    if uv := shutil.which("uv"):
        must(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        must(uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK)
    else:
        if run(sys.executable, "-m", "venv", "--clear", VENV):
            sys.exit("Python's venv module is missing: install it (on Debian: apt-get install python3-venv).")
        must(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCK)
    stamp.write_text(wanted)


def demo(port: int, cases: int, serve: bool) -> None:
    must(PYTHON, "manage.py", "migrate", "--verbosity", "0")
    must(PYTHON, "manage.py", "load_demo", "--cases", str(cases))
    if serve:
        address = f"127.0.0.1:{port}"
        must(PYTHON, "manage.py", "runserver", address, "--noreload", BASE_URL=f"http://{address}")


def check() -> None:
    production = production_environment()
    failed = []
    for name, command in CHECKS:
        print(f"--- {name}", flush=True)
        if run(*command, **(production if name in AS_PRODUCTION else {})):
            failed.append(name)
    if failed:
        sys.exit("These checks failed: " + ", ".join(failed) + ".")
    print("All checks passed.")


def production_environment() -> dict[str, str]:
    """A complete production environment, with secrets made for this one run."""
    made = subprocess.run(
        [str(PYTHON), "manage.py", "example_environment"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return dict(line.split("=", 1) for line in made.stdout.splitlines())


def lock() -> None:
    uv = shutil.which("uv")
    if not uv:
        sys.exit("Locking needs uv: install it with `python3 -m pip install uv`.")
    must(
        uv, "pip", "compile", "pyproject.toml", "--group", "dev", "--universal", "--generate-hashes", "--quiet",
        "--python-version", "3.11", "--custom-compile-command", "python3 dev.py lock", "-o", LOCK,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demonstration = commands.add_parser("demo", help="load the demonstration partnership and serve it")
    demonstration.add_argument("--port", type=int, default=8000)
    demonstration.add_argument("--cases", type=int, default=0, help="how many further cases, over two years")
    demonstration.add_argument("--no-serve", action="store_true")
    commands.add_parser("test", help="run the tests; what follows goes to pytest", add_help=False)
    commands.add_parser("check", help="run every gate but the tests")
    commands.add_parser("lock", help="write requirements.lock anew from pyproject.toml")
    arguments, rest = parser.parse_known_args()
    if rest and arguments.command != "test":
        parser.error(f"unknown: {' '.join(rest)}")
    if arguments.command == "lock":
        lock()
        return
    environment()
    if arguments.command == "demo":
        demo(arguments.port, arguments.cases, serve=not arguments.no_serve)
    elif arguments.command == "test":
        must(PYTHON, "-m", "pytest", *rest)
    else:
        check()


if __name__ == "__main__":
    main()
