"""Keeping and dropping drafts of forms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from people import drafts
from people.access import SignedInRequest


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """What the browser sends while somebody types. Says whether it was kept, and whether the sign-in still holds."""
    owner = drafts.owner_of(request.POST.get(drafts.FIELD, ""))
    if owner is None:
        raise PermissionDenied("This form cannot be kept. Load the page again.")
    if not request.user.is_authenticated:
        # The middleware has kept it already for the person whose page it was.
        return JsonResponse({"is_signed_in": False}, status=401)
    if owner.user_id != request.user.pk:
        raise PermissionDenied("This page was opened by somebody else. Load it again.")
    return JsonResponse({"is_signed_in": True, "is_kept": drafts.keep(owner, request.POST)})


@login_required
@require_POST
def drop(request: SignedInRequest) -> HttpResponse:
    """Throw a draft away, and go back to its form."""
    owner = drafts.owner_of(request.POST.get(drafts.FIELD, ""))
    if owner is None or owner.user_id != request.user.pk:
        raise PermissionDenied("This draft is not yours to throw away.")
    drafts.forget(request.user, owner.key)
    messages.success(request, "What you had not sent is thrown away.")
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
