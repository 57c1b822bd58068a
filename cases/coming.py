"""Which dated rules of cases stand on the editor's page of what is coming."""

from cases.models import (
    CheckRule,
    ComplaintProcedure,
    ConsentRule,
    DirectAccessPolicy,
    FastTrackTerm,
    FundingRule,
    HazardKind,
    MotChecklist,
    OfficeHours,
    PanelRule,
    PassportBenefit,
    PooledFund,
    ProtectionRoute,
    ServiceStandard,
    TierEscalator,
)
from core.dated import Kind, register

KINDS = (
    Kind(model=CheckRule, key=("kind", "is_for_lifting_only")),
    Kind(model=ComplaintProcedure, key=("nation", "whose", "organisation")),
    Kind(model=ConsentRule, key=("nation", "asked_of", "tenure")),
    Kind(model=DirectAccessPolicy, key=("tenure",), lists=("questions",)),
    Kind(model=FastTrackTerm, key=("reason",)),
    Kind(model=FundingRule, key=("nation", "works", "tenure", "above", "up_to", "care_act", "resources")),
    Kind(model=HazardKind, key=("nation", "number")),
    Kind(model=MotChecklist, key=("area",)),
    Kind(model=OfficeHours, key=("organisation", "weekday")),
    Kind(model=PanelRule),
    Kind(model=PassportBenefit, key=("nation", "name")),
    Kind(model=PooledFund, key=("nation",)),
    Kind(model=ProtectionRoute, key=("nation", "protection", "locality")),
    Kind(model=ServiceStandard, key=("organisation", "measures")),
    Kind(model=TierEscalator, key=("situation",), lists=("items",)),
)


def register_kinds() -> None:
    for kind in KINDS:
        register(kind)
