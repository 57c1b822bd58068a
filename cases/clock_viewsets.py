"""The times that are promised and the Housing MOT, in the partnership's editor: never anybody's case."""

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.models import register_snippet

from cases.editing.clocks import (
    ClosedDaysForm,
    HazardKindForm,
    MotChecklistForm,
    NextHazardKind,
    NextMotChecklist,
    NextOfficeHours,
    NextStandard,
    OfficeHoursForm,
    StandardForm,
)
from cases.models import ClosedDays, HazardKind, MotChecklist, OfficeHours, ServiceStandard
from cases.policy_viewsets import DatedPolicyViewSet


class DatedRowViewSet(DatedPolicyViewSet):
    form_class: type[WagtailAdminModelForm]

    def get_form_class(self, for_update: bool = False) -> type[WagtailAdminModelForm]:
        return self.form_class


class ServiceStandardViewSet(DatedRowViewSet):
    model = ServiceStandard
    icon = "time"
    menu_label = "Service standards"
    list_display = ["measures", "words", "organisation", "valid_from", "valid_until"]
    list_filter = ["measures", "organisation"]
    form_class = StandardForm
    add_view_class = NextStandard


class OfficeHoursViewSet(DatedRowViewSet):
    model = OfficeHours
    icon = "time"
    menu_label = "Office hours"
    list_display = ["weekday", "opens", "closes", "organisation", "valid_from", "valid_until"]
    list_filter = ["organisation"]
    form_class = OfficeHoursForm
    add_view_class = NextOfficeHours


class ClosedDaysViewSet(DatedRowViewSet):
    model = ClosedDays
    icon = "calendar"
    menu_label = "Closed days"
    list_display = ["organisation", "why", "valid_from", "valid_until"]
    list_filter = ["organisation"]
    form_class = ClosedDaysForm


class MotChecklistViewSet(DatedRowViewSet):
    model = MotChecklist
    icon = "list-ul"
    menu_label = "Housing MOT checklists"
    list_display = ["area", "valid_from", "valid_until"]
    list_filter = ["area"]
    form_class = MotChecklistForm
    add_view_class = NextMotChecklist


class HazardKindViewSet(DatedRowViewSet):
    model = HazardKind
    icon = "warning"
    menu_label = "Kinds of hazard"
    list_display = ["__str__", "nation", "valid_from", "valid_until"]
    list_filter = ["nation"]
    form_class = HazardKindForm
    add_view_class = NextHazardKind


def register() -> None:
    for viewset in (
        ServiceStandardViewSet,
        OfficeHoursViewSet,
        ClosedDaysViewSet,
        MotChecklistViewSet,
        HazardKindViewSet,
    ):
        register_snippet(viewset)
