"""The case module's dated data in the partnership's editor. No case, person or home is ever there."""

from wagtail.snippets.models import register_snippet

from cases import clock_viewsets, policy_viewsets
from cases.editing import equipment, price_list
from cases.editing.intake import FrontDoorForm
from cases.editing.money import ConsentRuleForm, FundingRuleForm, OfGovernance, PassportBenefitForm, PooledFundForm
from cases.models import (
    ComplaintProcedure,
    ConsentRule,
    FrontDoor,
    FundingRule,
    PassportBenefit,
    PooledFund,
    ProtectionRoute,
)
from stories.wagtail_hooks import EditorialViewSet


class FundingRuleViewSet(OfGovernance, EditorialViewSet):
    model = FundingRule
    form_class = FundingRuleForm
    icon = "list-ul"
    menu_label = "Rules of who pays"
    list_display = ["__str__", "above", "up_to", "care_act", "resources", "share", "valid_from", "valid_until"]
    list_filter = ["nation", "works", "stream"]


class PooledFundViewSet(OfGovernance, EditorialViewSet):
    model = PooledFund
    form_class = PooledFundForm
    icon = "group"
    menu_label = "Pooled fund"
    list_display = ["nation", "valid_from", "valid_until"]


class PassportBenefitViewSet(OfGovernance, EditorialViewSet):
    model = PassportBenefit
    form_class = PassportBenefitForm
    icon = "tick"
    menu_label = "Benefits for a whole grant"
    list_display = ["name", "nation", "valid_from", "valid_until"]


class ConsentRuleViewSet(OfGovernance, EditorialViewSet):
    model = ConsentRule
    form_class = ConsentRuleForm
    icon = "key"
    menu_label = "Rules of consent"
    list_display = ["__str__", "months", "days", "on_silence", "valid_from", "valid_until"]
    list_filter = ["nation", "asked_of"]


register_snippet(FundingRuleViewSet)
register_snippet(PooledFundViewSet)
register_snippet(PassportBenefitViewSet)
register_snippet(ConsentRuleViewSet)
policy_viewsets.register()
price_list.register()
clock_viewsets.register()
equipment.register()


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


class FrontDoorViewSet(OfGovernance, EditorialViewSet):
    model = FrontDoor
    form_class = FrontDoorForm
    icon = "home"
    menu_label = "Front doors"
    list_display = ["__str__", "valid_from", "valid_until"]


register_snippet(FrontDoorViewSet)
register_snippet(ComplaintProcedureViewSet)
