"""Equipment and technology in stock: the organisation's own list, each item, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import services
from cases.access import staff
from cases.constants.equipment import LIFE, StockState
from cases.forms.equipment import CheckForm, TakeInForm, WordsForm
from cases.forms.provision import NothingMore
from cases.models import StockItem
from cases.selectors.equipment import SHOWN, due_days, recycling_of, rules_for, stock_list, stock_of, with_checks
from cases.selectors.scope import cases_of
from cases.views.steps import Filled, form_page
from core import clock
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest
from people.models import User
from people.selectors import current_employment

ITEMS_ON_A_PAGE = 25


@dataclass(frozen=True, kw_only=True)
class EquipmentStep:
    """What can be done with an item: its form, and the verb that does it. `verb` is empty where any state allows it."""

    heading: str
    button: str
    done: str
    form: Callable[[Any], Filled]
    act: Callable[[StockItem, User, dict[str, Any]], object]
    verb: str = ""
    kind: str = ""

    def is_open(self, item: StockItem) -> bool:
        if not self.verb:
            return item.state != StockState.DISPOSED
        return item.state in LIFE.steps[self.verb].allowed_from


STEPS = {
    "check": EquipmentStep(
        heading="Record a check",
        button="Record it",
        done="The check is recorded.",
        form=CheckForm,
        act=lambda item, by, details: services.record_check(item=item, by=by, **details),
    ),
    "fault": EquipmentStep(
        heading="Report a fault",
        button="Report it",
        done="The fault is written down. Nobody is lent it until it is mended.",
        form=lambda data: WordsForm(data, label="What is wrong with it"),
        act=lambda item, by, details: services.report_fault(item=item, words=details["said"], by=by),
    ),
    "ask-back": EquipmentStep(
        heading="Ask it back",
        button="Put it on the list to collect",
        done="It is on the list to collect.",
        verb="ask_back",
        form=lambda data: WordsForm(data, label="Why"),
        act=lambda item, by, details: services.ask_back(item=item, why=details["said"], by=by),
    ),
    "bring-back": EquipmentStep(
        heading="It is brought back",
        button="It is back",
        done="It is back. Clean it next.",
        verb="bring_back",
        form=NothingMore,
        act=lambda item, by, details: services.bring_back(item=item, by=by),
    ),
    "clean": EquipmentStep(
        heading="It is clean",
        button="It is clean",
        done="It is in stock, and offered first to whoever needs the same.",
        verb="clean",
        form=NothingMore,
        act=lambda item, by, details: services.mark_clean(item=item, by=by),
    ),
    "repair": EquipmentStep(
        heading="Send it to repair",
        button="Send it to repair",
        done="It is being repaired.",
        verb="send_to_repair",
        form=NothingMore,
        act=lambda item, by, details: services.send_to_repair(item=item, by=by),
    ),
    "repaired": EquipmentStep(
        heading="It is repaired",
        button="It is repaired",
        done="Its faults are mended. Clean it next.",
        verb="repair",
        form=lambda data: WordsForm(data, label="What was done"),
        act=lambda item, by, details: services.mark_repaired(item=item, note=details["said"], by=by),
    ),
    "dispose": EquipmentStep(
        heading="Dispose of it",
        button="Dispose of it",
        done="It is disposed of.",
        verb="dispose",
        form=lambda data: WordsForm(data, label="What became of it: recycled, given away or thrown away"),
        act=lambda item, by, details: services.dispose(item=item, how=details["said"], by=by),
        kind="warning",
    ),
}


@staff
@require_safe
def equipment(request: SignedInRequest) -> HttpResponse:
    """The organisation's items with when each is due, and what lending again has saved."""
    shown, search = request.GET.get("shown", "all"), request.GET.get("search", "").strip()
    found = stock_list(request.user, shown=shown, search=search)
    page = Paginator(found, ITEMS_ON_A_PAGE).get_page(request.GET.get("page"))
    job = current_employment(request.user)
    context = {
        "page_obj": page,
        "choices": list(SHOWN.items()),
        "shown": shown if shown in SHOWN else "all",
        "search": search,
        "organisation": job.organisation if job else None,
        "recycling": recycling_of(request.user),
        "this_year": recycling_of(request.user, year=clock.today().year),
    }
    return render(request, "cases/equipment/list.html", context)


@staff
def take_in_equipment(request: SignedInRequest) -> HttpResponse:
    form = TakeInForm(posted(request))
    job = current_employment(request.user)
    if request.method == "POST" and form.is_valid() and job:
        try:
            item = services.take_in(owner=job.organisation, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{item} is in stock.")
            return redirect("cases:stock-item", item.uid)
    return render(request, "cases/equipment/new.html", {"form": form})


def _item_or_404(request: SignedInRequest, uid: UUID) -> StockItem:
    found = with_checks(stock_of(request.user)).filter(uid=uid).first()
    if found is None:
        raise Http404("There is no such item here.")
    return found


@staff
@require_safe
def stock_item(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One item: where it is, what is due, and what was done with it. It names nobody; the case does."""
    item = _item_or_404(request, uid)
    days = due_days(item, rules_for(item, on=clock.today()))
    own = set(cases_of(request.user).filter(lines__loans__item=item).values_list("pk", flat=True))
    context = {
        "item": item,
        "due": [(kind.label, day, day < clock.today()) for kind, day in days.items()],
        "steps": [(name, step) for name, step in STEPS.items() if step.is_open(item)],
        "own": own,
    }
    return render(request, "cases/equipment/item.html", context)


@staff
def stock_step(request: SignedInRequest, uid: UUID, name: str) -> HttpResponse:
    item = _item_or_404(request, uid)
    asked = STEPS.get(name)
    if asked is None:
        raise Http404("There is no such step.")
    return form_page(
        request,
        asked.form(posted(request)),
        lambda details: asked.act(item, request.user, details),
        {"item": item, "step": asked, "is_open": asked.is_open(item)},
        template="cases/equipment/step.html",
        done=asked.done,
        to=reverse("cases:stock-item", args=[item.uid]),
    )
