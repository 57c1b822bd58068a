"""For editors: who is in a story, what each agreed to, what is missing before it is shown (S2)."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest, role_required
from people.constants import Role
from stories.constants import ConsentKind, Part, Use
from stories.forms import AppearanceForm, ConsentForm, WordingForm
from stories.models import Appearance, Consent, ConsentWording, Story
from stories.selectors import gaps_of, uses_of
from stories.services import (
    end_appearance,
    make_wording,
    note_appearance,
    publish_story,
    record_consent,
    withdraw_consent,
)

TRAIL = "Stories"


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is missing, who agreed to what, where the story is used; and the form for one more consent."""
    told = get_object_or_404(Story.objects.with_consent(), slug=slug)
    form = ConsentForm(told, posted(request), initial=_today())
    if request.method == "POST" and told.made_for_training:
        return _confirm_invented(request, told)
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(story=told, kind=ConsentKind.PERSON, by=request.user, **form.facts())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The consent is recorded.")
            return redirect("stories:consent", slug)
    return _page(request, told, form=form, appearance_form=AppearanceForm())


def _today() -> dict[str, Any]:
    return {"valid_from": clock.today(), "uses": [Use.TRAINING]}


def _page(request: HttpRequest, told: Story, *, form: ConsentForm, appearance_form: AppearanceForm) -> HttpResponse:
    draft = told.get_latest_revision_as_object()
    context = {
        "story": told,
        "draft_differs": told.live and draft.digest() != told.content_digest,
        "gaps": gaps_of(draft),
        "appearances": told.appearances.current(),
        "consents": told.consents.select_related("recorded_by", "withdrawn_by", "wording", "appearance"),
        "draft_digest": draft.digest(),
        "versions": told.versions.annotate(seen_by=Count("viewings")),
        "uses": uses_of(told),
        "form": form,
        "appearance_form": appearance_form,
        "has_wording": ConsentWording.objects.exists(),
        "trail": [(reverse("stories:list"), TRAIL)],
    }
    return render(request, "stories/consent.html", context)


def _confirm_invented(request: SignedInRequest, told: Story) -> HttpResponse:
    try:
        record_consent(
            story=told,
            kind=ConsentKind.MADE_FOR_TRAINING,
            given_by=str(request.user),
            uses=[Use.TRAINING],
            valid_from=clock.today(),
            by=request.user,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is on record that the story was made for training.")
    return redirect("stories:consent", told.slug)


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_POST
def appearance(request: SignedInRequest, slug: str) -> HttpResponse:
    """Note somebody who is in the story."""
    told = get_object_or_404(Story.objects.with_consent(), slug=slug)
    form = AppearanceForm(request.POST)
    if not form.is_valid():
        return _page(request, told, form=ConsentForm(told, initial=_today()), appearance_form=form)
    try:
        note_appearance(
            story=told, name=form.cleaned_data["name"], part=Part(form.cleaned_data["part"]), by=request.user
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{form.cleaned_data['name']} is noted. The story is shown once they have agreed.")
    return redirect("stories:consent", slug)


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Asks once more, since afterwards nobody asks this person."""
    person = get_object_or_404(Appearance.objects.current().select_related("story"), pk=pk, story__slug=slug)
    if request.method == "POST":
        try:
            end_appearance(appearance=person, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{person.name} is no longer in the story.")
        return redirect("stories:consent", slug)
    return render(request, "stories/end_appearance.html", {"person": person, "trail": _trail(person.story)})


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_POST
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    told = get_object_or_404(Story, slug=slug)
    try:
        publish_story(story=told, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The story is published.")
    return redirect("stories:consent", slug)


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Asks once more, saying what will vanish, and withdraws."""
    given = get_object_or_404(Consent.objects.select_related("story"), pk=pk, story__slug=slug)
    if request.method == "POST":
        try:
            withdraw_consent(consent=given, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                "The consent is withdrawn. The story is shown nowhere from this moment. The editors of what used it "
                "are told by e-mail.",
            )
        return redirect("stories:consent", slug)
    context = {"consent": given, "story": given.story, "uses": uses_of(given.story), "trail": _trail(given.story)}
    return render(request, "stories/withdraw.html", context)


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: SignedInRequest) -> HttpResponse:
    """Every wording that was put to people, and the way to make a new one."""
    form = WordingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = make_wording(text=form.cleaned_data["text"], by=request.user)
        messages.success(
            request, f"Wording {made.version} is kept. Those who agreed to another one agreed to that one."
        )
        return redirect("stories:wording")
    context = {"form": form, "wordings": ConsentWording.objects.all(), "trail": [(reverse("stories:list"), TRAIL)]}
    return render(request, "stories/wording.html", context)


def _trail(told: Story) -> list[tuple[str, str]]:
    return [(reverse("stories:list"), TRAIL), (reverse("stories:consent", args=[told.slug]), f"Consent for “{told}”")]
