"""How the partnership edits what the register decides by: forms, pages and who may, in Wagtail's editor."""

from typing import Any

from django import forms
from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views.snippets import CreateView, EditView

from accreditation.exceptions import CatalogueNotReadable
from accreditation.models import (
    Adaptation,
    ComplexNeedsRule,
    DirectAccessList,
    OfflineLimit,
    Scheme,
    TogetherRule,
)
from accreditation.questions import Action
from accreditation.services.catalogue import (
    set_complex_needs_rule,
    set_direct_access,
    set_together_rule,
    take_effect,
)
from competencies.constants import SIGNED_LEVEL_CHOICES
from competencies.models import Competency
from core import clock
from modules.models import Module
from people.constants import Role
from people.models import User
from people.selectors import roles_of
from people.vocabulary import Tenure, Tier
from stories.permissions import EditorialPolicy

ABOVE_A_VISIT = {Action.AUTHORISE.value, Action.ASSESS.value}


class PolicyOfGovernance(EditorialPolicy):
    """The governance group decides what an accreditation takes and what anyone may arrange; no administrator does."""

    roles = frozenset({Role.GOVERNANCE})

    def user_has_permission(self, user: User, action: str) -> bool:
        return super().user_has_permission(user, action) and not roles_of(user).isdisjoint(self.roles)


class NewListsOnly(PolicyOfGovernance):
    """Dated policy is never edited: the next list or rule ends the one before, so a past answer can be explained."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "change" and super().user_has_permission(user, action)


class SchemeForm(WagtailAdminModelForm):
    """A scheme, with its lists as boxes to tick."""

    actions = forms.MultipleChoiceField(
        label="Lets a person", choices=Action.choices, widget=forms.CheckboxSelectMultiple
    )
    module_codes = forms.MultipleChoiceField(
        label="Modules to complete", required=False, widget=forms.CheckboxSelectMultiple
    )
    renewal_module_codes = forms.MultipleChoiceField(
        label="Refresher modules for renewal", required=False, widget=forms.CheckboxSelectMultiple
    )
    competency_levels = forms.MultipleChoiceField(
        label="Levels to be signed off in",
        required=False,
        choices=SIGNED_LEVEL_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    competency_scope = forms.ChoiceField(
        label="Competencies of one scope, too",
        required=False,
        help_text="As the competency framework marks them.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modules = list(Module.objects.values_list("code", "title"))
        self.fields["module_codes"].choices = self.fields["renewal_module_codes"].choices = modules
        scopes = Competency.objects.exclude(scope="").order_by("scope").values_list("scope", flat=True).distinct()
        self.fields["competency_scope"].choices = [("", "None"), *((scope, scope) for scope in scopes)]
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = "Case systems and past answers know the scheme by it, so it stays."

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        is_above = bool(ABOVE_A_VISIT & set(values.get("actions", [])))
        if is_above and not values.get("tier"):
            self.add_error("tier", "Choose the highest tier: people who assess or authorise do so up to a tier.")
        if values.get("tier") and not is_above:
            self.add_error("tier", "Leave the tier empty: this scheme lets nobody assess or authorise.")
        if values.get("tier") == Tier.COMPLEX and not values.get("needs_experience"):
            self.add_error("needs_experience", "Complex needs ask for recorded experience. Tick this box.")
        if not (values.get("module_codes") or values.get("competency_levels") or values.get("competency_scope")):
            self.add_error(
                "module_codes", "Ask for at least one module or competency: nobody is accredited for nothing."
            )
        return values

    class Meta:
        model = Scheme
        fields = [
            "code",
            "name",
            "summary",
            "tier",
            "actions",
            "module_codes",
            "competency_levels",
            "competency_scope",
            "needs_staff_check",
            "needs_experience",
            "renewal_practice_count",
            "renewal_months",
            "renewal_module_codes",
            "renewal_within_days",
        ]


class DirectAccessForm(WagtailAdminModelForm):
    """The next list of a tenure: what anyone may arrange there from a day on."""

    items = forms.ModelMultipleChoiceField(
        label="Items that anyone may arrange",
        queryset=Adaptation.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one item"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tenure"].help_text = "The list that holds there now ends on the day before the new one starts."
        self.fields["valid_from"].help_text = "Today or later: what held in the past stays as it was."
        self.fields["valid_from"].initial = clock.today()

    def clean_items(self) -> Any:
        chosen = self.cleaned_data["items"]
        wrong = [item for item in chosen if item.registered_only or item.capacity_check]
        if wrong:
            names = ", ".join(str(item) for item in wrong)
            raise forms.ValidationError(f"These always need somebody who looks at the person first: {names}.")
        return chosen

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        day, tenure = values.get("valid_from"), values.get("tenure")
        if day and day < clock.today():
            self.add_error("valid_from", "A list cannot start in the past: the answers given then stay explained.")
        present = DirectAccessList.objects.filter(tenure=tenure, valid_until=None).first()
        if present and day and day <= present.valid_from:
            self.add_error(
                "valid_from", f"The present list starts on {present.valid_from:%-d %B %Y}. Choose a later day."
            )
        if present and set(present.items.all()) == set(values.get("items", [])):
            self.add_error("items", "The present list has these same items.")
        return values

    class Meta:
        model = DirectAccessList
        fields = ["tenure", "valid_from", "items"]


class TogetherRuleForm(WagtailAdminModelForm):
    """The next rule: from how many items for one need, to which tier, from which day on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Direct access is no tier that a number of items could make.
        self.fields["tier"].choices = [("", "Choose"), *((tier.value, tier.label) for tier in list(Tier)[1:])]
        self.fields["valid_from"].help_text = "Today or later. The rule that holds now ends on the day before."
        self.fields["valid_from"].initial = clock.today()

    def clean_items_from(self) -> int:
        number: int = self.cleaned_data["items_from"]
        if number < 2:
            raise forms.ValidationError("Enter 2 or more: the rule is about several items.")
        return number

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        day = values.get("valid_from")
        if day and day < clock.today():
            self.add_error("valid_from", "A rule cannot start in the past: the answers given then stay explained.")
        present = TogetherRule.objects.filter(valid_until=None).first()
        if present and day and day <= present.valid_from:
            self.add_error(
                "valid_from", f"The present rule starts on {present.valid_from:%-d %B %Y}. Choose a later day."
            )
        if present and (present.items_from, present.tier) == (values.get("items_from"), values.get("tier")):
            self.add_error("items_from", "The present rule says the same.")
        return values

    class Meta:
        model = TogetherRule
        fields = ["items_from", "tier", "valid_from"]


