"""The catalogue, the direct-access lists, the rules about several items and complex needs, and the schemes, in the
partnership's editor.

A change holds for the very next answer. Wagtail keeps who changed what and when; the register's audit keeps the number.
"""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, InspectView

from accreditation.editing import (
    ComplexNeedsForm,
    DirectAccessForm,
    NewListsOnly,
    NextComplexNeedsRule,
    NextList,
    NextRule,
    OfflineLimitForm,
    PolicyOfGovernance,
    SchemeForm,
    TakesEffectOnCreate,
    TakesEffectOnEdit,
    TogetherRuleForm,
)
from accreditation.models import (
    Adaptation,
    ComplexNeedsRule,
    DirectAccessList,
    OfflineLimit,
    Scheme,
    TogetherRule,
)
from accreditation.offline.files import DEFAULT_REFUSE_AFTER_HOURS, DEFAULT_USE_WITHIN_HOURS
from stories.wagtail_hooks import EditorialViewSet


class TakesANumber(EditorialViewSet):
    """What the register decides by: the governance group's to edit. Wagtail's copy page saves past its number."""

    copy_view_enabled = False

    @cached_property
    def permission_policy(self) -> PolicyOfGovernance:
        return PolicyOfGovernance(self.model)


class AdaptationViewSet(TakesANumber):
    model = Adaptation
    icon = "home"
    menu_label = "Adaptations"
    list_display = ["name", "code", "category", "tier", "registered_only"]
    list_filter = ["category", "tier", "registered_only"]
    search_fields = ["code", "name"]
    add_view_class = TakesEffectOnCreate
    edit_view_class = TakesEffectOnEdit


class SchemeViewSet(TakesANumber):
    model = Scheme
    icon = "clipboard-list"
    menu_label = "Schemes"
    list_display = ["name", "code", "tier", "needs_staff_check"]
    search_fields = ["code", "name"]
    add_view_class = TakesEffectOnCreate
    edit_view_class = TakesEffectOnEdit

    def get_form_class(self, for_update: bool = False) -> type[SchemeForm]:
        return SchemeForm


def last_day(rule: TogetherRule | ComplexNeedsRule | DirectAccessList) -> str:
    """How long a dated rule or list holds, as the editor says it."""
    last = rule.valid_until and rule.valid_until - timedelta(days=1)
    return f"Until {date_format(last, 'j F Y')}" if last else "Until another follows"


HOLDS = Column("valid_until", label="Holds", accessor=last_day)


class InspectDated(InspectView):
    """One dated rule or list: how long it holds is said as its list says it."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        return "Holds" if field_name == "valid_until" else str(super().get_field_label(field_name, field))

    def get_valid_until_display_value(self) -> str:
        return last_day(self.object)


class DirectAccessViewSet(TakesANumber):
    model = DirectAccessList
    icon = "tick"
    menu_label = "Direct-access lists"
    list_display = ["tenure", "valid_from", HOLDS]
    list_filter = ["tenure"]
    inspect_view_enabled = True
    inspect_view_class = InspectDated
    add_view_class = NextList

    @cached_property
    def permission_policy(self) -> NewListsOnly:
        return NewListsOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[DirectAccessForm]:
        return DirectAccessForm


class TogetherRuleViewSet(TakesANumber):
    model = TogetherRule
    icon = "list-ol"
    menu_label = "Rules about several items"
    list_display = ["__str__", HOLDS]
    inspect_view_enabled = True
    inspect_view_class = InspectDated
    inspect_view_fields_exclude = ["id"]
    add_view_class = NextRule

    @cached_property
    def permission_policy(self) -> NewListsOnly:
        return NewListsOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[TogetherRuleForm]:
        return TogetherRuleForm


class ComplexNeedsRules(IndexView):
    without_a_rule = "Where there is no rule, an occupational therapist’s registration is enough for complex needs."


class ComplexNeedsViewSet(TakesANumber):
    model = ComplexNeedsRule
    icon = "clipboard-list"
    menu_label = "Complex needs rules"
    index_view_class = ComplexNeedsRules
    index_results_template_name = "accreditation/editor/rules.html"
    list_display = ["__str__", HOLDS]
    inspect_view_enabled = True
    inspect_view_class = InspectDated
    inspect_view_fields_exclude = ["id"]
    add_view_class = NextComplexNeedsRule

    @cached_property
    def permission_policy(self) -> NewListsOnly:
        return NewListsOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[ComplexNeedsForm]:
        return ComplexNeedsForm


class OfflineLimits(IndexView):
    without_a_rule = (
        f"Where there is no limit, an offline copy is used without warning for {DEFAULT_USE_WITHIN_HOURS} hours and "
        f"refused after {DEFAULT_REFUSE_AFTER_HOURS}."
    )


class OfflineLimitViewSet(TakesANumber):
    model = OfflineLimit
    icon = "time"
    menu_label = "Offline limits"
    index_view_class = OfflineLimits
    index_results_template_name = "accreditation/editor/rules.html"
    list_display = ["__str__", "use_within_hours", "refuse_after_hours"]
    inspect_view_enabled = True
    inspect_view_fields_exclude = ["id"]
    add_view_class = TakesEffectOnCreate

    @cached_property
    def permission_policy(self) -> NewListsOnly:
        return NewListsOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[OfflineLimitForm]:
        return OfflineLimitForm


register_snippet(AdaptationViewSet)
register_snippet(SchemeViewSet)
register_snippet(DirectAccessViewSet)
register_snippet(TogetherRuleViewSet)
register_snippet(ComplexNeedsViewSet)
register_snippet(OfflineLimitViewSet)
