"""Starting up: what is missing is said in a sentence, and the demonstration's secrets stay in the demonstration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from lms import env

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def production(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """A complete production environment, as the command prints it."""
    call_command("example_environment")
    return dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())


def start(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-c", "import django; django.setup()"]
    return subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True)


def test_production_starts_with_the_example_environment(production: dict[str, str]) -> None:
    assert start(production).returncode == 0


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "REGISTER_SIGNING_KEY", "DATABASE_URL", "REDIS_URL", "BASE_URL", "S3_BUCKET", "EMAIL_HOST"]
)
def test_production_says_what_to_set(production: dict[str, str], name: str) -> None:
    del production[name]
    result = start(production)
    assert result.returncode != 0
    assert f"Set {name}: " in result.stderr.splitlines()[-1]
    assert "Example: " in result.stderr.splitlines()[-1]


def test_production_refuses_the_demonstrations_secret(production: dict[str, str]) -> None:
    result = start(production | {"SECRET_KEY": env.DEMONSTRATION_SECRET_KEY})
    assert result.returncode != 0
    assert "SECRET_KEY is the demonstration's" in result.stderr


def test_a_database_address_that_is_none_is_told() -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://user"):
        env.postgresql("mysql://x/y")


def test_a_password_with_special_letters_reaches_the_database() -> None:
    assert env.postgresql("postgresql://u:p%40ss@h:5433/n")["PASSWORD"] == "p@ss"


def test_a_number_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_PORT", "many")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.number("EMAIL_PORT", 587)


def test_static_files_are_collected_hashed_and_compressed(tmp_path: Path, production: dict[str, str]) -> None:
    """The design system's wheel ships no source maps; collecting must not fail for want of them."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    environment = os.environ | production | {"THRESHOLD_VAR": str(tmp_path)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    names = [path.name for path in (tmp_path / "static").iterdir()]
    assert any(name.startswith("threshold.") and name.endswith(".css.br") for name in names)
    script = next((tmp_path / "static").glob("threshold.*.js")).read_text()
    imported = script.split('from "./')[1].split('"')[0]
    assert (tmp_path / "static" / imported).exists(), "the script imports a hashed name that is there"
    assert imported != "wagtailnhsukfrontend/js/nhsuk-frontend-10.4.2.min.js"
