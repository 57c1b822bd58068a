"""The many cases of a large demonstration, as they are told: the same each time, over two years, in both nations."""

import random
import tomllib
from datetime import date

from cases.constants.intake import ClosedReason
from cases.constants.lines import LineState
from demo import caseload
from demo.caseload import LAST_DAYS
from demo.partnership import SOURCE, Partnership
from demo.story import Words
from people.models import Locality
from people.vocabulary import Nation, Tenure

AS_OF = date(2027, 6, 4)
MANY = 2000


def partnership(seed: int = 7, cases: int = MANY) -> Partnership:
    """With the localities of the demonstration, and nothing in the database."""
    rows = tomllib.loads(SOURCE.read_text())["localities"]
    places = {row["code"]: Locality(**row) for row in rows}
    return Partnership(as_of=AS_OF, random=random.Random(seed), cases=cases, localities=places)


def told(seed: int = 7, cases: int = MANY) -> list[Words]:
    return caseload.told(partnership(seed, cases), caseload.read())


def nation_of(words: Words) -> str:
    return partnership().localities[words["home"]["locality"]].nation


def test_the_same_seed_tells_the_same_cases_and_another_seed_others() -> None:
    assert told() == told()
    assert told() != told(seed=8)
    assert told(cases=0) == []


def test_two_thousand_cases_lie_in_two_years_and_in_both_nations() -> None:
    cases = told()
    days = [words["days"] for words in cases]
    assert len(cases) == MANY
    assert days == sorted(days, reverse=True)
    assert (max(days) > 720, min(days) < 10) == (True, True)
    english = [words for words in cases if nation_of(words) == Nation.ENGLAND]
    assert 300 < len(english) < 600
    assert {line["care_act"] for words in english for line in words["lines"] if "authoriser" in line} == {
        "eligible",
        "not_eligible",
    }


def test_every_kind_of_end_and_every_state_between_is_there() -> None:
    cases = told()
    ends = {words.get("closed") for words in cases}
    assert set(caseload.ENDS) | {ClosedReason.FINISHED, None} <= ends
    states = {line["to"] for words in cases for line in words["lines"]}
    assert states >= set(LineState) - {LineState.ASSESSED, LineState.STOPPED}


def test_an_assessment_is_authorised_only_by_somebody_whose_standing_held() -> None:
    """Before anybody was accredited, therapists alone decided."""
    held = [one for team in caseload.read()["teams"] for one in team.get("authorisers", [])]
    for words in told():
        for line in words["lines"]:
            if "authoriser" in line:
                on = words["days"] - round(caseload.AUTHORISED_AFTER * words["pace"])
                assert any(
                    one["key"] == line["authoriser"] and one.get("until", -1) <= on < one.get("since", LAST_DAYS)
                    for one in held
                )
                assert line["inspector"] not in {words["by"], line["authoriser"]}
                assert line["payer"] != line["authoriser"]


def test_a_private_landlord_is_asked_before_anything_is_assessed_for_there() -> None:
    for words in told():
        if words["home"]["tenure"] == Tenure.PRIVATE_RENT and "closed" not in words:
            assert all("landlord" in line for line in words["lines"] if "authoriser" in line)
