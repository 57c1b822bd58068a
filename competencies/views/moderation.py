"""Two trainers disagreed: a third reads both records side by side and decides how it goes on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from competencies.comparing import side_by_side, with_records
from competencies.constants import ModerationOutcome
from competencies.forms import ModerationForm
from competencies.models import Moderation, Signature, SignOffRequest
from competencies.moderators import moderation_rows, requests_in_moderation, who_could_moderate
from competencies.records import SigningRecord
from competencies.selectors import STANDING_EVIDENCE
from competencies.services import moderate as moderate_request
from competencies.views.made import OVERSEERS
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import roles_of

ON_A_PAGE = 25


@require_safe
@role_required(Role.TRAINER)
def in_moderation(request: SignedInRequest) -> HttpResponse:
    """Requests about which two trainers disagree, each with whether this trainer may moderate and, if not, why."""
    page = Paginator(requests_in_moderation(), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = moderation_rows(list(page.object_list), request.user)
    return render(request, "competencies/in_moderation.html", {"rows": rows, "page_obj": page})


@role_required(Role.TRAINER)
def moderate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both records and the decision; then the decision once more, to confirm. Who may not moderate sees no record."""
    asked = get_object_or_404(
        requests_in_moderation().prefetch_related(STANDING_EVIDENCE, "competency__criteria"), pk=pk
    )
    [row] = moderation_rows([asked], request.user)
    if row.problem:
        context = {"row": row, "others": who_could_moderate(asked), "act": "moderate"}
        return render(request, "competencies/may_not_sign.html", context)
    form = ModerationForm(request.POST if request.method == "POST" else None)
    template = "competencies/moderate.html"
    if request.method == "POST" and form.is_valid() and request.POST.get("action") != "change":
        template = "competencies/moderate_confirm.html"
        if request.POST.get("action") == "decide":
            try:
                moderation = moderate_request(request=asked, by=request.user, **form.cleaned_data)
            except Refused as refused:
                template = "competencies/moderate.html"
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"Decided. {asked.user} and both signers are told.")
                return redirect("competencies:moderated", pk=moderation.pk)
    signatures = with_records(Signature.objects.filter(request=asked, round=asked.round)).order_by("position")
    context = {"asked": asked, "form": form, **_both(asked, list(signatures))}
    if template.endswith("confirm.html"):
        context["outcome"] = ModerationOutcome(form.cleaned_data["outcome"])
    return render(request, template, context)


@require_safe
@login_required
def moderated(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a moderator decided and why. The person reads that; signers and overseers read both records too."""
    moderations = Moderation.objects.select_related("moderator", "request__user", "request__competency", "referral")
    decided = get_object_or_404(moderations, pk=pk)
    trainers = {decided.moderator_id, decided.first_signer_id, decided.second_signer_id}
    reads_records = request.user.pk in trainers or bool(roles_of(request.user) & OVERSEERS)
    is_theirs = request.user.pk == decided.person_id
    if not (is_theirs or reads_records):
        raise Http404
    context: dict[str, object] = {"moderation": decided, "is_trainer": request.user.pk in trainers}
    if reads_records and not is_theirs:
        pair = Signature.objects.filter(pk__in=[decided.first_signature_id, decided.second_signature_id])
        context |= _both(decided.request, list(with_records(pair).order_by("position")))
    return render(request, "competencies/moderated.html", context)


def _both(asked: SignOffRequest, signatures: list[Signature]) -> dict[str, object]:
    records = [(str(signature.signer), SigningRecord.of(signature), None) for signature in signatures]
    return {"signatures": signatures, "compared": side_by_side(list(asked.competency.criteria.all()), records)}
