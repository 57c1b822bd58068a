"""From what a trainer types to a signature, with a sign-in between.

The draft is a row from the first save, so that a session that ends loses nothing. Asking to sign binds it to what
was shown at that moment; only exactly that can then be signed.
"""

from typing import Any

from django.db import transaction

from competencies.exceptions import EvidenceChanged
from competencies.lives import REQUEST_LIFE
from competencies.models import BlindView, Signature, SigningIntent, SignOffRequest
from competencies.records import SigningRecord, hash_of
from competencies.services.signing import require_complete, sign
from competencies.signers import refusal, refused_with_alternatives, signatures_of_round, signers_on
from competencies.visiting import require_asked
from core import clock
from core.transitions import lock
from people.authentication import Authenticated
from people.models import User


@transaction.atomic
def keep_draft(*, request: SignOffRequest, draft: dict[str, Any], by: User) -> SigningIntent:
    """Keep what a trainer has typed so far. It binds nothing, and any earlier wish to sign it is off."""
    request = _request_to_sign(request, by)
    return _write(request, draft, by)


def _write(request: SignOffRequest, draft: dict[str, Any], by: User) -> SigningIntent:
    intent, _ = SigningIntent.objects.update_or_create(
        signer=by,
        request=request,
        round=request.round,
        signature=None,
        defaults={"draft": draft, "saved_at": clock.now(), "shown_at": None, "content_hash": None},
    )
    return intent


@transaction.atomic
def prepare_to_sign(*, request: SignOffRequest, answers: SigningRecord, read_hash: str, by: User) -> SigningIntent:
    """Bind a complete record to what was read, so that a fresh authentication made from now on can sign it.

    `read_hash` is the hash of what the page showed. Every rule is asked here too, so that nobody gives a password
    only to be refused; `sign` asks them all again. Where another has signed first, what is bound is kept as it was
    written blind: from now on this trainer may read the first record.
    """
    request = _request_to_sign(request, by)
    if hash_of(request) != read_hash:
        raise EvidenceChanged("Evidence was added while you were reading. Read it again, then sign.")
    require_complete(request, answers)
    intent = _write(request, answers.as_draft(), by)
    intent.shown_at = shown_at = clock.now()
    intent.content_hash = content_hash = hash_of(request, answers)
    intent.save(update_fields=["shown_at", "content_hash"])
    for first in signatures_of_round(request)[:1]:
        written = {"record": intent.draft, "content_hash": content_hash, "written_at": shown_at}
        BlindView.objects.get_or_create(
            signer=by, first_signature=first, defaults={"first_signer": first.signer, **written}
        )
    return intent


@transaction.atomic
def sign_intent(*, intent: SigningIntent, authenticated: Authenticated) -> Signature:
    """Sign exactly what the intent is bound to, and use the intent up."""
    request = lock(SignOffRequest.objects, intent.request_id)
    intent = lock(SigningIntent.objects, intent.pk)
    if intent.shown_at is None or intent.round != request.round or intent.signature_id:
        raise EvidenceChanged("This record is no longer ready to sign. Read it again, then sign.")
    answers = SigningRecord.from_draft(intent.draft)
    if hash_of(request, answers) != intent.content_hash:
        raise EvidenceChanged("Evidence was added after you read this. Read it again, then sign.")
    intent.signature = sign(
        request=request,
        signer=intent.signer,
        criteria_met=answers.criteria_met,
        seen=answers.seen,
        agrees=answers.agrees,
        feedback=answers.feedback,
        authenticated=authenticated,
        shown_at=intent.shown_at,
    )
    intent.save(update_fields=["signature"])
    return intent.signature


def _request_to_sign(request: SignOffRequest, by: User) -> SignOffRequest:
    """The request, locked, if this person could sign it now."""
    request = lock(SignOffRequest.objects, request.pk)
    REQUEST_LIFE.require(request, "sign")
    signer = signers_on([by], clock.today())[by.pk]
    if refused := refusal(request, signer, signatures_of_round(request)):
        raise refused_with_alternatives(refused, request)
    require_asked(by, request, clock.today())
    return request
