"""Which questions somebody gets: by chance, by tag, for each outcome (T8)."""

import random

from modules.check_rules import rules_of
from modules.constants import Purpose, QuestionUse
from modules.models import ModuleVersion, Question


def questions_for(*, version: ModuleVersion, purpose: str, chance: random.Random) -> list[Question]:
    """The questions of one attempt, in the order in which they are asked; empty when the bank is.

    Two queries however large the bank is: one for what is needed to choose, one for the few that were chosen.
    """
    bank = Question.objects.filter(module=version.module_id, is_active=True, use=QuestionUse.CHECK)
    heads = list(bank.order_by("pk").values_list("pk", "tags", "criterion"))
    if purpose == Purpose.BEFORE:
        picked = _one_for_each_outcome(version, [(pk, criterion) for pk, _, criterion in heads], chance)
    else:
        picked = _by_tag(version, [(pk, set(tags.split())) for pk, tags, _ in heads], chance)
    found = bank.prefetch_related("choices").in_bulk(picked)
    return [found[pk] for pk in picked]


def _by_tag(version: ModuleVersion, bank: list[tuple[int, set[str]]], chance: random.Random) -> list[int]:
    """So many of each tag, the rest from what is left, shuffled. A tag with too few gives what it has."""
    rules = rules_of(version)
    picked: list[int] = []
    for tag, count in rules.draws:
        pool = [pk for pk, tags in bank if tag in tags and pk not in picked]
        picked += chance.sample(pool, min(count, len(pool)))
    rest = [pk for pk, _ in bank if pk not in set(picked)]
    missing = max(rules.questions_drawn - len(picked), 0)
    picked += chance.sample(rest, min(missing, len(rest)))
    chance.shuffle(picked)
    return picked


def _one_for_each_outcome(version: ModuleVersion, bank: list[tuple[int, str]], chance: random.Random) -> list[int]:
    """One question for each learning outcome, through the criteria that it serves; none twice."""
    picked: list[int] = []
    for outcome in version.outcomes:
        pool = [pk for pk, criterion in bank if criterion in outcome["criteria"] and pk not in picked]
        if pool:
            picked.append(chance.choice(pool))
    return picked
