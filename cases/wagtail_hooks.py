"""The case module's dated data in the partnership's editor. No case, person or home is ever there."""

from wagtail.snippets.models import register_snippet

from cases.models import ComplaintProcedure, ProtectionRoute
from stories.wagtail_hooks import EditorialViewSet


class ProtectionRouteViewSet(EditorialViewSet):
    model = ProtectionRoute
    icon = "warning"
    menu_label = "Protection of adults and children"
    list_display = ["title", "nation", "locality", "telephone", "valid_from", "valid_until"]
    list_filter = ["nation", "protection"]


class ComplaintProcedureViewSet(EditorialViewSet):
    model = ComplaintProcedure
    icon = "clipboard-list"
    menu_label = "Complaints procedures"
    list_display = ["title", "nation", "whose", "organisation", "valid_from", "valid_until"]
    list_filter = ["nation", "whose"]


register_snippet(ProtectionRouteViewSet)
register_snippet(ComplaintProcedureViewSet)
