"""Observations: starting one, writing on one's own sheet with or without a signal, finishing it (C2)."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from competencies.constants import NOTE_LENGTH, SIGNED_LEVELS, EvidenceKind, SheetState, Verdict
from competencies.models import Competency, ObservationRecord, ObservationSheet
from competencies.observation_forms import FinishForm, PersonForm, StartForm, notes_from
from competencies.observing import grid_of, may_read_records, proposals_for, sheets_of
from competencies.progress import my_competencies
from competencies.selectors import framework_in_force
from competencies.services import finish_observation, keep_notes, offer_evidence, start_observation
from competencies.sources import source_of
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.models import User
from training_sessions.models import SessionDate
from training_sessions.selectors.teaching import people_of

ON_A_PAGE = 20


@require_safe
@role_required(Role.TRAINER)
def observations(request: SignedInRequest) -> HttpResponse:
    """A trainer's own sheets: to write on, and finished."""
    page = Paginator(sheets_of(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "competencies/observations/list.html", {"page_obj": page})


@role_required(Role.TRAINER)
def start(request: SignedInRequest, date_pk: int | None = None) -> HttpResponse:
    """Start one: of the people of a session's date that the trainer leads, or of anybody."""
    date = _led_date(request.user, date_pk) if date_pk else None
    attendees = people_of(date) if date else None
    choices = _observable()
    initial: dict[str, object] = {"observed_on": clock.today()}
    if date:
        of_module = [one for one in choices if one.module_id == date.session.module_version.module_id]
        initial = {"competencies": [str(one.pk) for one in of_module]}
    posted = request.POST if request.method == "POST" else None
    form = StartForm(choices, posted, attendees=attendees, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = [one for one in choices if str(one.pk) in values["competencies"]]
        try:
            made = start_observation(
                people=form.people,
                competencies=chosen,
                observed_on=localtime(date.starts_at).date() if date else values["observed_on"],
                place=date.session.place.name if date else values["place"],
                colleague=date.pair.other_than(request.user.pk) if date else form.with_trainer,
                session_date=date,
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("competencies:observation", pk=made.pk)
    return render(request, "competencies/observations/start.html", {"form": form, "date": date})


@login_required
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The trainer's own sheet to write on; once it is finished, what they and the other trainer saw."""
    own = _own_sheet(request.user, pk)
    if own.state == SheetState.FINISHED:
        records = may_read_records(request.user).filter(observation=pk)
        others = own.observation.sheets.exclude(pk=own.pk).select_related("trainer")
        context = {"sheet": own, "records": records, "others": others}
        return render(request, "competencies/observations/finished.html", context)
    if request.method == "POST":
        return _save_person(request, own)
    return _show(request, own)


@require_safe
@login_required
def offline(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same sheet without any notes: the copy that a phone keeps to open where there is no signal."""
    return _show(request, _own_sheet(request.user, pk), blank=True)


@require_POST
def notes(request: HttpRequest, pk: int) -> JsonResponse:
    """Take what a device sends, and answer what is here. 401 asks it to wait until its owner has signed in again."""
    if not isinstance(request.user, User):
        return JsonResponse({"words": "You have been signed out."}, status=401)
    try:
        sheet_pk, typed = notes_from(request.body)
    except ValueError as error:
        return JsonResponse({"words": str(error)}, status=400)
    own = get_object_or_404(ObservationSheet, pk=sheet_pk, observation=pk, trainer=request.user)
    try:
        have = keep_notes(sheet=own, notes=typed, by=request.user)
    except Refused as refused:
        return JsonResponse({"words": str(refused)}, status=409)
    torn = [cell for row in grid_of(own) for cell in row.cells if cell.is_in_conflict]
    others = [
        {"person": cell.person.pk, "criterion": cell.criterion.pk, "words": note.text or note.get_verdict_display()}
        for cell in torn
        for note in cell.standing
        if str(note.uuid) not in have
    ]
    return JsonResponse({"have": have, "others": others, "at": f"{localtime(clock.now()):%H:%M}"})


@login_required
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read through what was written, and make it the record."""
    own = _own_sheet(request.user, pk)
    if own.state == SheetState.FINISHED:
        return redirect("competencies:observation", pk=pk)
    rows = grid_of(own)
    form = FinishForm(rows, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            finish_observation(sheet=own, proposed=form.ids(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Finished. Everybody you wrote about can read what you saw of them.")
            return redirect("competencies:observation", pk=pk)
    context = _device(own, request.user) | {"rows": rows, "form": form}
    return render(request, "competencies/observations/finish.html", context)


@require_safe
@login_required
def observed(request: SignedInRequest) -> HttpResponse:
    """What trainers saw of whoever is reading, and what they propose as evidence."""
    records = ObservationRecord.objects.filter(person=request.user).select_related("trainer", "observation")
    page = Paginator(records.order_by("-finished_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "proposals": proposals_for(request.user, _takes_evidence(request.user))}
    return render(request, "competencies/observations/observed.html", context)


@require_POST
@login_required
def accept(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """One tap: offer an observation that a trainer proposes."""
    found = [
        one
        for one in proposals_for(request.user, _takes_evidence(request.user))
        if (one.record.observation_id, one.competency.code) == (pk, code)
    ]
    source = source_of(request.user, EvidenceKind.OBSERVED_PRACTICE, pk) if found else None
    if source is None:
        raise Http404
    try:
        offer_evidence(
            competency=found[0].competency,
            kind=source.kind,
            shows=f"{source.words}. What they saw of {code} is in their records.",
            source=source,
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Your evidence for {code} is with the trainers.")
    return redirect("competencies:observed")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its place in the addresses limits it to observations."""
    return render(request, "competencies/observations/worker.js", content_type="text/javascript")


def _own_sheet(user: User, pk: int) -> ObservationSheet:
    """The trainer's own sheet of an observation; whoever has none does not find it."""
    return get_object_or_404(ObservationSheet.objects.select_related("observation"), observation=pk, trainer=user)


def _led_date(user: User, pk: int) -> SessionDate:
    dates = SessionDate.objects.led_by(user.pk).select_related(
        "session__module_version", "session__place", "pair__first_trainer", "pair__second_trainer"
    )
    return get_object_or_404(dates.defer("session__module_version__content"), pk=pk)


def _observable() -> list[Competency]:
    """What may be watched: the competencies of the framework in force that trainers sign off."""
    found = Competency.objects.filter(framework=framework_in_force(), level__in=SIGNED_LEVELS)
    return list(found.select_related("framework"))


def _takes_evidence(user: User) -> list[Competency]:
    return [row.competency for domain in my_competencies(user) for row in domain.rows if row.may_offer]


def _device(own: ObservationSheet, user: User) -> dict[str, object]:
    """What the script of a sheet's pages is told."""
    return {"sheet": own, "observation": own.observation, "verdicts": Verdict.choices, "person": user}


def _show(request: SignedInRequest, own: ObservationSheet, *, blank: bool = False) -> HttpResponse:
    context = _device(own, request.user) | {
        "rows": grid_of(own, blank=blank),
        "page": uuid4(),
        "note_length": NOTE_LENGTH,
        "others": own.observation.sheets.exclude(pk=own.pk).select_related("trainer"),
    }
    return render(request, "competencies/observations/sheet.html", context)


def _save_person(request: SignedInRequest, own: ObservationSheet) -> HttpResponse:
    """One person's part, sent as a plain form."""
    rows = {str(row.person.pk): row for row in grid_of(own)}
    row = rows.get(request.POST.get("person", ""))
    if row is None:
        raise Http404
    form = PersonForm(row, request.POST)
    if not form.is_valid():
        messages.error(request, f"Not saved: a note may have up to {NOTE_LENGTH} characters.")
        return _show(request, own)
    try:
        keep_notes(sheet=own, notes=form.notes(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Saved: {row.person}.")
    return redirect(f"{reverse('competencies:observation', args=[own.observation_id])}#person-{row.person.pk}")
