"""How the partnership edits the dated rules of money and consent: forms and pages in Wagtail's editor.

A rule is never changed. The next one with the same conditions ends it, so that what was decided stays explained; a rule
may also be given an end.
"""

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views.snippets import CreateView, EditView

from audit.services import record
from cases.models import ConsentRule, FundingRule, PassportBenefit, PooledFund
from core import clock
from people.constants import Role
from people.models import User
from people.selectors import roles_of
from stories.permissions import EditorialPolicy


class PolicyOfGovernance(EditorialPolicy):
    """The governance group decides by which rules money is found and consent is asked; no administrator does."""

    roles = frozenset({Role.GOVERNANCE})

    def user_has_permission(self, user: User, action: str) -> bool:
        return super().user_has_permission(user, action) and not roles_of(user).isdisjoint(self.roles)


class DatedForm(WagtailAdminModelForm):
    """A new rule from today or later, or an end for one that holds. `conditions` say which rule a new one ends."""

    conditions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, field in self.fields.items():
                field.disabled = name != "valid_until"
            self.fields["valid_until"].help_text = "The first day on which it no longer holds: today or later."
            return
        self.fields.pop("valid_until")
        self.fields["valid_from"].initial = clock.today()
        self.fields["valid_from"].help_text = "Today or later. A rule with the same conditions ends on the day before."

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        today = clock.today()
        ends = values.get("valid_until")
        if self.instance.pk and ends and ends < max(today, self.instance.valid_from):
            self.add_error("valid_until", "A rule cannot end in the past: what was decided by it stays explained.")
        starts = values.get("valid_from")
        if not self.instance.pk and starts and starts < today:
            self.add_error("valid_from", "A rule cannot start in the past: what was decided stays explained.")
        if not self.instance.pk and starts and (present := self.present()) and present.valid_from >= starts:
            self.add_error(
                "valid_from", f"The present rule starts on {present.valid_from:%-d %B %Y}. Choose a later day."
            )
        return values

    def present(self) -> Any:
        """The open rule with the same conditions, which a new one ends."""
        same = {name: self.cleaned_data.get(name) for name in self.conditions}
        return self._meta.model.objects.filter(**same, valid_until=None).exclude(pk=self.instance.pk).first()


class FundingRuleForm(DatedForm):
    conditions = ("nation", "works", "tenure", "above", "up_to", "care_act", "resources")

    class Meta:
        model = FundingRule
        fields = [
            "nation",
            "works",
            "tenure",
            "above",
            "up_to",
            "care_act",
            "resources",
            "needs_right_told",
            "needs_basis",
            "stream",
            "share",
            "most",
            "sentence",
            "passport_share",
            "passport_sentence",
            "hand_off",
            "send_to",
            "source",
            "valid_from",
            "valid_until",
        ]


class PooledFundForm(DatedForm):
    conditions = ("nation",)

    class Meta:
        model = PooledFund
        fields = ["nation", "sentence", "send_to", "valid_from", "valid_until"]


class PassportBenefitForm(DatedForm):
    conditions = ("nation", "name")

    class Meta:
        model = PassportBenefit
        fields = ["nation", "name", "valid_from", "valid_until"]


class ConsentRuleForm(DatedForm):
    conditions = ("nation", "asked_of", "tenure")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if bool(values.get("months")) == bool(values.get("days")):
            self.add_error("months", "Enter calendar months or days, and not both.")
        return values

    class Meta:
        model = ConsentRule
        fields = [
            "nation",
            "asked_of",
            "tenure",
            "tenancy",
            "months",
            "days",
            "on_silence",
            "appeal_to",
            "appeal_months",
            "letter",
            "source",
            "valid_from",
            "valid_until",
        ]


class NextRule(CreateView):
    """Ends the rule with the same conditions and starts the next, in one transaction."""

    def save_instance(self) -> Model:
        if present := self.form.present():
            present.valid_until = self.form.cleaned_data["valid_from"]
            present.save(update_fields=["valid_until"])
        made = super().save_instance()
        record("cases.rule_started", made, by=self.request.user)
        return made


class EndOfRule(EditView):
    def save_instance(self) -> Model:
        ended = super().save_instance()
        record("cases.rule_ended", ended, by=self.request.user)
        return ended


class OfGovernance:
    """A viewset of rules that the governance group edits."""

    add_view_class = NextRule
    edit_view_class = EndOfRule
    copy_view_enabled = False
    inspect_view_enabled = True
    form_class: type[DatedForm]
    model: type[Model]

    @cached_property
    def permission_policy(self) -> PolicyOfGovernance:
        return PolicyOfGovernance(self.model)

    def get_form_class(self, for_update: bool = False) -> type[DatedForm]:
        return self.form_class
