"""The scenarios that come with the product name only criteria and adaptations that there are (T8)."""

import csv
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "modules" / "teaching").glob("*/scenarios/*.toml"))
FRAMEWORK = tomllib.loads((ROOT / "competencies" / "framework" / "2026-1.toml").read_text())
COMPETENCIES = {
    one["code"]: {criterion["code"] for criterion in one["criteria"]}
    for domain in FRAMEWORK["domains"]
    for one in domain["competencies"]
}
CRITERIA = {code for codes in COMPETENCIES.values() for code in codes}


def catalogue() -> set[str]:
    codes = set()
    for path in (ROOT / "accreditation" / "catalogue").glob("*.csv"):
        with path.open() as lines:
            codes |= {row["code"] for row in csv.DictReader(lines)}
    return codes


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_t8_a_scenario_serves_criteria_and_adaptations_that_there_are(path: Path) -> None:
    told = tomllib.loads(path.read_text())
    assert told["competency"] in COMPETENCIES
    assert set(told["criteria"]) <= CRITERIA
    assert set(told["adaptations"]) <= catalogue()
