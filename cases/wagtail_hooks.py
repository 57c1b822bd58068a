"""The case module's dated data in the partnership's editor. No case, person or home is ever there."""

from wagtail.snippets.models import register_snippet

from cases.models import ProtectionRoute
from stories.wagtail_hooks import EditorialViewSet


class ProtectionRouteViewSet(EditorialViewSet):
    model = ProtectionRoute
    icon = "warning"
    menu_label = "Protection of adults and children"
    list_display = ["title", "nation", "locality", "telephone", "valid_from", "valid_until"]
    list_filter = ["nation", "protection"]


register_snippet(ProtectionRouteViewSet)
