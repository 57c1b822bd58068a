"""What the pages of concerns and of serious incidents share. For whoever may not read one there is no such page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control

from audit.services import record as write_event
from cases.concern_address import case_behind
from cases.models import Case
from cases.models.restricted import RestrictedRecord
from cases.notices import address_of
from cases.selectors.restricted import may_read, readable, readers_of, their_own_words
from cases.views.steps import Filled, kept_draft, status_of
from core.exceptions import Refused
from core.forms import posted
from people import drafts
from people.access import SignedInRequest
from people.models import User
from people.selectors import current_employment, organisations_where

R = TypeVar("R", bound=RestrictedRecord)
ON_A_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """One step of a record: its words, its form, and the verb that it does."""

    heading: str
    button: str
    form: Callable[..., Filled]
    act: Callable[..., object]
    lead: str = ""
    is_for_reporters: bool = False


def kept_close(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For people who sign in; nothing of the page stays in a browser or between."""

    @cache_control(private=True, no_store=True)
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return guarded


def about_case(request: SignedInRequest) -> Case | None:
    """The case whose page somebody came from; None outside any case. Nothing is written down."""
    sealed = request.GET.get("about", "")
    return case_behind(sealed, request.user) if sealed else None


def record_or_404(request: SignedInRequest, model: type[R], token: str) -> R:
    """The record, for its readers and for whoever reported it as long as nobody took it on.

    That it was read is written down with the record itself, never with the case.
    """
    found = model._default_manager.select_related(
        "organisation",
        "case__organisation",
        "case__person",
        "case__home__locality",
        "reported_by",
        "taken_on_by",
        "closed_by",
        "kept_from",
    )
    record = found.filter(token=token).first()
    if record is None or not (may_read(record, request.user) or their_own_words(record, request.user)):
        raise Http404("There is no such page.")
    with transaction.atomic():
        write_event(f"cases.{model._meta.model_name}_read", record, by=request.user)
    return record


def show_list(request: SignedInRequest, model: type[R], template: str) -> HttpResponse:
    """The records of one's organisations, newest first; those of them that are open, unless all are asked for."""
    if not organisations_where(request.user, *model.READERS):
        raise Http404("There is no such page.")
    found = readable(model, request.user).select_related("organisation", "case", "reported_by", "taken_on_by")
    shown = request.GET.get("show", "open")
    if shown != "all":
        found = found.filter(state__in=model.OPEN)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"page_obj": page, "shown": "all" if shown == "all" else "open"})


def show_record(
    request: SignedInRequest, model: type[R], token: str, template: str, steps: dict[str, StepPage]
) -> HttpResponse:
    record = record_or_404(request, model, token)
    is_reader = may_read(record, request.user)
    possible = [
        (name, page)
        for name, page in steps.items()
        if record.state in record.LIFE.steps[name.replace("-", "_")].allowed_from
        and (is_reader or page.is_for_reporters)
    ]
    context = {
        "record": record,
        "is_reader": is_reader,
        "entries": record.entries.select_related("told_by", "by"),  # type: ignore[attr-defined]
        "readers": readers_of(record),
        "steps": possible,
    }
    return render(request, template, context)


def report(
    request: SignedInRequest,
    model: type[RestrictedRecord],
    form_class: Callable[..., Filled],
    act: Callable[..., RestrictedRecord],
    **context: Any,
) -> HttpResponse:
    """The form, and once it is sent its record. A refusal keeps what was typed."""
    case, by = about_case(request), request.user
    form = form_class(posted(request), case=case, readers=_readers_where(model, case, by), by=by)
    # Of each case apart: what was typed about one person is never offered for another.
    draft = kept_draft(request, form, f"{model._meta.model_name}:{case.pk if case else ''}")
    if request.method == "POST" and form.is_valid():
        try:
            made = act(by=by, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.forget(request.user, draft["draft_key"])
            return redirect(address_of(made))
    about = request.GET.get("about", "") if case else ""
    context |= draft | {"form": form, "about_case": case, "about": about}
    return render(request, "cases/restricted/report.html", context)


def _readers_where(model: type[RestrictedRecord], case: Case | None, by: User) -> Any:
    """Who would read what somebody reports today."""
    job = current_employment(by)
    if job is None:
        return User.objects.none()
    return readers_of(model(organisation=case.organisation if case else job.organisation))


def take_step(
    request: SignedInRequest, model: type[R], token: str, step: str, steps: dict[str, StepPage]
) -> HttpResponse:
    """One step: its form, and once it is sent the record again."""
    record = record_or_404(request, model, token)
    page = steps.get(step)
    if page is None or not (may_read(record, request.user) or page.is_for_reporters):
        raise Http404("There is no such page.")
    typed = request.POST if request.method == "POST" else None
    form = page.form(typed, record=record) if step == "tell" else page.form(typed)
    draft = kept_draft(request, form, f"step:{request.path}")
    status = 200
    try:
        record.LIFE.require(record, step.replace("-", "_"))
        if request.method == "POST" and form.is_valid():
            page.act(record=record, by=request.user, **form.details())
            drafts.forget(request.user, draft["draft_key"])
            return redirect(address_of(record))
    except Refused as refusal:
        if request.method != "POST":
            return redirect(address_of(record))
        form.is_valid()
        form.add_error(None, str(refusal))
        status = status_of(refusal)
    context = draft | {"record": record, "page": page, "form": form, "back": address_of(record)}
    return render(request, "cases/restricted/step.html", context, status=status)
