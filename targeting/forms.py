"""Forms: narrowing a list, looking for a name, enrolling from a table, and the editor's form of a rule."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from wagtail.admin.forms import WagtailAdminModelForm

from people.constants import OrganisationKind
from people.models import Locality, Organisation, Profession, ServiceSetting
from targeting.constants import LATE_STATE, TO_DO_STATE, NeedState
from targeting.exceptions import NotConfirmed
from targeting.models import TargetRule
from targeting.selectors import Narrowing, RulesInForce
from targeting.services import require_confirmed, save_rule

STATES = [(TO_DO_STATE, "Everything to do"), (LATE_STATE, "Late: overdue or expired"), *NeedState.choices]
CRITERIA = ("profession", "service_setting", "organisation", "organisation_kind", "locality")

RULE_FIELDS = ("module", *CRITERIA, "within_days", "again_every_months", "valid_from", "valid_until")


class NarrowingForm(forms.Form):
    """What a list is narrowed by, for the address. None of it says anything about a person."""

    is_search = True

    module = forms.ChoiceField(required=False)
    organisation = forms.ChoiceField(required=False)
    locality = forms.ChoiceField(required=False)
    staff_group = forms.ChoiceField(label="Staff group", required=False)
    state = forms.ChoiceField(required=False, choices=[("", "Any"), *STATES])

    def __init__(self, *args: Any, rules: RulesInForce, without: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in without:
            del self.fields[name]
        modules = [(some[0].module.code, str(some[0].module)) for some in rules.by_module.values()]
        choices = {
            "module": modules,
            "organisation": Organisation.objects.ours().filter(is_employer=True).values_list("code", "name"),
            "locality": Locality.objects.values_list("code", "name"),
            "staff_group": Profession.objects.values_list("code", "name"),
        }
        for name in choices.keys() & self.fields.keys():
            self.fields[name].choices = [("", "Any"), *choices[name]]  # type: ignore[attr-defined]

    def narrowing(self, *, name: str = "") -> Narrowing:
        """What was chosen; what is not offered counts as nothing chosen."""
        self.is_valid()
        return Narrowing(name=name, **self.cleaned_data)


class NameForm(forms.Form):
    """A name to look for. It is posted, so that no address holds it."""

    is_search = True

    name = forms.CharField(max_length=100, error_messages={"required": "Enter a name or part of one"})


class TableForm(forms.Form):
    """The table of whom to enrol in what."""

    table = forms.FileField(
        label="Your CSV file",
        help_text="At most 500 rows. Nothing is saved yet: the next page shows what each row would do.",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Choose another."},
    )


class ReachForm(forms.Form):
    """Whom a rule would fit: its criteria by their codes, and the rule that it would replace, if there is one."""

    is_search = True

    profession = forms.ModelChoiceField(
        Profession.objects, label="Staff group", to_field_name="code", required=False, empty_label="Any"
    )
    service_setting = forms.ModelChoiceField(
        ServiceSetting.objects, to_field_name="code", required=False, empty_label="Any"
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.ours().filter(is_employer=True), to_field_name="code", required=False, empty_label="Any"
    )
    organisation_kind = forms.ChoiceField(
        label="Kind of organisation", choices=[("", "Any"), *OrganisationKind.choices], required=False
    )
    locality = forms.ModelChoiceField(Locality.objects, to_field_name="code", required=False, empty_label="Any")
    rule = forms.ModelChoiceField(TargetRule.objects, required=False, widget=forms.HiddenInput)

    def rules(self) -> list[TargetRule]:
        """The rule as it would be, and as it stands; a criterion that is not offered counts as none."""
        self.is_valid()
        criteria = {name: self.cleaned_data.get(name) for name in CRITERIA}
        before = self.cleaned_data.get("rule")
        return [TargetRule(**criteria | {"organisation_kind": criteria["organisation_kind"] or ""})] + (
            [before] if before else []
        )


def reach_query(rule: TargetRule) -> str:
    """The part of an address that `ReachForm` reads."""
    values = {name: getattr(getattr(rule, name), "code", getattr(rule, name)) for name in CRITERIA}
    return urlencode({name: value for name, value in (values | {"rule": rule.pk}).items() if value})


class RuleForm(WagtailAdminModelForm):
    """The editor's form of a rule. One that touches many people asks for their number before it saves."""

    confirmed = forms.IntegerField(
        label="How many people does this touch?",
        required=False,
        min_value=0,
        help_text="Leave empty at first. If the change touches more than twenty people, you are told how many.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            self._check_confirmed(cleaned)
        return cleaned

    def _check_confirmed(self, cleaned: dict[str, Any]) -> None:
        asked = {name: cleaned.get(name) for name in self._meta.fields if name in RULE_FIELDS}
        rule = TargetRule(pk=self.instance.pk, **asked)
        try:
            require_confirmed(rule, cleaned.get("confirmed"))
        except NotConfirmed as refusal:
            see = format_html(
                '{} <a href="{}?{}" target="_blank">See who they are</a>.',
                str(refusal),
                reverse("targeting:reach"),
                reach_query(rule),
            )
            self.add_error("confirmed", ValidationError(see))

    def save(self, commit: bool = True) -> TargetRule:
        if not commit:
            return super().save(commit=False)
        return save_rule(
            rule=self.instance, confirmed=self.cleaned_data["confirmed"], by=self.for_user, save=super().save
        )
