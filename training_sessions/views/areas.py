"""Demonstration areas: what is taken when, and booking one for something that is not a session (T5)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest
from training_sessions.forms import AreaForm
from training_sessions.models import AreaBooking
from training_sessions.services import book_area, cancel_area_booking
from training_sessions.views.arranging import scheduler_required
from training_sessions.views.finding import ON_A_PAGE, trail


@scheduler_required
def areas(request: SignedInRequest) -> HttpResponse:
    form = AreaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            book_area(area=values["area"], purpose=values["purpose"], by=request.user, **form.times)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{values['area'].name} is booked.")
            return redirect("training_sessions:areas")
    taken = (
        AreaBooking.objects.live()
        .filter(ends_at__gt=clock.now())
        .select_related("area__place", "booked_by", "session_date__session__module_version")
        .defer("session_date__session__module_version__content")
    )
    page = Paginator(taken, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "training_sessions/areas.html", {"form": form, "page_obj": page, "trail": trail()})


@require_POST
@scheduler_required
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    booking = get_object_or_404(AreaBooking.objects.select_related("area__place", "session_date"), pk=pk)
    cancel_area_booking(booking=booking, by=request.user)
    messages.success(request, f"{booking.area.name} is free at that time.")
    if booking.session_date:
        return redirect("training_sessions:arrange", booking.session_date.session_id)
    return redirect("training_sessions:areas")
