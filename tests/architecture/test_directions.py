"""The import direction is law: relations between models and Wagtail page types run downwards too.

The import linter reads `import` statements; a relation named by a string escapes it, so the models are walked here.
"""

from django.apps import apps
from django.db.models import Model
from wagtail.models import Page, get_page_models

ORDER = [
    "core",
    "audit",
    "people",
    "stories",
    "modules",
    "training_sessions",
    "targeting",
    "evaluation",
    "competencies",
    "accreditation",
    "cases",
    "governance",
    "home",
    "demo",
]
OURS = frozenset(ORDER)


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def inherited_from_a_library(model: type[Model], field_name: str) -> bool:
    """Whether a third-party abstract model declares the field; its direction is not ours to choose."""
    return any(
        base.__module__.split(".")[0] not in OURS and any(f.name == field_name for f in base._meta.local_fields)
        for base in model.__mro__[1:]
        if hasattr(base, "_meta")
    )


def upward(owner: str, target: str) -> bool:
    return owner in OURS and target in OURS and ORDER.index(target) > ORDER.index(owner)


def test_model_relations_run_downwards() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} points up at {field.related_model._meta.label}"
        for model in own_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model is not None
        and upward(model._meta.app_label, field.related_model._meta.app_label)
        and not inherited_from_a_library(model, field.name)
    ]
    assert not wrong, "\n".join(wrong)


def test_page_types_run_downwards() -> None:
    """A page type may name as parent or child only types of its own app or a lower one.

    A type below `home` names its parent by its own index, so nothing below knows of the start page.
    """
    wrong = [
        f"{page.__name__} names {other.__name__}"
        for page in get_page_models()
        for other in [*page.clean_subpage_models(), *page.clean_parent_page_models()]
        if declared(page) and upward(page._meta.app_label, other._meta.app_label)
    ]
    assert not wrong, "\n".join(wrong)


def declared(page: type[Page]) -> bool:
    return "subpage_types" in vars(page) or "parent_page_types" in vars(page)


def test_public_editorial_code_cannot_reach_case_data() -> None:
    """No page, snippet, image or document holds or points at case data (design: case data is never Wagtail data).

    What the partnership configures about cases, such as prices, is no case data: it leads to no person, home or case.
    """
    from wagtail.snippets.models import get_snippet_models

    kept = {apps.get_model("cases", name) for name in ("Person", "Home", "Referral", "Case")}
    assert kept.issubset(_led_to(apps.get_model("cases", "Provision"))), "the walk finds what an order leads to"
    editorial = {*get_page_models(), *get_snippet_models()}
    assert not [model for model in editorial if model in kept or _led_to(model) & kept]


def _led_to(model: type[Model]) -> set[type[Model]]:
    """Every model of cases that a row of this one leads to, by keys from hand to hand."""
    found: set[type[Model]] = set()
    waiting = [model]
    while waiting:
        for field in waiting.pop()._meta.get_fields():
            target = field.related_model
            is_key = field.is_relation and not field.auto_created and isinstance(target, type)
            if is_key and target._meta.app_label == "cases" and target not in found:
                found.add(target)
                waiting.append(target)
    return found


def test_the_linter_knows_the_same_order() -> None:
    """`pyproject.toml` and this test tell the same story."""
    import tomllib
    from pathlib import Path

    from django.conf import settings

    contract = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert contract["contracts"][0]["layers"] == ["lms", *reversed(ORDER)]
