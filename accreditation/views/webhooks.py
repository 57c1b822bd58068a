"""The webhooks of a case system: who hears of changes, what was sent, and what was not (A7)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accreditation.models import CaseSystem, WebhookDelivery, WebhookSubscription
from accreditation.views.officers import A_PAGE, officers_only
from accreditation.webhook_forms import ReplayForm, WebhookForm
from accreditation.webhooks import subscribing
from accreditation.webhooks.constants import LIFE, OVERLAP
from accreditation.webhooks.keeping import GIVEN_UP_KEPT, KEPT
from accreditation.webhooks.selectors import dead_letters, deliveries_of, in_state, standing_webhooks
from core.exceptions import Refused
from people.access import SignedInRequest
from people.models import Locality

SAID = {
    "ping": "A test is on its way.",
    "pause": "The webhook is paused. Changes are kept for it.",
    "resume": "The webhook is resumed. What was waiting is sent now.",
    "remove": "The webhook is removed. The register sends it nothing more.",
}
# These are asked about on a page of their own first.
ASKED_FIRST = frozenset({"rotate", "remove"})
SHOWN_STATES = {"": "All", "delivered": "Delivered", "waiting": "Waiting or held", "given_up": "Not delivered"}


def keepers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to whoever looks after the case system in the address; gives it to the view."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        case_system = get_object_or_404(CaseSystem.objects.select_related("organisation"), pk=pk)
        if not subscribing.may_look_after(case_system, request.user):  # type: ignore[arg-type]
            raise PermissionDenied(
                "This page is for accreditation officers and managers of the organisation that runs the case system."
            )
        return view(request, case_system, **kwargs)

    return guarded


@keepers_only
def listed(request: SignedInRequest, case_system: CaseSystem) -> HttpResponse:
    context = {"case_system": case_system, "webhooks": standing_webhooks(case_system)}
    return render(request, "accreditation/webhooks.html", context)


@never_cache
@keepers_only
def add(request: SignedInRequest, case_system: CaseSystem) -> HttpResponse:
    """The secret is on the page that answers the form, and nowhere afterwards."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            webhook, secret = subscribing.subscribe(case_system=case_system, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _show_secret(request, webhook, secret, is_new=True)
    return render(request, "accreditation/webhook_form.html", {"case_system": case_system, "form": form})


def _show_secret(request: HttpRequest, webhook: WebhookSubscription, secret: str, *, is_new: bool) -> HttpResponse:
    context = {
        "case_system": webhook.case_system,
        "webhook": webhook,
        "secret": secret,
        "is_new": is_new,
        "overlap_days": OVERLAP.days,
    }
    return render(request, "accreditation/webhook_secret.html", context)


@keepers_only
def one(request: SignedInRequest, case_system: CaseSystem, webhook: int) -> HttpResponse:
    """One webhook: how it stands, what may be done, and what was sent lately."""
    subscription = _webhook(case_system, webhook)
    form = ReplayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            sent, left = subscribing.replay_since(
                subscription=subscription, since=form.cleaned_data["since"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            rest = f" {left} later ones are left: choose a later day for them." if left else ""
            messages.success(request, f"Messages sent again: {sent}.{rest}")
            return redirect("accreditation:webhook", pk=case_system.pk, webhook=webhook)
    shown = request.GET.get("state", "")
    deliveries = in_state(deliveries_of(subscription), shown)
    places = dict(Locality.objects.filter(code__in=subscription.localities).values_list("code", "name"))
    context = {
        "case_system": case_system,
        "webhook": subscription,
        "form": form,
        "page_obj": Paginator(deliveries, A_PAGE).get_page(request.GET.get("page")),
        "states": SHOWN_STATES.items(),
        "shown": shown,
        "verbs": [verb for verb, step in LIFE.steps.items() if subscription.state in step.allowed_from],
        "localities": [places.get(code, code) for code in subscription.localities],
        "kept_days": KEPT.days,
    }
    return render(request, "accreditation/webhook.html", context)


@never_cache
@keepers_only
def act(request: SignedInRequest, case_system: CaseSystem, webhook: int, verb: str) -> HttpResponse:
    """One verb, by POST. Those that cannot be undone are asked about first."""
    subscription = _webhook(case_system, webhook)
    if verb not in {*SAID, "rotate", "replay"} or (request.method != "POST" and verb not in ASKED_FIRST):
        raise Http404("No such page.")
    if request.method != "POST":
        context = {"case_system": case_system, "webhook": subscription, "verb": verb, "overlap_days": OVERLAP.days}
        return render(request, "accreditation/webhook_confirm.html", context)
    try:
        if verb == "rotate":
            secret = subscribing.rotate(subscription=subscription, by=request.user)
            return _show_secret(request, subscription, secret, is_new=False)
        if verb == "replay":
            delivery = get_object_or_404(subscription.deliveries, message_id=request.POST.get("message", ""))
            subscribing.replay(delivery=delivery, by=request.user)
            messages.success(request, "The message is sent again.")
        else:
            getattr(subscribing, verb)(subscription=subscription, by=request.user)
            messages.success(request, SAID[verb])
    except Refused as refusal:
        messages.error(request, str(refusal))
    if verb == "remove":
        return redirect("accreditation:webhooks", pk=case_system.pk)
    return redirect("accreditation:webhook", pk=case_system.pk, webhook=webhook)


def _webhook(case_system: CaseSystem, pk: int) -> WebhookSubscription:
    return get_object_or_404(
        WebhookSubscription.objects.select_related("case_system__organisation", "created_by"),
        pk=pk,
        case_system=case_system,
    )


@officers_only
def undelivered(request: SignedInRequest) -> HttpResponse:
    """Every message that was given up, of every case system."""
    page: Any = Paginator[WebhookDelivery](dead_letters(), A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "kept_days": KEPT.days, "given_up_kept_days": GIVEN_UP_KEPT.days}
    return render(request, "accreditation/webhooks_undelivered.html", context)


@officers_only
@require_POST
def dismiss(request: SignedInRequest, message: str) -> HttpResponse:
    """Put one of them aside."""
    delivery = get_object_or_404(WebhookDelivery, message_id=message)
    try:
        subscribing.dismiss(delivery=delivery, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The message is put aside.")
    return redirect("accreditation:undelivered_webhooks")
