"""A framework as a value: its file says the same again, and a difference leads from one version to the other (C1)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competencies.constants import Level
from competencies.difference_words import in_words
from competencies.differences import Difference, apply, difference
from competencies.exceptions import FrameworkNotAccepted
from competencies.framework_content import (
    CompetencyContent,
    CriterionContent,
    DomainContent,
    FrameworkContent,
    as_toml,
    content_of,
)
from competencies.framework_edits import (
    with_competency,
    with_competency_moved,
    with_domain,
    with_domain_moved,
    without_competency,
    without_domain,
)
from competencies.framework_files import gaps_in, read_framework
from tests.factories import competencies as factory

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).map(str.strip).filter(bool)
CODES = ["A-1", "A-2", "B-1", "B-2", "C-1"]


def competency(code: str, **changes: object) -> CompetencyContent:
    plain = CompetencyContent(
        code=code, title="Does it", level=Level.SIMPLE, module="module-2", source="protocol", valid_months=36
    )
    return replace(plain, **changes)


@st.composite
def competencies(draw: st.DrawFn, code: str) -> CompetencyContent:
    numbers = draw(st.lists(st.integers(1, 4), unique=True, max_size=4))
    return competency(
        code,
        title=draw(TEXT),
        level=draw(st.sampled_from(Level.values)),
        module=draw(st.sampled_from(["module-1", "module-2"])),
        source=draw(TEXT),
        scope=draw(st.sampled_from(["", "housing-mot"])),
        valid_months=draw(st.integers(1, 120)),
        criteria=tuple(CriterionContent(code=f"{code}.{number}", text=draw(TEXT)) for number in numbers),
    )


@st.composite
def frameworks(draw: st.DrawFn) -> FrameworkContent:
    """Up to three domains in any order, with up to five competencies spread over them in any order."""
    domains = draw(st.lists(st.sampled_from(["A", "B", "C"]), unique=True, max_size=3))
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=5)) if domains else []
    places = {code: draw(st.sampled_from(domains)) for code in codes}
    return FrameworkContent(
        version=draw(st.sampled_from(["2027.1", "2027.2"])),
        title=draw(TEXT),
        introduction=draw(st.sampled_from(["", "For everyone."])),
        domains=tuple(
            DomainContent(
                code=domain,
                title=draw(TEXT),
                summary=draw(st.sampled_from(["", "In short."])),
                competencies=tuple(draw(competencies(code)) for code in codes if places[code] == domain),
            )
            for domain in domains
        ),
    )


@settings(max_examples=60, deadline=None)
@given(frameworks(), frameworks())
def test_c1_a_difference_applied_to_the_old_gives_the_new(old: FrameworkContent, new: FrameworkContent) -> None:
    change = difference(old, new)
    assert apply(change, old) == new
    assert change.is_empty == (old == new)


@settings(max_examples=40, deadline=None)
@given(frameworks(), frameworks())
def test_c1_a_difference_names_nothing_that_is_the_same(old: FrameworkContent, new: FrameworkContent) -> None:
    before = {one.code: (domain.code, one) for domain, one in old.placed()}
    after = {one.code: (domain.code, one) for domain, one in new.placed()}
    told = {change.code for change in difference(old, new).competencies}
    assert told == {code for code in before.keys() | after.keys() if before.get(code) != after.get(code)}
    assert difference(old, old) == Difference()


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(frameworks())
def test_c1_the_file_of_a_framework_reads_as_the_same_framework(content: FrameworkContent) -> None:
    for code in ("module-1", "module-2"):
        factory.module(code)
    assert read_framework(as_toml(content)) == content


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c1_rows_hold_what_the_file_says() -> None:
    made = factory.framework()
    assert read_framework(as_toml(content_of(made))) == content_of(made)


def small() -> FrameworkContent:
    one = competency("A-1", criteria=(CriterionContent(code="A-1.1", text="Asks."),))
    two = competency("A-2", criteria=(CriterionContent(code="A-2.1", text="Tells."),))
    first = DomainContent(code="A", title="Asking", competencies=(one, two))
    second = DomainContent(code="B", title="Doing", competencies=(competency("B-1"),))
    return FrameworkContent(version="1", title="Small", domains=(first, second))


def test_c1_each_edit_changes_what_it_says_and_nothing_else() -> None:
    old = small()
    assert [row.code for row in with_domain_moved(old, "B", up=True).domains] == ["B", "A"]
    assert with_domain_moved(old, "A", up=True) == old
    moved = with_competency_moved(old, "A-1", up=False)
    assert [one.code for one in moved.domains[0].competencies] == ["A-2", "A-1"]
    assert [one.code for _, one in without_competency(old, "A-2").placed()] == ["A-1", "B-1"]
    assert [row.code for row in without_domain(old, "A").domains] == ["B"]
    renamed = with_domain(old, DomainContent(code="AA", title="Asking well"), instead_of="A")
    assert renamed.domains[0] == replace(old.domains[0], code="AA", title="Asking well")
    into_b = with_competency(old, competency("A-1"), domain="B", instead_of="A-1")
    assert [one.code for one in into_b.domains[1].competencies] == ["B-1", "A-1"]
    assert [one.code for one in into_b.domains[0].competencies] == ["A-2"]
    added = with_competency(old, competency("B-2"), domain="B")
    assert [one.code for one in added.domains[1].competencies] == ["B-1", "B-2"]


def test_c1_a_difference_says_in_words_what_it_said_and_what_it_says() -> None:
    old = small()
    text = CriterionContent(code="A-1.1", text="Asks, and waits for the answer.")
    new = with_competency(old, competency("A-1", valid_months=24, criteria=(text,)), domain="A", instead_of="A-1")
    new = without_competency(new, "B-1")
    new = with_competency(new, competency("B-2", scope="housing-mot"), domain="B")
    told = in_words(difference(old, new), old, new, {"module-2": "Module 2"})
    assert told.summary == "Competencies: 1 new, 1 changed, 1 removed."
    kinds = {item.heading: item for item in told.competencies}
    changed = kinds["A-1: Does it"]
    assert [(part.label, part.was, part.now) for part in changed.parts] == [
        ("Lasts", "36 months", "24 months"),
        ("A-1.1", "Asks.", "Asks, and waits for the answer."),
    ]
    added = {part.label: part.now for part in kinds["B-2: Does it"].parts}
    assert added["Asked of"] == "Housing MOT"
    assert added["Taught in"] == "Module 2"
    assert not any(part.was for part in kinds["B-2: Does it"].parts)
    assert told.domains == []


def test_c1_gaps_are_named() -> None:
    assert gaps_in(small()) == ["B-1 has no performance criterion."]
    empty = FrameworkContent(version="1", title="Empty", domains=(DomainContent(code="A", title="A"),))
    assert gaps_in(empty) == ["Domain A has no competency."]
    assert gaps_in(replace(empty, domains=())) == ["The framework has no domain."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Does it"', "title = 3", "In competency A-1, title must be text"),
        (
            'level = "simple"',
            'levl = "simple"',
            "“levl” is not known. In competency A-1, level is missing",
        ),
        ("valid_months = 36", "valid_months = true", "In competency A-1, valid_months must be a whole number"),
        ('code = "A-1.1"', 'code = "A-2.1"', "The code A-2.1 is used twice: each criterion needs its own"),
        ('code = "A-1"', 'code = "A 1"', "“A 1” cannot be the code of a competency"),
        ('text = "Asks."', f'text = "{"a" * 1001}"', "In criterion A-1.1, text is longer than 1000 characters"),
        ('source = "protocol"', 'source = "protocol"\nscope = "moon"', "A-1 has the scope “moon”"),
        ("[[domains]]", "[domains]", "not valid TOML|must be a list"),
    ],
)
def test_c1_what_is_wrong_with_a_file_is_named_by_its_place(old: str, new: str, message: str) -> None:
    factory.module("module-2")
    with pytest.raises(FrameworkNotAccepted, match=message):
        read_framework(as_toml(small()).replace(old, new, 1))


@pytest.mark.django_db
def test_c1_every_fault_of_a_file_is_named_at_once() -> None:
    told = as_toml(small()).replace('level = "simple"', "level = 1").replace('source = "protocol"', 'source = ""')
    with pytest.raises(FrameworkNotAccepted) as refused:
        read_framework(told)
    assert len(refused.value.problems) >= 6
