"""The provider's own pages: the orders placed with their organisation, and only what is needed to do them (P9).

Another provider's order is absent, as one that does not exist. Each reading is written in the case's history.
"""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.services import record
from cases.calendars import entry_for_staff
from cases.models import Provision, Visit
from cases.selectors.history import READ
from cases.selectors.provision import SHOWN, order_list, orders_of, with_works
from cases.selectors.scope import cases_of
from cases.services.provision import total_of
from cases.views.provision_steps import open_steps, step_or_404
from cases.views.steps import form_page
from core import calendars, clock
from core.forms import posted
from people.access import SignedInRequest, role_required, roles_in
from people.constants import Role
from people.selectors import current_employment

provider_staff = role_required(Role.PROVIDER)
ORDERS_ON_A_PAGE = 20


def order_or_404(request: SignedInRequest, number: str, *, page: str) -> Provision:
    """The order, if it was placed with the organisation of whoever reads. That it was read is written down (R1)."""
    try:
        order = with_works(orders_of(request.user)).get(number=number)
    except Provision.DoesNotExist:
        raise Http404("There is no such order here.") from None
    with transaction.atomic():
        record(READ, order.line.case, by=request.user, detail={"page": page, "order": order.number})
    return order


@provider_staff
@require_safe
def orders(request: SignedInRequest) -> HttpResponse:
    """One's own organisation's orders. The list names nobody and gives no address."""
    shown = request.GET.get("shown", "open")
    search = request.GET.get("search", "").strip()
    page = Paginator(order_list(request.user, shown=shown, search=search), ORDERS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    job = current_employment(request.user)
    context = {
        "page_obj": page,
        "choices": [(key, words) for key, (words, _) in SHOWN.items()],
        "shown": shown if shown in SHOWN else "open",
        "search": search,
        "organisation": job.organisation if job else None,
    }
    return render(request, "cases/orders/list.html", context)


@provider_staff
@require_safe
def provider_order(request: SignedInRequest, number: str) -> HttpResponse:
    """What to do, where, when, and how to get in touch safely. Once it is called off, nothing about the person."""
    order = order_or_404(request, number, page="order")
    person, home = order.line.case.person, order.line.case.home
    context = {
        "order": order,
        "total": total_of(order),
        "steps": open_steps(order, providers=True),
        "person": None if order.is_called_off else person,
        "home": None if order.is_called_off else home,
    }
    return render(request, "cases/orders/order.html", context)


@provider_staff
def provider_step(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    """One step of the order, on the provider's side."""
    order = order_or_404(request, number, page=f"order {name}")
    asked = step_or_404(name, providers=True)
    return form_page(
        request,
        asked.form(posted(request), order),
        lambda details: asked.act(order, request.user, details),
        {"order": order, "step": asked, "is_open": asked.is_open(order)},
        template="cases/orders/step.html",
        done=asked.done,
        to=reverse("cases:provider-order", args=[order.number]),
    )


@role_required(Role.PROVIDER, Role.CASEWORKER, Role.MANAGER)
@require_safe
def visit(request: SignedInRequest, uid: str) -> HttpResponse:
    """Where a calendar's link leads: to the order, on whichever side somebody stands."""
    found = _visit_or_404(request, uid)
    order = found.provision
    if Role.PROVIDER in roles_in(request) and orders_of(request.user).filter(pk=order.pk).exists():
        return redirect("cases:provider-order", order.number)
    return redirect("cases:provision", order.line.case.reference, order.line.number)


@role_required(Role.PROVIDER, Role.CASEWORKER, Role.MANAGER)
@require_safe
def visit_file(request: SignedInRequest, uid: str) -> HttpResponse:
    """The visit, to open in a calendar."""
    found = _visit_or_404(request, uid)
    sequence = found.messages.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    text = calendars.file_of([entry_for_staff(found, sequence=sequence)], made_at=clock.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.provision.number}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _visit_or_404(request: SignedInRequest, uid: str) -> Visit:
    visits = Visit.objects.select_related("provision__line__case").filter(uid=uid)
    mine = visits.filter(provision__in=orders_of(request.user)) | visits.filter(
        provision__line__case__in=cases_of(request.user)
    )
    found = mine.first()
    if found is None:
        raise Http404("There is no such visit here.")
    return found
