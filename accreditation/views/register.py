"""The public register (A3): what anyone may know. Never why, never how to reach somebody."""

import hashlib
import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accreditation.forms import RegisterSearchForm
from accreditation.models import RegisterEntry
from accreditation.numbers import MistypedNumber, normalise
from accreditation.selectors import entry_for, in_words, organisation_of, register_search, scopes_of, status_history

A_PAGE = 25


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = RegisterSearchForm(request.GET)
    entries = register_search(**form.cleaned_data) if form.is_valid() else RegisterEntry.objects.none()
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    asked = any(value for key, value in request.GET.items() if key != "page")
    return render(request, "accreditation/register.html", {"form": form, "page_obj": page, "asked": asked})


@require_safe
def entry(request: HttpRequest, number: str) -> HttpResponse:
    try:
        kept = normalise(number)
    except MistypedNumber as error:
        return render(request, "accreditation/mistyped.html", {"problem": str(error)}, status=404)
    if kept != number:
        return redirect("accreditation:entry", number=kept)
    found = entry_for(kept)
    if found is None:
        return render(request, "accreditation/not_on_register.html", {"number": kept}, status=404)
    context = {
        "entry": found,
        "organisation": organisation_of(found),
        "scopes": in_words(scopes_of(found)),
        "history": status_history(found),
    }
    return render(request, "accreditation/entry.html", context)


@require_safe
def entry_json(request: HttpRequest, number: str) -> HttpResponse:
    """The entry as data. Its validator is a hash of what it says, since a date passing changes it too."""
    try:
        found = entry_for(normalise(number))
    except MistypedNumber as error:
        raise Http404(str(error)) from None
    if found is None:
        raise Http404("No such number is on the register.")
    body = _as_data(found)
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["ETag"] = f'"{hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32]}"'
    response["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _as_data(found: RegisterEntry) -> dict[str, Any]:
    return {
        "number": found.number,
        "name": str(found.user),
        "organisation": organisation_of(found),
        "scheme": found.scheme.name,
        "status": found.status_now,
        "conditions": found.conditions,
        "starts_at": found.starts_at.isoformat() if found.starts_at else None,
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "scopes": [
            {"tier": scope.tier, "kinds": scope.kinds, "tenures": scope.tenures, "localities": scope.localities}
            for scope in scopes_of(found)
        ],
        "history": [{"status": change.words, "from": change.at.isoformat()} for change in status_history(found)],
    }
