"""The officers' pages: applications and accreditations, what each still lacks, and the decisions on them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accreditation.anomalies import open_anomalies
from accreditation.constants import Status
from accreditation.lineage import rests_on_withdrawn
from accreditation.models import AccreditationDecision, RegisterEntry, ReinstatementProposal
from accreditation.renewal import missing_for_renewal, practice_of
from accreditation.requirements import missing_for, missing_for_many
from accreditation.selectors import (
    asked_for,
    decisions_of,
    in_words,
    open_work,
    organisation_of,
    replied_since_review,
    scopes_of,
    suspension_of,
    who_may_decide,
)
from accreditation.touched import what_it_touches
from accreditation.views.verbs import VERBS, Verb, form_for, proposal_by_another, verbs_from
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role

A_PAGE = 25
officers_only = role_required(Role.ACCREDITATION_OFFICER)


@officers_only
def work(request: SignedInRequest) -> HttpResponse:
    entries = open_work()
    shown = request.GET.get("status", "")
    if shown in Status.values:
        entries = entries.in_status(shown)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    missing = missing_for_many({entry.user_id for entry in rows}, {entry.scheme for entry in rows})
    replied = replied_since_review(rows)
    withdrawn = rests_on_withdrawn([entry.pk for entry in rows])
    shown_rows = [
        {
            "entry": entry,
            "missing": missing[entry.user_id, entry.scheme_id],
            "organisation": organisation_of(entry),
            "has_replied": entry.pk in replied,
            "withdrawn": withdrawn.get(entry.pk, []),
        }
        for entry in rows
    ]
    context = {
        "page_obj": page,
        "rows": shown_rows,
        "statuses": Status.choices,
        "shown": shown,
        "anomalies": open_anomalies()[:A_PAGE],
    }
    return render(request, "accreditation/work.html", context)


def _entry(number: str) -> RegisterEntry:
    return get_object_or_404(open_work().select_related("accreditation"), number=number)


@officers_only
def accreditation(request: SignedInRequest, number: str) -> HttpResponse:
    entry = _entry(number)
    suspension = suspension_of(entry)
    context = {
        "entry": entry,
        "organisation": organisation_of(entry),
        "missing": missing_for(entry.user, entry.scheme),
        "withdrawn": rests_on_withdrawn([entry.pk]).get(entry.pk, []),
        "asked": asked_for(entry.accreditation),
        "deciders": who_may_decide(entry.accreditation) if entry.status_now is Status.APPLIED else None,
        "scopes": in_words(scopes_of(entry)),
        "decisions": decisions_of(entry.accreditation),
        "verbs": verbs_from(entry.status_now),
        "suspension": suspension,
        "proposal": suspension.proposals.first() if suspension else None,
    }
    return render(request, "accreditation/accreditation.html", context)


@officers_only
def decide(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """One decision: what it touches is said first, then the officer writes why and confirms."""
    if verb not in VERBS:
        raise Http404("No such decision.")
    entry, chosen = _entry(number), VERBS[verb]
    is_suspended = entry.status_now is Status.SUSPENDED
    proposal = proposal_by_another(entry.accreditation, request.user) if is_suspended else None
    form = form_for(chosen, entry, request.POST if request.method == "POST" else None, proposal=proposal)
    if form.is_valid():
        try:
            made = chosen.act(entry.accreditation, form, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{entry.number}, {entry.user}: {_done(made, chosen)}")
            return redirect("accreditation:accreditation", number=entry.number)
    context = {
        "form": form,
        "entry": entry,
        "slug": verb,
        "verb": chosen,
        "organisation": organisation_of(entry),
        "scopes": in_words(scopes_of(entry)),
        "touched": what_it_touches(entry, viewer=request.user) if chosen.warns else None,
        "missing": chosen.missing(entry) if chosen.missing else [],
        "practice": practice_of(entry) if chosen.missing is missing_for_renewal else None,
        "suspension": suspension_of(entry),
        "proposal": proposal,
    }
    return render(request, "accreditation/decide.html", context)


def _done(made: object, verb: Verb) -> str:
    """What became of it, in the words in which the list of decisions keeps it."""
    if isinstance(made, ReinstatementProposal):
        return "you propose to lift the suspension. Another officer must confirm it."
    words = str(made.get_kind_display()) if isinstance(made, AccreditationDecision) else verb.label
    return f"{words.lower()}. It is recorded."
