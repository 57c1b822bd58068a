"""Who opens the panel's pages: those who sit on it today. A private tie to the person shuts that person's pack."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from audit.services import record
from cases.models import PanelMeeting, PanelReferral
from cases.selectors import READ
from cases.selectors.panel import is_tied, seat_of, with_pack
from people.access import SignedInRequest

View = Callable[..., HttpResponse]


def on_the_panel(view: View) -> View:
    """Open a view to those who sit on the panel today; others get 403 with words, strangers the sign-in page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if seat_of(request.user) is None:  # type: ignore[arg-type]
            raise PermissionDenied("This page is for those who sit on the Complex Cases Panel today.")
        return view(request, *args, **kwargs)

    return guarded


def meeting_or_404(token: str) -> PanelMeeting:
    try:
        return PanelMeeting.objects.get(token=token)
    except PanelMeeting.DoesNotExist:
        raise Http404("There is no such meeting.") from None


def referral_or_404(request: SignedInRequest, token: str) -> PanelReferral:
    """The referral with its pack, for a page that shows it. That it was read is written down (R1)."""
    try:
        referral = with_pack(PanelReferral.objects.all()).get(token=token)
    except PanelReferral.DoesNotExist:
        raise Http404("There is no such referral.") from None
    if is_tied(request.user, referral):
        raise PermissionDenied("You told us of a private tie to the person, so you do not read this.")
    with transaction.atomic():
        record(READ, referral.case, by=request.user, detail={"page": "panel-pack"})
    return referral
