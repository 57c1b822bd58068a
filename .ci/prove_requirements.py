"""Plant the fault that docs/requirements.md names for each row, and demand that the row's test turns red.

    .venv/bin/python .ci/prove_requirements.py            every row
    .venv/bin/python .ci/prove_requirements.py T6 A4      these rows

Works in a temporary clone of what is committed. Each row's test must pass without its fault.
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
    r"^\| (?P<number>[A-Z]\d+) \|[^|]*\| `(?P<test>tests/[^`]+)` \| "
    r"`(?P<file>[^`]+)`: `` (?P<old>.+?) `` becomes `` (?P<new>.*?) `` \|$",
    re.M,
)


@dataclass(frozen=True)
class Row:
    number: str
    test: str
    file: str
    old: str
    new: str


def rows(wanted: list[str]) -> list[Row]:
    """The rows that name a test and a fault; an escaped bar stands for a bar."""
    text = (ROOT / "docs" / "requirements.md").read_text()
    found = [
        Row(**{key: value.replace(r"\|", "|") for key, value in m.groupdict().items()}) for m in ROW.finditer(text)
    ]
    return [row for row in found if not wanted or row.number in wanted]


def passes(clone: Path, test: str, var: Path) -> bool:
    command = [str(ROOT / ".venv/bin/python"), "-m", "pytest", "-q", "-n", "0", "--no-migrations", "-x", test]
    environment = os.environ | {"THRESHOLD_VAR": str(var)}
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True).returncode == 0


def main() -> None:
    chosen = rows(sys.argv[1:])
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        clone, var = Path(folder) / "clone", Path(folder) / "var"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        for row in chosen:
            target = clone / row.file
            text = target.read_text()
            if text.count(row.old) < 1:
                wrong.append(f"{row.number}: {row.file} no longer holds its line")
                continue
            if not passes(clone, row.test, var):
                wrong.append(f"{row.number}: {row.test} does not pass")
                continue
            target.write_text(text.replace(row.old, row.new, 1))
            red = not passes(clone, row.test, var)
            target.write_text(text)
            print(f"{row.number}: {'red, as it must be' if red else 'GREEN'}", flush=True)
            if not red:
                wrong.append(f"{row.number}: {row.test} does not see its fault")
    print(f"{len(chosen)} rows tried, {len(wrong)} wrong.")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
