"""Stories for reading: found by theme, need, tenure and adaptation (S1, S3)."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from people.access import SignedInRequest
from people.selectors import roles_of
from stories.finding import StoryFilter
from stories.models import Story
from stories.permissions import EDITORS
from stories.selectors import uses_of
from stories.services import note_viewings

ON_A_PAGE = 20


@login_required
def story_list(request: SignedInRequest) -> HttpResponse:
    """The stories that may be shown; editors see the others too, marked. What is asked for stands in the address."""
    is_editor = not roles_of(request.user).isdisjoint(EDITORS)
    stories = Story.objects.with_consent() if is_editor else Story.objects.shown()
    form = StoryFilter(request.GET or None)
    found = form.narrow(stories.prefetch_related("themes", "needs"))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "is_editor": is_editor, "filter": form}
    return render(request, "stories/list.html", context)


@login_required
def story(request: SignedInRequest, slug: str) -> HttpResponse:
    """One story. Without consent it is not found, for editors as well: its words are not to be read (S2)."""
    told = get_object_or_404(Story.objects.shown(), slug=slug)
    note_viewings(user=request.user, stories=[told.pk])
    context = {
        "story": told,
        "is_editor": not roles_of(request.user).isdisjoint(EDITORS),
        "lessons": [page for page in uses_of(told) if page.live],
        "trail": [(reverse("stories:list"), "Stories")],
    }
    return render(request, "stories/story.html", context)
