"""The one door: what it refuses, and in which words."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).resolve().parent.parent.parent


def test_an_old_python_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer"):
        dev.environment()


def test_locking_without_uv_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="needs uv"):
        dev.lock()


def test_a_command_it_does_not_know_is_refused() -> None:
    result = subprocess.run([sys.executable, "dev.py", "fly"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 2
    assert "invalid choice" in result.stderr


def test_an_environment_that_matches_the_lock_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.touch()
    (tmp_path / "lock.sha256").write_text(dev.hashlib.sha256(dev.LOCK.read_bytes()).hexdigest())
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", python)
    monkeypatch.setattr(dev, "must", lambda *command: pytest.fail("nothing should be installed"))
    dev.environment()


def test_the_registers_client_is_found_in_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site = tmp_path / "lib" / "python3.13" / "site-packages"
    site.mkdir(parents=True)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "locked", lambda: None)
    dev.environment()
    assert [line for line in (site / "threshold_register.pth").read_text().splitlines() if Path(line).is_dir()]


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    pinned = [line for line in lines if line.startswith('    "') and "==" in line]
    assert pinned
    assert not [line for line in pinned if " # " not in line]


def test_the_lock_holds_each_dependency_with_hashes() -> None:
    """A change of pyproject.toml without `dev.py lock` is seen here."""
    locked = dict(
        re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==([^ ;\\]+).*\\\n    --hash=sha256:", dev.LOCK.read_text(), re.M)
    )
    project = (ROOT / "pyproject.toml").read_text()
    wanted = re.findall(r'^    "([a-z0-9-]+)(?:\[[^]]*\])?==([^";]+)[^"]*",', project, re.M)
    assert wanted
    assert set(wanted) <= set(locked.items())
