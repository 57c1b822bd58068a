"""An order on the case's side: place it, follow it, and hand over what was ordered."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import services
from cases.access import line_or_404, staff
from cases.forms.provision import HandOverForm, OrderForm, ProviderForm
from cases.models import Provision, SolutionLine
from cases.selectors.equipment import offered_from_stock
from cases.selectors.provision import present_order, with_works
from cases.services.provision import total_of
from cases.views.provision_steps import open_steps, step_or_404
from cases.views.steps import form_page, out_of_turn, say, step
from core.forms import posted
from people.access import SignedInRequest


@staff
def order(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Two steps: whom to ask, then what is ordered at which prices."""
    line = line_or_404(request, reference, number, page="order")
    if page := out_of_turn(request, line, "order"):
        return page
    asked = ProviderForm(request.GET or None, of=line)
    provider = asked.chosen() if "provider" in request.GET else None
    if provider is None:
        stock = offered_from_stock(line.adaptation, line.case.organisation)
        context = {"case": line.case, "line": line, "form": asked, "stock": stock}
        return render(request, "cases/provision/choose.html", context)
    form = OrderForm(posted(request), of=line, provider=provider)
    return form_page(
        request,
        form,
        lambda details: services.order(line=line, provider=provider, by=request.user, **details),
        {"case": line.case, "line": line, "provider": provider},
        template="cases/provision/order.html",
        done=f"“{line.title}” is ordered from {provider}. They are told by e-mail.",
        to=_address(line),
    )


def _address(line: SolutionLine) -> str:
    return reverse("cases:provision", args=[line.case.reference, line.number])


def _order_or_404(line: SolutionLine) -> Provision:
    provisions = with_works(Provision.objects.filter(line=line, round=line.round)).order_by("-id")
    found = next((one for one in provisions if not one.is_called_off), None) or next(iter(provisions), None)
    if found is None:
        raise Http404("Nothing is ordered here.")
    found.line = line
    return found


@staff
@require_safe
def provision(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The order as it stands: items, dates, what was found, and what can be done now."""
    line = line_or_404(request, reference, number, page="provision")
    if not line.provisions.exists():
        return say(request, line, "Nothing is ordered for this solution yet.", heading="Order")
    found = _order_or_404(line)
    context = {
        "case": line.case,
        "line": line,
        "order": found,
        "total": total_of(found),
        "steps": open_steps(found),
        "may_hand_over": not found.is_called_off
        and found.state in {"completed", "passed_inspection"}
        and (not found.needs_inspection or found.passed_at),
    }
    return render(request, "cases/provision/order_page.html", context)


@staff
def provision_step(request: SignedInRequest, reference: str, number: int, name: str) -> HttpResponse:
    """One step of the order, for the provider where they told it on the telephone."""
    line = line_or_404(request, reference, number, page=f"provision {name}")
    asked = step_or_404(name)
    found = present_order(line)
    if found is None:
        raise Http404("Nothing is ordered here.")
    found.line = line
    if request.method != "POST" and not asked.is_open(found):
        why = f"This cannot be done now. The order is “{found.get_state_display().lower()}”."
        return say(request, line, why, heading="Not now")
    return form_page(
        request,
        asked.form(posted(request), found),
        lambda details: asked.act(found, request.user, details),
        {"case": line.case, "line": line, "order": found, "step": asked},
        template="cases/provision/step.html",
        done=asked.done,
        to=_address(line),
    )


@staff
def hand_over(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="hand-over")
    return step(
        request,
        line.case,
        HandOverForm(posted(request)),
        lambda details: services.hand_over(line=line, by=request.user, **details),
        done=f"“{line.title}” is handed over.",
        line=line,
        verb="hand over",
        heading="Hand over",
        lead="Show how it works, let the person try it, and leave a number to ring.",
        button="Record the hand-over",
    )
