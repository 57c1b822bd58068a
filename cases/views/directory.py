"""The directory of other services: looked through by staff, kept by managers (H10)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import services
from cases.access import staff
from cases.constants.directory import LISTED_SERVICE_LIFE
from cases.forms.directory import DirectoryForm, ServiceForm
from cases.forms.equipment import WordsForm
from cases.forms.provision import NothingMore
from cases.models import ListedService
from cases.selectors.directory import listed_services, suggested_by_service, suggested_by_topic, with_terms
from cases.views.steps import Filled, form_page
from core import clock
from core.forms import posted
from core.periods import months_later
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.models import User

SERVICES_ON_A_PAGE = 20
COUNTED_MONTHS = 12
keepers = role_required(Role.MANAGER)


@dataclass(frozen=True, kw_only=True)
class ListedStep:
    """What a manager does with an entry as a whole: its form, and the verb that does it."""

    heading: str
    lead: str
    button: str
    done: str
    form: Callable[[Any], Filled]
    act: Callable[[ListedService, User, dict[str, Any]], object]
    kind: str = ""


STEPS = {
    "confirm": ListedStep(
        heading="Confirm that it is right",
        lead="Ask the service first. What the entry says counts as right for another twelve months.",
        button="It is right as it stands",
        done="It is confirmed as of today.",
        form=NothingMore,
        act=lambda service, by, details: services.confirm_service(service=service, by=by),
    ),
    "retire": ListedStep(
        heading="Put it out of use",
        lead="Nobody is pointed to it any more. What was suggested to people stays as it was.",
        button="Put it out of use",
        done="It is out of use.",
        form=lambda data: WordsForm(data, label="Why"),
        act=lambda service, by, details: services.retire_service(service=service, reason=details["said"], by=by),
        kind="warning",
    ),
    "bring-back": ListedStep(
        heading="Take it into use again",
        lead="Ask the service first whether what the entry says is right.",
        button="Take it into use again",
        done="It is in use again, and confirmed as of today.",
        form=NothingMore,
        act=lambda service, by, details: services.bring_back_service(service=service, by=by),
    ),
}


@staff
@require_safe
def directory(request: SignedInRequest) -> HttpResponse:
    """Other services, narrowed by words, need, place and age."""
    form = DirectoryForm(request.GET)
    page = Paginator(listed_services(form.wanted()), SERVICES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/directory/list.html", {"form": form, "page_obj": page})


@staff
@require_safe
def listed_service(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One service, as it is told to people, and what a manager can do with the entry."""
    service = _service_or_404(uid)
    steps = [(name, step) for name, step in STEPS.items() if _is_open(service, name)]
    context = {
        "service": service,
        "words": service.as_told(),
        "steps": steps,
        "can_change": _is_open(service, "change"),
    }
    return render(request, "cases/directory/service.html", context)


@keepers
def add_to_directory(request: SignedInRequest) -> HttpResponse:
    return _written(
        request,
        ServiceForm(posted(request)),
        lambda details: services.add_service(by=request.user, **details),
        heading="Add a service",
        button="Add it",
        done="It is in the directory.",
    )


@keepers
def change_listed(request: SignedInRequest, uid: UUID) -> HttpResponse:
    service = _service_or_404(uid)
    return _written(
        request,
        ServiceForm(posted(request), initial=ServiceForm.kept(service)),
        lambda details: services.change_service(service=service, by=request.user, **details),
        heading="Change the entry",
        button="Change it",
        done="The entry is changed.",
        service=service,
    )


def _written(
    request: SignedInRequest,
    form: ServiceForm,
    act: Callable[[dict[str, Any]], ListedService],
    *,
    done: str,
    **context: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        act,
        context,
        template="cases/directory/form.html",
        done=done,
        to=lambda service: reverse("cases:listed-service", args=[service.uid]),
    )


@keepers
def listed_step(request: SignedInRequest, uid: UUID, name: str) -> HttpResponse:
    service, asked = _service_or_404(uid), STEPS.get(name)
    if asked is None:
        raise Http404("There is no such step.")
    return form_page(
        request,
        asked.form(posted(request)),
        lambda details: asked.act(service, request.user, details),
        {"service": service, "step": asked, "is_open": _is_open(service, name)},
        template="cases/directory/step.html",
        done=asked.done,
        to=reverse("cases:listed-service", args=[service.uid]),
    )


@keepers
@require_safe
def directory_counts(request: SignedInRequest) -> HttpResponse:
    """How often each service was suggested by one's own organisation in a year, and what came of it."""
    since = months_later(clock.today(), -COUNTED_MONTHS)
    context = {
        "since": since,
        "groups": [
            ("By service", suggested_by_service(request.user, since=since)),
            ("By what it is for", suggested_by_topic(request.user, since=since)),
        ],
    }
    return render(request, "cases/directory/counts.html", context)


def _service_or_404(uid: UUID) -> ListedService:
    service = with_terms(ListedService.objects.filter(uid=uid)).first()
    if service is None:
        raise Http404("There is no such service in the directory.")
    return service


def _is_open(service: ListedService, verb: str) -> bool:
    return service.state in LISTED_SERVICE_LIFE.steps[verb].allowed_from
