"""The pages in docs/states/ say what the code says, and every declared life is written down (A2, C4)."""

import pytest

from core.management.commands.document_states import FOLDER
from core.states import Life, as_markdown, lives


def test_each_life_has_its_page_and_each_page_its_life() -> None:
    assert {life.slug for life in lives()} == {page.stem for page in FOLDER.glob("*.md")}


@pytest.mark.parametrize("life", lives(), ids=lambda life: life.slug)
def test_the_page_says_what_the_code_says(life: Life) -> None:
    assert (FOLDER / f"{life.slug}.md").read_text(encoding="utf-8") == as_markdown(life)


@pytest.mark.parametrize("life", lives(), ids=lambda life: life.slug)
def test_every_state_can_be_reached_or_is_worked_out(life: Life) -> None:
    """A state that no step leads to is one that the rules work out from dates and decisions."""
    assert set().union(*(step.allowed_from for step in life.steps.values())) <= set(life.states.values)
    assert {step.to for step in life.steps.values() if step.to} <= set(life.states.values)
