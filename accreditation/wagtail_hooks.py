"""The catalogue in the partnership's editor. A change holds for the very next answer; Wagtail keeps its history."""

from wagtail.snippets.models import register_snippet

from accreditation.models import Adaptation
from stories.wagtail_hooks import EditorialViewSet


class AdaptationViewSet(EditorialViewSet):
    model = Adaptation
    icon = "home"
    menu_label = "Adaptations"
    list_display = ["name", "code", "category", "tier", "registered_only"]
    list_filter = ["category", "tier", "registered_only"]
    search_fields = ["code", "name"]


register_snippet(AdaptationViewSet)
