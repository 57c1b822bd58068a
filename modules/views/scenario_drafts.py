"""Where editors see a scenario's graph and its problems, and somebody other than its author publishes it (T8)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.exceptions import Refused
from modules.models import Scenario
from modules.scenario_layout import layout
from modules.scenario_progress import choice_counts
from modules.services import publish_scenario
from modules.views.learning import trail
from people.access import SignedInRequest, role_required
from people.constants import Role

ON_A_PAGE = 25


@require_safe
@role_required(Role.EDITOR, Role.GOVERNANCE)
def scenario_list(request: SignedInRequest) -> HttpResponse:
    """Every scenario, with what is published and what still stands in the way."""
    scenarios = (
        Scenario.objects.annotate(newest=Max("versions__number")).select_related("edited_by").order_by("title", "pk")
    )
    page = Paginator(scenarios.order_by("title", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"scenario": one, "problems": len(one.graph.problems)} for one in page.object_list]
    return render(request, "modules/scenario_drafts.html", {"rows": rows, "page_obj": page, "trail": trail()})


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def scenario_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    """One scenario whole: the picture, the same in words, its problems; a POST publishes what was read."""
    scenario = get_object_or_404(Scenario.objects.select_related("edited_by"), slug=slug)
    if request.method == "POST":
        try:
            version = publish_scenario(scenario=scenario, read=request.POST.get("read", ""), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Version {version.number} is published. New runs show it.")
        return redirect("modules:scenario_draft", slug)
    newest = scenario.versions.select_related("published_by").order_by("-number").first()
    graph = scenario.graph
    context = {
        "scenario": scenario,
        "graph": graph,
        "nodes": [(node, graph.ways_from(node)) for node in graph.nodes.values()],
        "picture": layout(graph),
        "version": newest,
        "counts": choice_counts(newest) if newest else [],
        "is_published": newest is not None and newest.digest == scenario.digest,
        "is_author": scenario.edited_by_id == request.user.pk,
        "trail": trail((reverse("modules:scenario_drafts"), "Scenarios")),
    }
    return render(request, "modules/scenario_draft.html", context)
