"""The framework: loaded as a draft, approved by somebody else, then fixed (C1)."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.selectors import history_of
from competencies.constants import FrameworkState, Level
from competencies.exceptions import AuthorApproves, FrameworkIsFixed, FrameworkNotAccepted, NotGovernance
from competencies.models import Competency, Framework, OutcomeCriterion, PerformanceCriterion
from competencies.selectors import competencies_for_level, framework_in_force
from competencies.services import approve_framework, load_framework, submit_framework
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from people.constants import Role
from tests.factories import competencies as factory
from tests.factories.people import UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TEACHING = Path(settings.BASE_DIR) / "modules" / "teaching"
REAL = Path(settings.BASE_DIR) / "competencies" / "framework" / "2026-1.toml"
SMALL = """
version = "1"
title = "Small"
[[domains]]
code = "A"
title = "One"
[[domains.competencies]]
code = "A-1"
title = "Does it"
level = "simple"
module = "module-2"
source = "protocol"
valid_months = 12
[[domains.competencies.criteria]]
code = "A-1.1"
text = "Shows it."
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    factory.module("module-2")
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path


def test_c1_the_partnerships_own_framework_loads(now: datetime) -> None:
    for code in ("module-1", "module-2", "module-3", "trainer"):
        factory.module(code)
    framework = load_framework(path=REAL, by=UserFactory())
    assert framework.competencies.count() == 21
    assert set(framework.competencies.filter(scope="housing-mot").values_list("code", flat=True)) == {
        "MOT-1",
        "MOT-2",
        "MOT-3",
    }
    assert PerformanceCriterion.objects.count() == 73
    assert framework.state == FrameworkState.DRAFT
    assert framework_in_force() is None


def test_c1_every_criterion_is_taught_by_an_outcome_of_its_own_module() -> None:
    told = tomllib.loads(REAL.read_text(encoding="utf-8"))
    for competency in (row for domain in told["domains"] for row in domain["competencies"]):
        taught = tomllib.loads((TEACHING / competency["module"] / "module.toml").read_text(encoding="utf-8"))
        named = {code for outcome in taught["outcomes"] for code in outcome["criteria"]}
        assert {row["code"] for row in competency["criteria"]} <= named, competency["code"]


def test_c1_outcomes_name_only_criteria_that_there_are() -> None:
    told = tomllib.loads(REAL.read_text(encoding="utf-8"))
    criteria = {row["code"] for domain in told["domains"] for one in domain["competencies"] for row in one["criteria"]}
    for path in TEACHING.glob("*/module.toml"):
        for outcome in tomllib.loads(path.read_text(encoding="utf-8"))["outcomes"]:
            assert set(outcome["criteria"]) <= criteria, outcome["code"]


def test_c1_outcomes_of_the_module_as_taught_are_joined_to_criteria(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modules.models import ModuleVersion

    version = factory.completed(UserFactory(), "module-2").module_version
    taught = [{"code": "M2-O1", "text": "Do it.", "criteria": ["A-1.1", "unknown"]}]
    monkeypatch.setattr(
        type(ModuleVersion.objects), "current", lambda self: ModuleVersion.objects.filter(pk=version.pk)
    )
    monkeypatch.setattr("competencies.services.frameworks.outcomes", lambda version: taught)
    load_framework(path=small, by=UserFactory())
    mapping = OutcomeCriterion.objects.get()
    assert (mapping.outcome_code, mapping.module_code, mapping.criterion.code) == ("M2-O1", "module-2", "A-1.1")


def test_c1_loading_the_same_file_again_changes_nothing(small: Path) -> None:
    first = load_framework(path=small, by=UserFactory())
    ids = list(Competency.objects.values_list("pk", flat=True))
    again = load_framework(path=small, by=UserFactory())
    assert again == first
    assert again.author == first.author
    assert list(Competency.objects.values_list("pk", flat=True)) == ids
    assert history_of(first).count() == 1


def test_c1_a_changed_file_replaces_a_draft(small: Path) -> None:
    load_framework(path=small, by=UserFactory())
    small.write_text(SMALL.replace("Does it", "Does it well"))
    load_framework(path=small, by=UserFactory())
    assert Competency.objects.get().title == "Does it well"


def test_c1_a_changed_file_of_an_approved_version_is_refused(small: Path) -> None:
    framework = load_framework(path=small, by=UserFactory())
    submit_framework(framework=framework, by=framework.author)
    approve_framework(framework=framework, by=employed(roles=(Role.GOVERNANCE,)))
    small.write_text(SMALL.replace("Does it", "Does it well"))
    with pytest.raises(FrameworkIsFixed, match="Version 1 is approved, so it cannot change"):
        load_framework(path=small, by=UserFactory())
    assert Competency.objects.get().title == "Does it"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Small"', "", "title is missing"),
        ('level = "simple"', 'level = "easy"', "has the level “easy”"),
        ("valid_months = 12", "valid_months = 0", "valid_months must be a whole number"),
        ('module = "module-2"', 'module = "module-9"', "names the module “module-9”, which is not there"),
        ('code = "A"', 'code = "A', "is not valid TOML"),
    ],
)
def test_c1_a_file_that_cannot_be_used_is_refused_whole(small: Path, old: str, new: str, message: str) -> None:
    small.write_text(SMALL.replace(old, new))
    with pytest.raises(FrameworkNotAccepted, match=message):
        load_framework(path=small, by=UserFactory())
    assert not Framework.objects.exists()