class TakesEffectOnCreate(CreateView):
    """Adding takes the register's next number in the same transaction."""

    def save_instance(self) -> Model:
        instance = super().save_instance()
        take_effect(instance, f"{instance._meta.model_name}_added", by=self.request.user)
        return instance


class TakesEffectOnEdit(EditView):
    """Changing does too, with the names of the fields that changed."""

    def save_instance(self) -> Model:
        instance = super().save_instance()
        if changed := sorted(self.form.changed_data):
            verb = f"{instance._meta.model_name}_changed"
            take_effect(instance, verb, by=self.request.user, detail={"fields": changed})
        return instance


class NextList(CreateView):
    """Ends the tenure's list and starts the next, through the service that the data file uses."""

    def save_instance(self) -> DirectAccessList:
        values = self.form.cleaned_data
        made = set_direct_access(
            tenure=Tenure(values["tenure"]),
            items=values["items"],
            valid_from=values["valid_from"],
            by=self.request.user,
        )
        if made is None:
            raise CatalogueNotReadable("The present list has these same items.")
        return made


class NextRule(CreateView):
    """Ends the rule about several items and starts the next."""

    def save_instance(self) -> TogetherRule:
        values = self.form.cleaned_data
        made = set_together_rule(
            items_from=values["items_from"],
            tier=Tier(values["tier"]),
            valid_from=values["valid_from"],
            by=self.request.user,
        )
        if made is None:
            raise CatalogueNotReadable("The present rule says the same.")
        return made


class ComplexNeedsForm(WagtailAdminModelForm):
    """The next rule for complex needs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = "Today or later. The rule that holds now ends on the day before."
        self.fields["valid_from"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        day = values.get("valid_from")
        if day and day < clock.today():
            self.add_error("valid_from", "A rule cannot start in the past: the answers given then stay explained.")
        present = ComplexNeedsRule.objects.filter(valid_until=None).first()
        if present and day and day <= present.valid_from:
            self.add_error(
                "valid_from", f"The present rule starts on {present.valid_from:%-d %B %Y}. Choose a later day."
            )
        if present and present.asks_experience == values.get("asks_experience"):
            self.add_error("asks_experience", "The present rule says the same.")
        return values

    class Meta:
        model = ComplexNeedsRule
        fields = ["asks_experience", "valid_from"]


class NextComplexNeedsRule(CreateView):
    """Ends the rule that holds and starts the next."""

    def save_instance(self) -> ComplexNeedsRule:
        return set_complex_needs_rule(**self.form.cleaned_data, by=self.request.user)


# A week: the longest for which governance may let case systems do without the register.
LONGEST_OFFLINE_HOURS = 168


class OfflineLimitForm(WagtailAdminModelForm):
    """For how long offline copies may be used from a day on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = "Today or later. Copies that are fetched from that day on say it."
        self.fields["valid_from"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        day = values.get("valid_from")
        if day and day < clock.today():
            self.add_error("valid_from", "It cannot start in the past: copies that were given out say what held then.")
        hours = [values.get("use_within_hours"), values.get("refuse_after_hours")]
        for name, given in zip(("use_within_hours", "refuse_after_hours"), hours, strict=True):
            if given is not None and not 1 <= given <= LONGEST_OFFLINE_HOURS:
                self.add_error(name, f"Give whole hours from 1 to {LONGEST_OFFLINE_HOURS}.")
        if None not in hours and hours[1] < hours[0]:
            self.add_error("refuse_after_hours", "A copy cannot be refused while it is used without warning.")
        return values

    class Meta:
        model = OfflineLimit
        fields = ["valid_from", "use_within_hours", "refuse_after_hours"]
