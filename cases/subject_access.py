"""Everything that is held about one person, gathered from the models of cases by their keys (R2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime

from cases.constants.reading import ReadAs
from cases.constants.subject_access import HELD, KEPT_BACK, LEFT_OUT
from cases.models import Case, Home, Person, Referral
from cases.selectors import happened_in, happenings, in_words, readings_of


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of record, with its rows as pairs of what and value, oldest first."""

    title: str
    rows: list[list[tuple[str, str]]]


def undecided() -> list[str]:
    """Models of cases about which nobody said whether a person's copy holds them. They are left out."""
    return sorted(model.__name__ for model in _models() if model.__name__ not in HELD | KEPT_BACK.keys())


def _models() -> list[type[models.Model]]:
    return list(apps.get_app_config("cases").get_models())


def paths_to_person() -> dict[type[models.Model], str]:
    """From each model that the copy holds, by which keys it leads to the person: the shortest way."""
    found: dict[type[models.Model], str] = {Person: "pk"}
    waiting = [model for model in _models() if model.__name__ in HELD and model is not Person]
    while waiting:
        reached = {model: path for model in waiting if (path := _one_step(model, found))}
        if not reached:
            break
        found |= reached
        waiting = [model for model in waiting if model not in reached]
    # These keys go the other way: a case points at its home and at the referral that opened it.
    return found | {Home: "cases__person", Referral: "case__person"}


def _one_step(model: type[models.Model], found: dict[type[models.Model], str]) -> str:
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        if target in found and target is not Home:
            return field.name if found[target] == "pk" else f"{field.name}__{found[target]}"
    return ""


def gather(person: Person) -> Iterator[Part]:
    """The person's record, kind by kind, and then what happened and who read it."""
    paths = paths_to_person()
    for model in _models():
        if path := paths.get(model):
            rows = model._default_manager.filter(**{path: person.pk}).distinct().order_by("pk")
            keys = [
                field.name
                for field in model._meta.concrete_fields
                if field.related_model and field.related_model._meta.app_label != "cases"
            ]
            written = [_written(row) for row in rows.select_related(*keys)]
            if written:
                yield Part(title=str(model._meta.verbose_name_plural).capitalize(), rows=written)
    for case in Case.objects.filter(person=person).order_by("pk"):
        yield from _history(case)


def _history(case: Case) -> Iterator[Part]:
    happened = happenings(case, happened_in(case))
    yield Part(
        title=f"What happened in case {case.reference}",
        rows=[
            [("When", _moment(one.at)), ("What", f"{one.words} {one.about}".strip()), ("Who", one.who)]
            for one in happened
        ],
    )
    yield Part(
        title=f"Who read case {case.reference}",
        rows=[
            [("When", _moment(one.at)), ("Who", one.who), ("What", one.page), ("Why", one.why or ReadAs.STATED.label)]
            for one in map(in_words, readings_of(case))
        ],
    )


def _written(row: models.Model) -> list[tuple[str, str]]:
    """A row's fields with their names in words. Other rows of the record stand by themselves."""
    return [
        (str(field.verbose_name).capitalize(), words)
        for field in row._meta.concrete_fields
        if field.name not in LEFT_OUT and not _is_inside(field) and (words := _in_words(row, field))
    ]


def _is_inside(field: Any) -> bool:
    return field.related_model is not None and field.related_model._meta.app_label == "cases"


def _in_words(row: models.Model, field: Any) -> str:
    shown = getattr(row, f"get_{field.name}_display", None)
    return _value_in_words(shown() if shown else getattr(row, field.name))


def _value_in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, dict):
        inner = [(str(key).replace("_", " ").capitalize(), _value_in_words(one)) for key, one in value.items()]
        return "; ".join(f"{name}: {words}" for name, words in inner if words)
    if isinstance(value, list):
        return "; ".join(_value_in_words(one) for one in value)
    return "" if value is None else str(value)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F Y, H:i")
