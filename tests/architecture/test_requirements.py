"""docs/requirements.md names tests that are there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")


def written(file: Path) -> Iterator[str]:
    """The tests of a file, with the class where there is one."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef))


def test_every_test_that_a_requirement_names_is_there() -> None:
    named = sorted({name.partition("[")[0] for name in re.findall(r"`(tests/[^`]+)`", TEXT)})
    assert len(named) > 70
    found = {f"{path}::{test}" for path in {name.partition("::")[0] for name in named} for test in written(ROOT / path)}
    assert set(named) <= found, sorted(set(named) - found)


def test_no_row_names_a_test_twice() -> None:
    for row in re.findall(r"^\| [A-Z]\d+ \|.*$", TEXT, re.MULTILINE):
        named = re.findall(r"`(tests/[^`]+)`", row)
        assert len(named) == len(set(named)), row[:60]
