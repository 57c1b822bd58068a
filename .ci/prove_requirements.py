"""Plant the fault that docs/requirements.md names for each row, and demand that the row's test turns red.

    .venv/bin/python .ci/prove_requirements.py            every row
    .venv/bin/python .ci/prove_requirements.py T6 A4      these rows

A row may name several tests: its fault is that of the first. Works in a temporary clone of what is committed. The tests
must pass without the faults, and each first one must fail (and not merely fail to start) with its own. A row that is
neither in the form read here nor “not yet” is named as wrong.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(
    r"^\| (?P<number>[A-Z]\d+) \|[^|]*\| `(?P<test>tests/[^`]+)`(?P<others>(, `tests/[^`]+`)*) \| "
    r"`(?P<file>[^`]+)`: `` (?P<old>.+?) `` becomes `` (?P<new>.*?) `` \|$",
    re.M,
)

ANY_ROW = re.compile(r"^\| (?P<number>[A-Z]\d+) \|.*$", re.M)
NOT_YET = "| not yet | |"
PASSED, FAILED = 0, 1


@dataclass(frozen=True)
class Row:
    number: str
    test: str
    others: str
    file: str
    old: str
    new: str

    @property
    def tests(self) -> list[str]:
        """The one that sees the fault, and those that prove the other parts of the row."""
        return [self.test, *re.findall(r"`([^`]+)`", self.others)]


def rows(text: str) -> list[Row]:
    """The rows that name a test and a fault; an escaped bar stands for a bar."""
    return [Row(**{key: value.replace(r"\|", "|") for key, value in m.groupdict().items()}) for m in ROW.finditer(text)]


def unreadable(text: str, wanted: list[str], chosen: list[Row]) -> list[str]:
    """What cannot be tried, in sentences: rows out of form, and numbers asked for that name no test."""
    odd = [m["number"] for m in ANY_ROW.finditer(text) if not ROW.match(m[0]) and not m[0].endswith(NOT_YET)]
    absent = set(wanted) - {row.number for row in chosen} - set(odd)
    return [f"{number}: the row is not in the form that is read here" for number in odd] + [
        f"{number}: no row of this number names a test" for number in sorted(absent)
    ]


def run(clone: Path, var: Path, *tests: str) -> int:
    """What pytest ends with: 0 when all passed, 1 when one failed, more when it could not try."""
    command = [str(ROOT / ".venv/bin/python"), "-m", "pytest", "-q", "-n", "0", "--no-migrations", "-x", *tests]
    environment = os.environ | {"THRESHOLD_VAR": str(var)}
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True).returncode


def failing_as_committed(clone: Path, var: Path, chosen: list[Row]) -> set[str]:
    """The tests that do not pass without any fault: all tried at once, and one by one only if that fails."""
    tests = dict.fromkeys(test for row in chosen for test in row.tests)
    if not tests or run(clone, var, *tests) == PASSED:
        return set()
    return {test for test in tests if run(clone, var, test) != PASSED}


def problem_with(row: Row, clone: Path, var: Path) -> str:
    """Plant the row's fault, run its test, take the fault out again. Empty when the test turned red."""
    target = clone / row.file
    text = target.read_text() if target.is_file() else ""
    if row.old not in text:
        return f"{row.file} no longer holds its line"
    target.write_text(text.replace(row.old, row.new, 1))
    ended = run(clone, var, row.test)
    target.write_text(text)
    if ended == PASSED:
        return f"{row.test} does not see its fault"
    return "" if ended == FAILED else f"with its fault {row.test} cannot even start"


def main() -> None:
    wanted = sys.argv[1:]
    text = (ROOT / "docs" / "requirements.md").read_text()
    chosen = [row for row in rows(text) if not wanted or row.number in wanted]
    wrong = unreadable(text, wanted, chosen)
    with tempfile.TemporaryDirectory() as folder:
        clone, var = Path(folder) / "clone", Path(folder) / "var"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        failing = failing_as_committed(clone, var, chosen)
        for row in chosen:
            red = [test for test in row.tests if test in failing]
            problem = f"{', '.join(red)} does not pass" if red else problem_with(row, clone, var)
            print(f"{row.number}: {problem or 'red, as it must be'}", flush=True)
            if problem:
                wrong.append(f"{row.number}: {problem}")
    print(f"{len(chosen)} rows tried, {len(wrong)} wrong.")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
