"""Faults of a whole bank of questions, and that the banks which come with the product have none (T8)."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from modules.bank_check import faults_of
from modules.kinds import ChoiceText, QuestionText
from modules.management.commands.check_questions import FRAMEWORK, criteria_in
from modules.services.question_files import questions_of
from modules.teaching_files import read_folders
from tests.factories.modules import question_text

TEACHING = Path(settings.BASE_DIR) / "modules" / "teaching"
CRITERIA = {"HC-1.1"}


def words_of(questions: list[QuestionText], **facts: object) -> str:
    return " ".join(str(fault) for fault in faults_of(questions, criteria=CRITERIA, **facts))


def asking(code: str, stem: str, right: str, wrong: str = "Something else entirely") -> QuestionText:
    choices = (ChoiceText(text=right, feedback="Yes."), ChoiceText(text=wrong, is_correct=False, feedback="No."))
    return question_text(code, stem=stem, choices=choices)


FALL = asking("A", "Mrs Hay has fallen twice this month. What do you do first?", "Ask how she fell and stop to refer.")


def test_t8_the_banks_that_come_with_the_product_have_no_faults() -> None:
    criteria = criteria_in(FRAMEWORK)
    for files in read_folders(TEACHING):
        draws = [(draw["tag"], draw["count"]) for draw in files.module.get("draws", [])]
        drawn = files.module["questions_drawn"]
        faults = faults_of(questions_of(files), criteria=criteria, drawn=drawn, draws=draws)
        assert not faults, "\n".join(map(str, faults))


@pytest.mark.parametrize(
    ("stem", "right", "alike"),
    [
        ("Mrs Hay fell twice this month. What do you do first?", "Ask how she fell, and stop to refer.", True),
        ("What do you do first? Mrs. Hay has fallen twice this month", "Ask how she fell and stop to refer", True),
        ("Mrs Hay has fallen twice this month. Whom do you tell?", "Her daughter, with her leave.", False),
        ("A tenant asks for a second rail. What do you write?", "Why one rail is not enough.", False),
    ],
)
def test_t8_two_questions_that_ask_the_same_are_found(stem: str, right: str, alike: bool) -> None:
    assert ("nearly the same" in words_of([FALL, asking("B", stem, right)])) is alike


def test_t8_practice_may_resemble_the_check_but_not_give_it_away() -> None:
    practice = replace(asking("P", FALL.stem.replace("twice", "three times"), FALL.choices[0].text), use="practice")
    assert "nearly the same" in words_of([FALL, practice])
    other = asking("P", "Mrs Hay has fainted twice this month. What is it you do first?", "Ask how it was and refer.")
    assert "nearly the same" in words_of([FALL, other])
    assert "nearly the same" not in words_of([FALL, replace(other, use="practice")])


def test_t8_a_right_answer_that_gives_itself_away_is_found() -> None:
    stems = ["bath", "stairs", "door", "kitchen", "garden", "light", "phone", "bed", "ramp", "toilet"]
    long = [asking(stem, f"What about the {stem}?", f"The {stem} " + "and why " * 9, "No.") for stem in stems]
    assert "clearly the longest" in words_of(long)
    sides = (ChoiceText(text="Wait a week."), ChoiceText(text="Ask the tenant.", is_correct=False))
    even = [replace(question, choices=sides) for question in long]
    assert "clearly the longest" not in words_of(even)


def test_t8_statements_that_are_all_false_are_found() -> None:
    said = ["Rails cure falls.", "Ramps suit all.", "Nobody may refuse.", "Baths are banned.", "Lifts are free."]
    false = (ChoiceText(text="True", is_correct=False, feedback="No."), ChoiceText(text="False", feedback="Yes."))
    statements = [question_text(f"S{n}", kind="true_false", stem=stem, choices=false) for n, stem in enumerate(said)]
    assert "0 of 5 statements are true" in words_of(statements)


def test_t8_gaps_of_a_bank_are_named() -> None:
    multiple = question_text("M", kind="multiple", stem="Which of these?")
    silent = replace(FALL, code="S", stem="Quite another thing?", feedback="", criterion="XX-9.9")
    silent = replace(silent, choices=tuple(replace(one, feedback="") for one in silent.choices))
    found = words_of([multiple, silent], drawn=3, draws=[("reason", 1)])
    assert "must end with “Choose all that apply.”" in found
    assert "S: Say for each choice why" in found
    assert "“XX-9.9” is no performance criterion" in found
    assert "draws 3 questions; there are 2" in found
    assert "draws 1 questions tagged “reason”; there are 0" in found


def test_t8_the_command_fails_when_it_finds_something(tmp_path: Path) -> None:
    said = StringIO()
    call_command("check_questions", stdout=said)
    assert "module-1:" in said.getvalue()
    framework = tmp_path / "framework.toml"
    framework.write_text('[[domains]]\n[[domains.competencies]]\ncriteria = [{code = "Z-1"}]\n')
    with pytest.raises(CommandError, match="faults"):
        call_command("check_questions", framework=framework, stdout=said)
