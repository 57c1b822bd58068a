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


ELSEWHERE = {
    "REGISTER_ELSEWHERE_URL": "https://register.example.org/",
    "REGISTER_ELSEWHERE_CLIENT_ID": "f3a9c1",
    "REGISTER_ELSEWHERE_KEY_FILE": __file__,
    "REGISTER_ELSEWHERE_FOLDER": "/var/lib/threshold/register",
}


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in ELSEWHERE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a4_the_register_is_kept_here_unless_another_is_named(elsewhere: pytest.MonkeyPatch) -> None:
    found = env.register_elsewhere()
    assert found == (
        "https://register.example.org",
        "f3a9c1",
        __file__,
        "/var/lib/threshold/register",
        env.ALL_SCOPES,
        "",
    )
    for name in ELSEWHERE:
        elsewhere.delenv(name)
    assert env.register_elsewhere() is None


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("REGISTER_ELSEWHERE_URL", "", "Set REGISTER_ELSEWHERE_URL: .* or unset REGISTER_ELSEWHERE_CLIENT_ID"),
        ("REGISTER_ELSEWHERE_URL", "http://register.example.org", "must begin with https://"),
        ("REGISTER_ELSEWHERE_CLIENT_ID", "", "Set REGISTER_ELSEWHERE_CLIENT_ID: .* Example: "),
        ("REGISTER_ELSEWHERE_KEY_FILE", "", "Set REGISTER_ELSEWHERE_KEY_FILE: .* Example: "),
        ("REGISTER_ELSEWHERE_KEY_FILE", "/no/such/file", "cannot be read"),
        ("REGISTER_ELSEWHERE_SECRET_FILE", "/no/such/file", "cannot be read"),
        ("REGISTER_ELSEWHERE_FOLDER", "", "Set REGISTER_ELSEWHERE_FOLDER: .* Example: "),
        ("REGISTER_ELSEWHERE_FOLDER", "register", "must be an absolute path"),
    ],
)
def test_a4_what_a_register_elsewhere_lacks_is_told(
    elsewhere: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    elsewhere.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=words):
        env.register_elsewhere()


def test_a4_a_register_elsewhere_needs_its_client(elsewhere: pytest.MonkeyPatch) -> None:
    elsewhere.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="pip install --no-deps"):
        env.register_elsewhere()


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
