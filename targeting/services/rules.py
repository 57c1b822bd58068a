"""Making and changing a rule. A change that touches many people needs somebody who has seen how many (T9)."""

from collections.abc import Callable

from django.db import transaction

from audit.services import record
from people.models import User
from people.selectors import roles_of
from stories.permissions import EDITORS
from targeting.constants import CONFIRM_ABOVE
from targeting.exceptions import MayNotChangeRules, NotConfirmed
from targeting.models import TargetRule
from targeting.selectors import people_touched

DECIDING = (
    "module_id",
    "profession_id",
    "service_setting_id",
    "organisation_id",
    "organisation_kind",
    "locality_id",
    "within_days",
    "again_every_months",
    "valid_from",
    "valid_until",
)


def require_confirmed(rule: TargetRule, confirmed: int | None) -> int:
    """How many people the change touches: those whom the rule fitted before or fits now.

    Raises `NotConfirmed` when they are many and `confirmed` is not their number.
    """
    before = TargetRule.objects.filter(pk=rule.pk).first() if rule.pk else None
    if before and all(getattr(before, field) == getattr(rule, field) for field in DECIDING):
        return 0
    people = people_touched(rule, *([before] if before else []))
    if people > CONFIRM_ABOVE and confirmed != people:
        raise NotConfirmed(people)
    return people


@transaction.atomic
def save_rule(
    *, rule: TargetRule, confirmed: int | None, by: User, save: Callable[[], TargetRule] | None = None
) -> TargetRule:
    """Add a rule or change one. `save` is how a form of the editor writes it; without one it is saved as it stands."""
    if roles_of(by).isdisjoint(EDITORS) and not by.is_superuser:
        raise MayNotChangeRules("Rules are changed by editors and the governance group.")
    verb = "targeting.rule_changed" if rule.pk else "targeting.rule_added"
    people = require_confirmed(rule, confirmed)
    saved = save() if save else rule
    if save is None:
        rule.full_clean()
        rule.save()
    stood = {field: str(getattr(saved, field) or "") for field in DECIDING}
    record(verb, saved, by=by, detail={"people": people, **stood})
    return saved
