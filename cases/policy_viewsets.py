"""The policies of the short ways and of tiers, in the partnership's editor: never anybody's case."""

from functools import cached_property

from wagtail.snippets.models import register_snippet

from accreditation.editing import NewListsOnly
from accreditation.wagtail_hooks import HOLDS, InspectDated, TakesANumber
from cases.editing.policies import (
    DirectAccessPolicyForm,
    FastTrackTermForm,
    NewQuestion,
    NextEscalator,
    NextPolicy,
    NextTerm,
    RedFlagQuestionForm,
    TierEscalatorForm,
)
from cases.models import DirectAccessPolicy, FastTrackTerm, RedFlagQuestion, TierEscalator


class DatedPolicyViewSet(TakesANumber):
    """Never edited: the next row ends the one before."""

    inspect_view_enabled = True
    inspect_view_class = InspectDated
    inspect_view_fields_exclude = ["id"]

    @cached_property
    def permission_policy(self) -> NewListsOnly:
        return NewListsOnly(self.model)


class DirectAccessPolicyViewSet(DatedPolicyViewSet):
    model = DirectAccessPolicy
    icon = "tick-inverse"
    menu_label = "Direct-access policies"
    list_display = ["tenure", "version", "working_days", "valid_from", HOLDS]
    list_filter = ["tenure"]
    add_view_class = NextPolicy

    def get_form_class(self, for_update: bool = False) -> type[DirectAccessPolicyForm]:
        return DirectAccessPolicyForm


class RedFlagQuestionViewSet(DatedPolicyViewSet):
    model = RedFlagQuestion
    icon = "help"
    menu_label = "Red-flag questions"
    list_display = ["words", "code", HOLDS]
    search_fields = ["words", "code"]
    add_view_class = NewQuestion

    def get_form_class(self, for_update: bool = False) -> type[RedFlagQuestionForm]:
        return RedFlagQuestionForm


class FastTrackTermViewSet(DatedPolicyViewSet):
    model = FastTrackTerm
    icon = "time"
    menu_label = "Fast-track terms"
    list_display = ["reason", "length", "valid_from", HOLDS]
    list_filter = ["reason"]
    add_view_class = NextTerm

    def get_form_class(self, for_update: bool = False) -> type[FastTrackTermForm]:
        return FastTrackTermForm


class TierEscalatorViewSet(DatedPolicyViewSet):
    model = TierEscalator
    icon = "arrow-up"
    menu_label = "Rules that raise a tier"
    list_display = ["situation", "tier", "valid_from", HOLDS]
    list_filter = ["situation"]
    add_view_class = NextEscalator

    def get_form_class(self, for_update: bool = False) -> type[TierEscalatorForm]:
        return TierEscalatorForm


def register() -> None:
    """Put them into the editor's menu."""
    for viewset in (
        DirectAccessPolicyViewSet,
        RedFlagQuestionViewSet,
        FastTrackTermViewSet,
        TierEscalatorViewSet,
    ):
        register_snippet(viewset)
