"""Places, demonstration areas and promised trainer days in Wagtail's editor."""

from wagtail.snippets.models import register_snippet

from stories.wagtail_hooks import EditorialViewSet
from training_sessions.models import DemonstrationArea, Place, TrainerPromise


class PlaceViewSet(EditorialViewSet):
    model = Place
    icon = "home"
    menu_label = "Places"
    list_display = ["name", "locality", "is_step_free", "is_in_use"]
    list_filter = ["locality", "is_in_use"]
    search_fields = ["name", "address"]


class DemonstrationAreaViewSet(EditorialViewSet):
    model = DemonstrationArea
    icon = "view"
    menu_label = "Demonstration areas"
    list_display = ["name", "kind", "place", "capacity", "is_in_use"]
    list_filter = ["kind", "place"]


class TrainerPromiseViewSet(EditorialViewSet):
    model = TrainerPromise
    icon = "group"
    menu_label = "Trainer promises"
    list_display = ["organisation", "year", "days"]
    list_filter = ["year"]


register_snippet(PlaceViewSet)
register_snippet(DemonstrationAreaViewSet)
register_snippet(TrainerPromiseViewSet)
