"""Questions about stories."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from stories.models import Story


def uses_of(story: Story) -> list[Page]:
    """The pages that show a story, so that their editors can be told (S2). Wagtail's reference index knows them."""
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(story).filter(base_content_type=page_type)
    return list(Page.objects.filter(pk__in={int(reference.object_id) for reference in references}).order_by("title"))


def hidden_among(story_ids: Iterable[int]) -> list[Story]:
    """Those of the stories that may not be shown today."""
    return list(Story.objects.filter(pk__in=list(story_ids)).with_consent().filter(is_shown=False))
