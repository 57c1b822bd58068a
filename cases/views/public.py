"""Asking for help without an account (H1 5.1 f, I3)."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from cases import selectors, services
from cases.constants.referrals import Door
from cases.forms.public import TRAP, AskForHelpForm
from cases.models import Referral
from core.forms import posted
from people.models import Organisation
from people.rates import place_in_window, seconds_left

# One address may look and check this often in a minute, and send this often in an hour: a library or a ward shares one.
A_MINUTE, LOOKED = 60, 60
AN_HOUR, SENT = 3600, 10


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_help(request: HttpRequest) -> HttpResponse:
    """Fill in, check, send. What is typed travels with the form and is kept nowhere until it is sent."""
    if place_in_window(request, purpose="help-looked", window=A_MINUTE) > LOOKED:
        return _too_often(request, A_MINUTE)
    form = AskForHelpForm(posted(request))
    is_open = selectors.has_front_door()
    if request.method != "POST" or not form.is_valid() or request.POST.get("action") == "change":
        return _private(render(request, "cases/help/ask.html", _asking(form, is_open=is_open)))
    if request.POST.get("action") != "send":
        context = {"summary": form.summary(), "typed": _typed(request), "form": form}
        return _private(render(request, "cases/help/check.html", context))
    return _send(request, form)


def _send(request: HttpRequest, form: AskForHelpForm) -> HttpResponse:
    if form.is_by_a_machine:
        # A machine is told what a person is told, and nothing is written.
        return _private(render(request, "cases/help/asked.html", {"reference": services.new_reference()}))
    if place_in_window(request, purpose="help-sent", window=AN_HOUR) > SENT:
        return _too_often(request, AN_HOUR)
    to = selectors.front_door(form.cleaned_data["locality"])
    if to is None:
        return _private(render(request, "cases/help/ask.html", _asking(form, is_open=False)))
    referral = services.ask_for_help(**form.details(), to=to)
    return redirect("help:asked", referral.reference)


@require_safe
def asked(request: HttpRequest, reference: str) -> HttpResponse:
    """The reference, which says nothing about the person, and what happens next."""
    referral = Referral.objects.filter(reference=reference, door=Door.PUBLIC).select_related("organisation").first()
    if referral is None:
        raise Http404("There is no such reference.")
    context = {"reference": referral.reference, "organisation": referral.organisation}
    return _private(render(request, "cases/help/asked.html", context))


def _asking(form: AskForHelpForm, *, is_open: bool) -> dict[str, object]:
    contacts = Organisation.objects.ours().exclude(contact_phone="")
    return {"form": form, "is_open": is_open, "trap": TRAP, "contacts": contacts}


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    left_out = {"csrfmiddlewaretoken", "action"}
    return [(name, value) for name in request.POST if name not in left_out for value in request.POST.getlist(name)]


def _too_often(request: HttpRequest, window: int) -> HttpResponse:
    response = render(request, "cases/help/too_often.html", {"minutes": max(1, seconds_left(window) // 60)})
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response["Retry-After"] = str(seconds_left(window))
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex" if response.status_code != HTTPStatus.OK else "noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response
