"""What stands between a person and an accreditation, in words (A1)."""

from accreditation.models import Scheme
from competencies.constants import SIGNED_LEVELS
from competencies.models import Competency
from competencies.selectors import competencies_for_level, current_sign_offs, signers_of
from core import clock
from modules.models import Module
from modules.selectors import has_completed
from people.models import StaffCheck, User


def required_competencies(scheme: Scheme) -> list[Competency]:
    """The competencies that a scheme asks for, in the framework in force, in its order."""
    wanted = [(level, "") for level in scheme.competency_levels]
    if scheme.competency_scope:
        wanted += [(level, scheme.competency_scope) for level in SIGNED_LEVELS]
    found = [competency for level, scope in wanted for competency in competencies_for_level(level, scope)]
    return sorted(found, key=lambda competency: competency.position)


def missing_for(user: User, scheme: Scheme) -> list[str]:
    """Everything that is still missing, each as a sentence; empty when the accreditation can be granted."""
    return [*_modules_missing(user, scheme), *_sign_offs_missing(user, scheme), *_checks_missing(user, scheme)]


def signed_what_it_rests_on(user: User, scheme: Scheme) -> set[int]:
    """Everybody who signed about this person in what the scheme asks for, under whichever framework version."""
    codes = [competency.code for competency in required_competencies(scheme)]
    every_version = Competency.objects.filter(code__in=codes).values_list("pk", flat=True)
    return signers_of(user, list(every_version))


def _modules_missing(user: User, scheme: Scheme) -> list[str]:
    titles = dict(Module.objects.filter(code__in=scheme.module_codes).values_list("code", "title"))
    return [
        f"The module “{titles.get(code, code)}” is not completed."
        for code in scheme.module_codes
        if not has_completed(user, code)
    ]


def _sign_offs_missing(user: User, scheme: Scheme) -> list[str]:
    required = required_competencies(scheme)
    if not required and (scheme.competency_levels or scheme.competency_scope):
        return ["No competency framework is in force for this scheme."]
    held = set(current_sign_offs(user, clock.today()).values_list("competency__code", flat=True))
    return [
        f"Competency {competency.code} “{competency.title}” is not signed off."
        for competency in required
        if competency.code not in held
    ]


def _checks_missing(user: User, scheme: Scheme) -> list[str]:
    if not scheme.needs_staff_check:
        return []
    day = clock.today()
    if StaffCheck.objects.filter(user=user, checked_on__lte=day, recheck_on__gte=day).exists():
        return []
    return ["A staff check (DBS or PVG) that is in date is not recorded."]
