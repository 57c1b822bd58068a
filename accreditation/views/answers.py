"""The officers' pages of past answers: who asked what, what was answered, and whether it is proved (A5)."""

import uuid

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accreditation.asked_for import asked_for
from accreditation.past_answers import LOOKED_AT, in_words, past_answers
from accreditation.portfolio import keys_address
from accreditation.proofs import proof_of
from accreditation.register_forms import AnswerSearchForm
from accreditation.views.officers import A_PAGE, officers_only
from core.paging import CappedPaginator
from people.access import SignedInRequest


@officers_only
@require_safe
def answers(request: SignedInRequest) -> HttpResponse:
    form = AnswerSearchForm(request.GET if {"about", "asker"} & set(request.GET) else None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = past_answers(**wanted) if wanted or not form.is_bound else past_answers().none()
    paginator = CappedPaginator(found, A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": in_words(list(page.object_list)),
        "most": paginator.most if paginator.is_capped else None,
        "looked_at": LOOKED_AT if wanted.get("asker") and not wanted.get("about") else None,
        "is_asked": any(wanted.values()),
    }
    return render(request, "accreditation/answers.html", context)


@officers_only
@require_safe
def answer(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(past_answers(about=public_id))
    context = {
        "row": in_words([found])[0],
        "keys_at": keys_address(),
        "asked_for": asked_for(found, viewer=request.user),
    }
    return render(request, "accreditation/answer.html", context)


@officers_only
@require_safe
def proof(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The proof as a file, for whoever has to be shown it. `manage.py verify_proof` checks it."""
    found = get_object_or_404(past_answers(about=public_id))
    file = {"register": settings.REGISTER_ISSUER, "keys": keys_address(), "proof": proof_of(found)}
    name = f"answer-{found.public_id}.json"
    return JsonResponse(
        file, json_dumps_params={"indent": 1}, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
