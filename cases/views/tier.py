"""How complex a need is, in sentences; recording what raises it, and lowering it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import forms, services
from cases.access import line_or_404, staff
from cases.tiers import recorded_of, tier_of
from cases.views.steps import say, status_of, step
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest

NO_ITEM = "This solution is not of the catalogue. It is agreed with the person, and nobody has to authorise it."


@staff
def tier(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="tier")
    if line.adaptation is None:
        return say(request, line, NO_ITEM, heading="How complex the need is")
    form = forms.CircumstancesForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.record_circumstances(line=line, by=request.user, **form.details())
            return redirect("cases:tier", line.case.reference, line.number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
    context = {"case": line.case, "line": line, "computed": tier_of(line), "recorded": recorded_of(line), "form": form}
    return render(request, "cases/tier.html", context, status=status)


@staff
def lower_tier(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="lower-tier")
    if line.adaptation is None:
        return say(request, line, NO_ITEM, heading="Lower the tier")
    computed = tier_of(line)
    if request.method != "POST" and not computed.may_be_lowered:
        why = f"It is “{computed.tier.label.lower()}”, as the catalogue says. There is nothing to lower."
        return say(request, line, why, heading="Lower the tier")
    return step(
        request,
        line.case,
        forms.LowerTierForm(posted(request), computed=computed),
        lambda details: services.lower_tier(line=line, by=request.user, **details),
        done=f"The tier of “{line.title}” is lowered.",
        template="cases/lower_tier.html",
        line=line,
        verb="lower the tier of",
        computed=computed,
    )
