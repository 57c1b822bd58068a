"""What may be authorised and what it takes: the catalogue, the direct-access lists and the schemes.

They come in from data files, where loading again changes nothing, and are edited by the partnership in Wagtail. What
they say decides the register's answers, so each change takes the register's next number (design: at once is a number).
"""

import csv
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accreditation.exceptions import CatalogueNotReadable
from accreditation.models import Adaptation, ComplexNeedsRule, DirectAccessList, RegisterCounter, Scheme, TogetherRule
from accreditation.services.register import begin_counting, hold_counter, take_next_number
from accreditation.signals import register_changed
from accreditation.webhooks.constants import ChangeOf
from audit.services import record
from core import clock
from people.models import User
from people.vocabulary import Tenure, Tier

FOLDER = Path(__file__).parent.parent / "catalogue"
ADAPTATIONS = FOLDER / "adaptations.csv"
DIRECT_ACCESS = FOLDER / "direct_access.toml"
SCHEMES = FOLDER / "schemes.toml"

YES_NO = {"y": True, "n": False}
FLAGS = ("structural", "warrant_likely", "registered_only", "capacity_check")
COSTS = ("cost_low", "cost_high")
COLUMNS = {field.name for field in Adaptation._meta.concrete_fields} - {"id"}


@dataclass(frozen=True)
class Loaded:
    """How many rows were new, how many changed."""

    added: int = 0
    changed: int = 0


@transaction.atomic
def take_effect(subject: models.Model, verb: str, *, by: User | None, detail: dict[str, Any] | None = None) -> int:
    """Take the register's next number for a change that its answers reflect, and record it in the audit."""
    begin_counting()
    # Which people's staff checks an offline copy holds follows from what their schemes need.
    number = take_next_number(about=None, is_whole=isinstance(subject, Scheme))
    record(f"accreditation.{verb}", subject, by=by, detail=(detail or {}) | {"register_number": number})
    register_changed.send(sender=RegisterCounter, register_number=number, change_of=ChangeOf.CATALOGUE)
    return number


@transaction.atomic
def load_catalogue(*, path: Path = ADAPTATIONS, by: User | None) -> Loaded:
    """Load adaptations from a CSV file. Raises `CatalogueNotReadable`, naming the line, and saves nothing."""
    with path.open(newline="") as file:
        reader = csv.DictReader(file)
        if set(reader.fieldnames or []) != COLUMNS:
            raise CatalogueNotReadable(f"The catalogue's columns are {', '.join(sorted(COLUMNS))}.")
        rows = [_adaptation(line, row) for line, row in enumerate(reader, start=2)]
    known = {adaptation.code: adaptation for adaptation in Adaptation.objects.select_for_update()}
    added = changed = 0
    for line, values in rows:
        if values["code"] in known:
            changed += _change(known[values["code"]], values, line, by)
        else:
            adaptation = Adaptation(**values)
            _clean(adaptation, line)
            adaptation.save()
            known[adaptation.code] = adaptation
            take_effect(adaptation, "adaptation_added", by=by, detail={"tier": adaptation.tier})
            added += 1
    return Loaded(added, changed)


def _adaptation(line: int, row: dict[str, str]) -> tuple[int, dict[str, Any]]:
    try:
        values: dict[str, Any] = {key: value.strip() for key, value in row.items()}
        values |= {flag: YES_NO[values[flag]] for flag in FLAGS}
        values |= {cost: Decimal(values[cost]).quantize(Decimal("0.01")) for cost in COSTS}
    except (KeyError, InvalidOperation, AttributeError) as error:
        raise CatalogueNotReadable(f"Line {line} of the catalogue cannot be read: {error}.") from None
    return line, values


def _clean(adaptation: Adaptation, line: int) -> None:
    try:
        adaptation.full_clean()
    except (ValidationError, TypeError) as error:
        raise CatalogueNotReadable(f"Line {line} of the catalogue is not right: {error}") from None


def _change(adaptation: Adaptation, values: dict[str, Any], line: int, by: User | None) -> bool:
    differences = {key: value for key, value in values.items() if getattr(adaptation, key) != value}
    if not differences:
        return False
    detail = {key: [str(getattr(adaptation, key)), str(value)] for key, value in differences.items()}
    for key, value in differences.items():
        setattr(adaptation, key, value)
    _clean(adaptation, line)
    adaptation.save()
    take_effect(adaptation, "adaptation_changed", by=by, detail=detail)
    return True