def test_c1_approving_takes_a_governance_member_who_is_not_the_author(small: Path) -> None:
    author = employed(roles=(Role.GOVERNANCE,))
    framework = load_framework(path=small, by=author)
    with pytest.raises(TransitionNotAllowed, match="It is “draft”; it must be “waiting for approval”"):
        approve_framework(framework=framework, by=employed(roles=(Role.GOVERNANCE,)))
    submit_framework(framework=framework, by=author)
    with pytest.raises(NotGovernance):
        approve_framework(framework=framework, by=UserFactory())
    with pytest.raises(AuthorApproves, match="You wrote this framework"):
        approve_framework(framework=framework, by=author)
    approved = approve_framework(framework=framework, by=employed(roles=(Role.GOVERNANCE,)))
    assert framework_in_force() == approved
    with pytest.raises(TransitionNotAllowed):
        approve_framework(framework=framework, by=employed(roles=(Role.GOVERNANCE,)))


def test_c1_the_database_refuses_an_author_who_approves(now: datetime) -> None:
    author = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.create(
            version="2",
            title="Own",
            content_hash="0" * 64,
            author=author,
            loaded_at=now,
            state=FrameworkState.APPROVED,
            approved_at=now,
            approved_by=author,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.create(
            version="2", title="Half", content_hash="0" * 64, author=author, loaded_at=now, approved_at=now
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.create(
            version="2", title="Said", content_hash="0" * 64, author=author, loaded_at=now, state="approved"
        )


def test_c1_an_approved_framework_is_fixed_in_every_part() -> None:
    framework = factory.framework()
    criterion = PerformanceCriterion.objects.first()
    assert criterion is not None
    for part in (framework, framework.domains.get(), criterion.competency, criterion):
        with pytest.raises(ImmutableRecord):
            part.save()
        with pytest.raises(ImmutableRecord):
            part.delete()
        with pytest.raises(ImmutableRecord):
            type(part).objects.filter(pk=part.pk).update(pk=part.pk)
        with pytest.raises(ImmutableRecord):
            type(part).objects.filter(pk=part.pk).delete()


def test_c1_a_level_asks_for_the_competencies_of_the_framework_in_force() -> None:
    factory.framework("2026.1")
    newest = factory.framework("2027.1")
    factory.framework("2028.1", state=FrameworkState.DRAFT)
    simple = competencies_for_level(Level.SIMPLE)
    assert [(row.code, row.framework) for row in simple] == [("SN-1", newest), ("SN-2", newest)]
    assert [row.code for row in competencies_for_level(Level.SIMPLE, "housing-mot")] == ["MOT-1"]


def test_c1_the_command_loads_or_says_why_not(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Nobody here has the e-mail address"):
        call_command("load_framework", str(small), by="nobody@example.org")
    author = UserFactory()
    call_command("load_framework", str(small), by=author.email)
    assert "Small 1 is there, as draft." in capsys.readouterr().out
    small.write_text("version =")
    with pytest.raises(CommandError, match="is not valid TOML"):
        call_command("load_framework", str(small), by=author.email)


def test_c1_nothing_is_added_to_an_approved_framework() -> None:
    """Neither one by one nor in bulk, nor by moving a part over from a draft, nor by writing over what is there."""
    fixed, draft = factory.framework(), factory.framework("2027.2", state=FrameworkState.DRAFT)
    competency, other = fixed.competencies.get(code="SN-1"), draft.competencies.get(code="SN-1")
    more = {"code": "SN-1.3", "text": "Shows more.", "position": 3}
    moved = other.criteria.get(code="SN-1.1")
    moved.competency = competency
    moved.code = "SN-1.4"
    over = PerformanceCriterion(competency=competency, code="SN-1.1", text="Shows less.", position=1)
    writing_over = {"update_conflicts": True, "update_fields": ["text"], "unique_fields": ["competency", "code"]}
    for attempt in (
        lambda: PerformanceCriterion.objects.create(competency=competency, **more),
        lambda: competency.criteria.create(**more),
        lambda: PerformanceCriterion.objects.bulk_create([PerformanceCriterion(competency=competency, **more)]),
        lambda: PerformanceCriterion.objects.bulk_create([over], **writing_over),
        moved.save,
        lambda: other.criteria.update(competency=competency),
        lambda: fixed.domains.create(code="E", title="More", position=9),
    ):
        with pytest.raises(ImmutableRecord), transaction.atomic():
            attempt()
    assert competency.criteria.count() == 2
    assert PerformanceCriterion.objects.create(competency=other, **more)
