"""What proves answers afterwards: one's own past answers, and the signed heads of the log for witnesses (A5)."""

import uuid

from django.http import HttpRequest, HttpResponse

from accreditation.answer_log import link_of
from accreditation.api.authenticator import authenticate
from accreditation.api.fields import number_in_address
from accreditation.api.machine import ApiError, JsonResponse, bad_request, machine_view
from accreditation.api.telling import as_json
from accreditation.case_systems import REGISTER_CHECK
from accreditation.models import Answer, AnswerBatch
from accreditation.proofs import proof_of

# A head may be kept by caches for as long as nobody would miss a new one.
FRESH = "public, max-age=10"
MOST_HEADS, MOST_WITH_DIGESTS = 500, 100


@machine_view("GET", "HEAD")
def past_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """An answer that this case system was given, as it was told, with what proves it.

    Another's answer and one that never was are the same 404.
    """
    case_system = authenticate(request, scope=REGISTER_CHECK)
    answer = None
    if wanted := _uuid(public_id):
        own = Answer.objects.select_related("batch").filter(case_system=case_system)
        answer = own.filter(public_id=wanted).first()
    if answer is None:
        raise ApiError(404, "not_found", "Your case system was given no answer with this id.")
    return JsonResponse({**as_json(answer), "proof": proof_of(answer)})


@machine_view("GET", "HEAD", cache_control=FRESH)
def heads(request: HttpRequest) -> HttpResponse:
    """The signed heads after a batch, in order; with `digests=1` also what each is the hash of."""
    after = number_in_address(request, "after", otherwise="0")
    with_digests = request.GET.get("digests", "0")
    if with_digests not in ("0", "1"):
        raise bad_request("digests must be 0 or 1.")
    batches = AnswerBatch.objects.filter(number__gt=after).order_by("number")
    if with_digests == "0":
        return JsonResponse({"heads": list(batches.values_list("signed_head", flat=True)[:MOST_HEADS])})
    page = list(batches[:MOST_WITH_DIGESTS])
    digests: dict[uuid.UUID, list[str]] = {batch.pk: [] for batch in page}
    rows = Answer.objects.filter(batch__in=digests).order_by("batch", "position").values_list("batch", "digest")
    for batch_id, digest in rows:
        digests[batch_id].append(digest)
    links = [link_of(one.number, one.previous_head, one.sealed_at, digests[one.pk]) for one in page]
    return JsonResponse({"heads": [one.signed_head for one in page], "links": links})


@machine_view("GET", "HEAD", cache_control=FRESH)
def latest_head(request: HttpRequest) -> HttpResponse:
    """The last batch of the log and its signed head; 0 and nothing while nobody has asked."""
    last = AnswerBatch.objects.order_by("-number").values("number", "signed_head").first()
    return JsonResponse({"batch": last["number"] if last else 0, "signed_head": last["signed_head"] if last else ""})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