@transaction.atomic
def load_direct_access(*, path: Path = DIRECT_ACCESS, valid_from: date | None = None, by: User | None) -> Loaded:
    """Set each tenure's list from a file that names items and the tenures in which they are agreed."""
    items = tomllib.loads(path.read_text())["items"]
    known = Adaptation.objects.in_bulk([item["code"] for item in items], field_name="code")
    if unknown := [item["code"] for item in items if item["code"] not in known]:
        raise CatalogueNotReadable(f"The direct-access lists name “{unknown[0]}”, which the catalogue does not have.")
    changed = 0
    for tenure in Tenure:
        agreed = [known[item["code"]] for item in items if tenure in item["tenures"]]
        changed += set_direct_access(tenure=tenure, items=agreed, valid_from=valid_from, by=by) is not None
    return Loaded(changed, 0)


@transaction.atomic
def set_direct_access(
    *, tenure: Tenure, items: Collection[Adaptation], valid_from: date | None = None, by: User | None
) -> DirectAccessList | None:
    """End a tenure's list and start the next with these items. None when the open list says the same already."""
    valid_from = valid_from or clock.today()
    present = DirectAccessList.objects.select_for_update().filter(tenure=tenure, valid_until=None).first()
    if present:
        if {item.pk for item in present.items.all()} == {item.pk for item in items}:
            return None
        if valid_from < present.valid_from:
            raise CatalogueNotReadable("A new direct-access list cannot start before the present one.")
        present.valid_until = valid_from
        present.save(update_fields=["valid_until"])
    new = DirectAccessList.objects.create(tenure=tenure, valid_from=valid_from)
    new.items.set(items)
    codes = sorted(item.code for item in items)
    take_effect(new, "direct_access_set", by=by, detail={"tenure": tenure, "items": codes})
    return new


@transaction.atomic
def set_together_rule(
    *, items_from: int, tier: Tier, valid_from: date | None = None, by: User | None
) -> TogetherRule | None:
    """End the rule about several items for one need and start the next. None when the open rule says the same."""
    valid_from = valid_from or clock.today()
    present = TogetherRule.objects.select_for_update().filter(valid_until=None).first()
    if present:
        if (present.items_from, present.tier) == (items_from, tier):
            return None
        if valid_from < present.valid_from:
            raise CatalogueNotReadable("A new rule cannot start before the present one.")
        present.valid_until = valid_from
        present.save(update_fields=["valid_until"])
    new = TogetherRule.objects.create(items_from=items_from, tier=tier, valid_from=valid_from)
    take_effect(new, "together_rule_set", by=by, detail={"items_from": items_from, "tier": tier})
    return new


@transaction.atomic
def load_schemes(*, path: Path = SCHEMES, by: User | None) -> Loaded:
    """Load the schemes and what each asks for."""
    added = changed = 0
    for row in tomllib.loads(path.read_text())["schemes"]:
        scheme = Scheme.objects.filter(code=row["code"]).first()
        if scheme and all(getattr(scheme, key) == value for key, value in row.items()):
            continue
        is_new = scheme is None
        scheme, _ = Scheme.objects.update_or_create(code=row["code"], defaults=row)
        take_effect(scheme, "scheme_added" if is_new else "scheme_changed", by=by)
        added, changed = added + is_new, changed + (not is_new)
    return Loaded(added, changed)


@transaction.atomic
def set_complex_needs_rule(*, asks_experience: bool, valid_from: date, by: User | None) -> ComplexNeedsRule:
    """End the rule for complex needs that holds and start the next (A8)."""
    begin_counting()
    hold_counter()
    present = ComplexNeedsRule.objects.filter(valid_until=None).first()
    if present:
        if valid_from <= present.valid_from:
            raise CatalogueNotReadable("A new rule for complex needs cannot start before the present one.")
        if present.asks_experience == asks_experience:
            raise CatalogueNotReadable("The present rule says the same.")
        present.valid_until = valid_from
        present.save(update_fields=["valid_until"])
    new = ComplexNeedsRule.objects.create(asks_experience=asks_experience, valid_from=valid_from)
    take_effect(new, "complex_needs_rule_set", by=by, detail={"asks_experience": asks_experience})
    return new
