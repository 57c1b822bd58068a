"""Gives out film, sound, captions and transcripts: to people who are signed in, while everybody agrees (S2)."""

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.db.models import Max
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core import clock
from core.uploads import extension_of
from people.access import SignedInRequest
from stories.models import Consent, Recording
from stories.ranges import Validators, respond

POSTERS = {"png": "image/png", "webp": "image/webp", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


def _shown(slug: str) -> Recording:
    """Asked at every request: without consent there is no such recording, whatever a browser holds."""
    return get_object_or_404(Recording.objects.shown().select_related("story"), slug=slug)


def _validators(recording: Recording, part: str) -> Validators:
    """They change with the file, with its words, and with every consent given, withdrawn or ended."""
    holding = Consent.objects.holding(clock.today()).filter(story=recording.story_id)
    facts = [
        recording.digest,
        part,
        recording.story.content_digest,
        *map(str, sorted(holding.values_list("pk", flat=True))),
    ]
    latest: dict[str, Any] = Consent.objects.filter(story=recording.story_id).aggregate(
        given=Max("recorded_at"), withdrawn=Max("withdrawn_at")
    )
    times = [recording.created_at, *(time for time in latest.values() if time)]
    return Validators(etag=f'"{hashlib.sha256("|".join(facts).encode()).hexdigest()[:32]}"', last_modified=max(times))


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    """A browser may keep it and must ask each time; nobody else keeps it. Nothing in it is run or guessed at."""
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _file(request: SignedInRequest, recording: Recording, file: File, content_type: str) -> HttpResponseBase:
    validators = _validators(recording, file.name or "")
    return _guarded(respond(request, file, content_type=content_type, validators=validators))


@login_required
@require_safe
def recording(request: SignedInRequest, slug: str) -> HttpResponseBase:
    shown = _shown(slug)
    return _file(request, shown, _opened(shown.file), shown.content_type)


@login_required
@require_safe
def poster(request: SignedInRequest, slug: str) -> HttpResponseBase:
    shown = _shown(slug)
    if not shown.thumbnail:
        raise Http404
    return _file(request, shown, _opened(shown.thumbnail), POSTERS[extension_of(shown.thumbnail)])


def _opened(file: Any) -> File:
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error


@login_required
@require_safe
def captions(request: SignedInRequest, slug: str) -> HttpResponseBase:
    shown = _shown(slug)
    if not shown.captions:
        raise Http404
    return _guarded(HttpResponse(shown.captions, content_type="text/vtt; charset=utf-8"))


@login_required
@require_safe
def transcript(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """The transcript as a file to keep."""
    shown = _shown(slug)
    headers = {"Content-Disposition": f'attachment; filename="{shown.slug}.txt"'}
    text = f"{shown.title}\n\n{shown.transcript}\n"
    return _guarded(HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers))
