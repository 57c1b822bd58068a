"""The public register (A3): what anyone may know. Never why, never how to reach somebody."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from accreditation.asked_again import ask_each_time, etag_of_data, etag_of_page, is_stranger
from accreditation.models import RegisterEntry
from accreditation.numbers import MistypedNumber, normalise
from accreditation.public import as_public, details_of, entry_for, places_among, register_search, shown
from accreditation.register_forms import RegisterSearchForm
from accreditation.said import PublicEntry
from accreditation.selectors import scopes_of, status_history
from accreditation.views.limits import limited
from core import clock
from core.paging import CappedPaginator

A_PAGE = 25


@require_safe
@limited
def search(request: HttpRequest) -> HttpResponse:
    form = RegisterSearchForm(request.GET)
    entries = register_search(**form.cleaned_data) if form.is_valid() else RegisterEntry.objects.none()
    page = CappedPaginator(entries, A_PAGE).get_page(request.GET.get("page"))
    said = shown(page.object_list)  # type: ignore[arg-type]
    places = places_among(said)
    asked = {key for key, value in request.GET.items() if value and key in form.fields}
    context = {
        "form": form,
        "page_obj": page,
        "rows": [{"entry": entry, "places": places[entry.number]} for entry in said],
        "asked": asked,
        "narrowed": asked - {"text"},
    }
    response = render(request, "accreditation/register.html", context)
    # A search holds a name that somebody typed: no cache keeps it, and no search engine lists it.
    patch_cache_control(response, no_store=True)
    if asked:
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@limited
def entry(request: HttpRequest, number: str) -> HttpResponse:
    try:
        kept = normalise(number)
    except MistypedNumber as error:
        return render(request, "accreditation/mistyped.html", {"problem": str(error)}, status=HTTPStatus.NOT_FOUND)
    if kept != number:
        return redirect("accreditation:entry", number=kept)
    found = entry_for(kept)
    if found is None:
        return render(request, "accreditation/not_on_register.html", {"number": kept}, status=HTTPStatus.NOT_FOUND)
    said = as_public(found)
    context = {"entry": said, "details": details_of(found), "now": clock.now()}
    response = render(request, "accreditation/entry.html", context)
    if is_stranger(request):
        return ask_each_time(response, etag_of_page(said), is_data=False)
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_safe
@limited
def entry_json(request: HttpRequest, number: str) -> HttpResponse:
    """The entry as data (docs/api.md names each field)."""
    try:
        found = entry_for(normalise(number))
    except MistypedNumber as error:
        return _no_such("mistyped_number", str(error))
    if found is None:
        return _no_such("not_on_register", "No such number is on the register.")
    said = as_public(found)
    response = JsonResponse(as_data(found, said), json_dumps_params={"ensure_ascii": False})
    return ask_each_time(response, etag_of_data(said), is_data=True)


def _no_such(code: str, message: str) -> JsonResponse:
    return JsonResponse({"error": code, "message": message}, status=HTTPStatus.NOT_FOUND)


def as_data(found: RegisterEntry, said: PublicEntry) -> Mapping[str, Any]:
    return {
        "number": said.number,
        "name": said.name or None,
        "is_name_withheld": said.is_name_withheld,
        "organisation": said.organisation or None,
        "scheme": said.scheme,
        "status": said.status.value,
        "status_in_words": said.status_words,
        "conditions": said.conditions,
        "starts_at": said.starts_at.isoformat(),
        "valid_until": said.valid_until.isoformat(),
        "scopes": [
            {
                "tier": scope.tier,
                "kinds": scope.kinds,
                "tenures": scope.tenures,
                "localities": scope.localities,
                "valid_until": scope.valid_until.isoformat() if scope.valid_until else None,
            }
            for scope in scopes_of(found)
        ],
        "history": [{"status": change.words, "from": change.at.isoformat()} for change in status_history(found)],
    }
