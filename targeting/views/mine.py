"""What I need: everybody's own page."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from modules.models import ModuleVersion
from modules.selectors import progress_of
from modules.services import right_to_enrol
from people.access import SignedInRequest
from people.constants import Role
from people.models import User
from people.selectors import roles_of
from targeting.access import SEE_RULES, organisations_with_names
from targeting.selectors import Need, manages_anybody, needs_of


@dataclass(frozen=True, kw_only=True)
class Step:
    """One need with what comes next."""

    need: Need
    next_step: str
    next_url: str
    obstacle: str


@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    needs = needs_of(request.user)
    context = {
        "steps": _steps(request.user, [need for need in needs if need.is_to_do]),
        "completed": [need for need in needs if not need.is_to_do],
        "ways": _ways(request.user),
    }
    return render(request, "targeting/mine.html", context)


def _ways(user: User) -> list[tuple[str, str]]:
    """The addresses and words of what else of this part somebody may open."""
    roles = roles_of(user)
    named = [
        (reverse("targeting:organisation", args=[one.code]), f"Training at {one}")
        for one in organisations_with_names(user)
    ]
    return [
        *([(reverse("targeting:team"), "My people’s training")] if manages_anybody(user) else []),
        *named,
        *([(reverse("targeting:partnership"), "Training in the partnership")] if Role.GOVERNANCE in roles else []),
        *([(reverse("targeting:enrol"), "Enrol staff from a table")] if right_to_enrol(user) else []),
        *([(reverse("targeting:rules"), "Who needs which module")] if not roles.isdisjoint(SEE_RULES) else []),
    ]


def _steps(user: User, needs: list[Need]) -> list[Step]:
    versions = ModuleVersion.objects.current().filter(module__in=[need.module.pk for need in needs])
    progress = {one.version.module_id: one for one in progress_of(user, list(versions.select_related("module")))}
    steps = []
    for need in needs:
        own = progress[need.module.pk]
        words, url = own.next_step
        if own.completion:
            words, url = "Take the knowledge check again", reverse("modules:check", args=[need.module.code])
        steps.append(Step(need=need, next_step=words, next_url=url, obstacle=" ".join(own.missing)))
    return steps
