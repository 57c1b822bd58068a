"""Every version of every module, with how many were asked and answered."""

from dataclasses import dataclass

from django.db.models import Count, Q

from evaluation.constants import Purpose
from evaluation.models import Decision, Invitation
from modules.models import ModuleVersion


@dataclass(frozen=True, kw_only=True)
class ModuleLine:
    """One version on the overview page."""

    version: ModuleVersion
    asked: int
    answered: int
    decision: Decision | None


def module_lines() -> list[ModuleLine]:
    """All versions, the newest of each module first; three queries."""
    counts = {
        row["module_version"]: row
        for row in Invitation.objects.exclude(purpose=Purpose.TRAINER)
        .order_by()
        .values("module_version")
        .annotate(asked_people=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)))
    }
    newest: dict[int, Decision] = {}
    for decision in Decision.objects.order_by("decided_at", "pk"):
        newest[decision.module_version_id] = decision
    versions = ModuleVersion.objects.select_related("module").defer("content")
    nothing = {"asked_people": 0, "answered": 0}
    return [
        ModuleLine(
            version=version,
            asked=(row := counts.get(version.pk, nothing))["asked_people"],
            answered=row["answered"],
            decision=newest.get(version.pk),
        )
        for version in versions.order_by("module__position", "module__code", "-number")
    ]
