"""Stories for reading, and for editors the consent that each rests on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import roles_of
from stories.constants import ConsentKind
from stories.forms import ConsentForm
from stories.models import Consent, Story
from stories.selectors import uses_of
from stories.services import record_consent, withdraw_consent

ON_A_PAGE = 20


def _edits(request: SignedInRequest) -> bool:
    return not roles_of(request.user).isdisjoint({Role.EDITOR, Role.GOVERNANCE})


@login_required
def story_list(request: SignedInRequest) -> HttpResponse:
    """The stories that may be shown; editors see the others too, marked."""
    is_editor = _edits(request)
    stories = Story.objects.with_consent() if is_editor else Story.objects.shown()
    page = Paginator(stories.prefetch_related("themes"), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "stories/list.html", {"page_obj": page, "is_editor": is_editor})


@login_required
def story(request: SignedInRequest, slug: str) -> HttpResponse:
    """One story. Without consent it is not found, for editors as well: its words are not to be read (S2)."""
    told = get_object_or_404(Story.objects.shown(), slug=slug)
    trail = [(reverse("stories:list"), "Stories")]
    return render(request, "stories/story.html", {"story": told, "is_editor": _edits(request), "trail": trail})


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the teller agreed to, where the story is used, and the way to record or withdraw a consent."""
    told = get_object_or_404(Story.objects.with_consent(), slug=slug)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"kind": ConsentKind(form.cleaned_data["kind"])}
        try:
            record_consent(story=told, by=request.user, **facts)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The consent is recorded.")
            return redirect("stories:consent", slug)
    context = {
        "story": told,
        "consents": told.consents.select_related("recorded_by", "withdrawn_by"),
        "uses": uses_of(told),
        "form": form,
        "trail": [(reverse("stories:list"), "Stories")],
    }
    return render(request, "stories/consent.html", context)


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
            still_shown = Story.objects.shown().filter(slug=slug).exists()
            ending = "Another consent still holds." if still_shown else "The story is shown nowhere from this moment."
            messages.success(request, f"The consent is withdrawn. {ending}")
        return redirect("stories:consent", slug)
    trail = [
        (reverse("stories:list"), "Stories"),
        (reverse("stories:consent", args=[slug]), f"Consent for “{given.story.title}”"),
    ]
    context = {"consent": given, "story": given.story, "uses": uses_of(given.story), "trail": trail}
    return render(request, "stories/withdraw.html", context)
