"""Reading the framework: the version in force, older ones, what changed between two, and who is asked again."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from competencies.difference_words import in_words
from competencies.differences import difference
from competencies.framework_content import as_data, as_toml, content_of
from competencies.framework_forms import CompareForm
from competencies.models import Competency, Framework, PerformanceCriterion
from competencies.selectors import framework_in_force
from competencies.versions import may_edit_framework, to_be_reassessed, versions_seen_by
from modules.models import Module
from people.access import SignedInRequest, role_required, roles_in
from people.constants import Role

ON_A_PAGE = 50


@require_safe
@login_required
def framework(request: SignedInRequest) -> HttpResponse:
    """The version in force, for anybody signed in."""
    return _show(request, framework_in_force())


@require_safe
@login_required
def version(request: SignedInRequest, version: str) -> HttpResponse:
    """Any version that this person may read, as it stands."""
    return _show(request, get_object_or_404(versions_seen_by(request.user), version=version))


@require_safe
@login_required
def download(request: SignedInRequest, version: str, extension: str) -> HttpResponse:
    """A version as its file: TOML, which can be uploaded again, or JSON with the same content."""
    found = get_object_or_404(versions_seen_by(request.user), version=version)
    content = content_of(found)
    response: HttpResponse
    if extension == "json":
        response = JsonResponse(as_data(content), json_dumps_params={"indent": 2, "ensure_ascii": False})
    else:
        response = HttpResponse(as_toml(content), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="framework-{found.version}.{extension}"'
    return response


@require_safe
@login_required
def differences(request: SignedInRequest) -> HttpResponse:
    """What changed between two versions: unless others are named, from the one in force to the newest draft."""
    versions = list(versions_seen_by(request.user))
    by_name = {row.version: row for row in versions}
    old_name = request.GET.get("old") or _in_force_name()
    new_name = request.GET.get("new") or (versions[0].version if versions else "")
    if versions and (old_name not in by_name or new_name not in by_name):
        raise Http404
    form = CompareForm(list(by_name), initial={"old": old_name, "new": new_name})
    context: dict[str, object] = {"form": form, "versions": versions}
    if versions:
        old, new = content_of(by_name[old_name]), content_of(by_name[new_name])
        titles = dict(Module.objects.values_list("code", "title"))
        told = in_words(difference(old, new), old, new, titles)
        context |= {"old": by_name[old_name], "new": by_name[new_name], "told": told}
    return render(request, "competencies/framework/differences.html", context)


@require_safe
@role_required(Role.TRAINER, Role.GOVERNANCE)
def reassessments(request: SignedInRequest) -> HttpResponse:
    """Who must be reassessed in what, by when."""
    page = Paginator(to_be_reassessed(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "competencies/framework/reassessments.html", {"page_obj": page})


def _in_force_name() -> str:
    in_force = framework_in_force()
    return in_force.version if in_force else ""


def _show(request: SignedInRequest, shown: Framework | None) -> HttpResponse:
    criteria = PerformanceCriterion.objects.prefetch_related("outcomes").order_by("position")
    competencies = (
        Competency.objects.select_related("module")
        .order_by("position")
        .prefetch_related(Prefetch("criteria", criteria))
    )
    domains = shown.domains.prefetch_related(Prefetch("competencies", competencies)) if shown else []
    context = {
        "framework": shown,
        "domains": domains,
        "page_obj": Paginator(versions_seen_by(request.user), ON_A_PAGE).get_page(request.GET.get("page")),
        "is_in_force": shown == framework_in_force(),
        "may_edit": may_edit_framework(request.user),
        "may_see_reassessments": not roles_in(request).isdisjoint({Role.TRAINER, Role.GOVERNANCE}),
    }
    return render(request, "competencies/framework/version.html", context)
