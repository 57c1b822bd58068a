"""How the partnership edits the policies of the short ways and of tiers: forms and pages in Wagtail's editor."""

from typing import Any

from django import forms
from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.views.snippets import CreateView

from accreditation.models import Adaptation
from audit.services import record
from cases.constants.direct_access import FastTrackReason
from cases.constants.tier import Situation
from cases.models import DirectAccessPolicy, FastTrackTerm, RedFlagQuestion, TierEscalator
from cases.services.policies import set_direct_access_policy, set_fast_track_term, set_tier_escalator
from core import clock
from core.exceptions import Refused
from people.vocabulary import Tenure, Tier

FROM = "Today or later. What holds now ends on the day before."


class RedFlagQuestionForm(WagtailAdminModelForm):
    """A new question. It asks nothing before a policy has it."""

    items = forms.ModelMultipleChoiceField(
        label="Only for these items",
        queryset=Adaptation.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="None chosen: it concerns every item.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = clock.today()

    class Meta:
        model = RedFlagQuestion
        fields = ["code", "words", "items", "valid_from"]


class DatedForm(WagtailAdminModelForm):
    """The next of a row that holds from a day on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = FROM
        self.fields["valid_from"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        day = values.get("valid_from")
        if day and day < clock.today():
            self.add_error("valid_from", "It cannot start in the past: what was decided then stays explained.")
        present = self.present(values)
        if present and day and day <= present.valid_from:
            begun = f"{present.valid_from:%-d %B %Y}"
            self.add_error("valid_from", f"The present one starts on {begun}. Choose a later day.")
        return values

    def present(self, values: dict[str, Any]) -> Any:
        """The row that the new one would end."""


class DirectAccessPolicyForm(DatedForm):
    """The next version of a tenure's policy; it begins with the questions that are asked somewhere now."""

    questions = forms.ModelMultipleChoiceField(
        queryset=RedFlagQuestion.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one question"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["working_days"].min_value = 1
        self.fields["questions"].queryset = RedFlagQuestion.objects.on(clock.today())
        open_now = DirectAccessPolicy.objects.on(clock.today())
        self.fields["questions"].initial = list(RedFlagQuestion.objects.filter(policies__in=open_now).distinct())

    def clean_working_days(self) -> int:
        days: int = self.cleaned_data["working_days"]
        if days < 1:
            raise forms.ValidationError("Give at least one working day.")
        return days

    def present(self, values: dict[str, Any]) -> DirectAccessPolicy | None:
        return DirectAccessPolicy.objects.filter(tenure=values.get("tenure"), valid_until=None).first()

    class Meta:
        model = DirectAccessPolicy
        fields = ["tenure", "valid_from", "working_days", "questions"]


class FastTrackTermForm(DatedForm):
    """The next term of a reason."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if bool(values.get("working_days")) == bool(values.get("hours")):
            self.add_error("working_days", "Give working days or hours, one of the two.")
        return values

    def present(self, values: dict[str, Any]) -> FastTrackTerm | None:
        return FastTrackTerm.objects.filter(reason=values.get("reason"), valid_until=None).first()

    class Meta:
        model = FastTrackTerm
        fields = ["reason", "working_days", "hours", "valid_from"]


class TierEscalatorForm(DatedForm):
    """The next rule about what a situation raises a tier to."""

    items = forms.ModelMultipleChoiceField(
        label="Only these items",
        queryset=Adaptation.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="None chosen: every item.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if (values.get("situation") == Situation.CHILD) != bool(values.get("under_age")):
            self.add_error("under_age", "Give the age for “for a child”, and for nothing else.")
        return values

    def present(self, values: dict[str, Any]) -> TierEscalator | None:
        return TierEscalator.objects.filter(situation=values.get("situation"), valid_until=None).first()

    class Meta:
        model = TierEscalator
        fields = ["situation", "tier", "under_age", "items", "valid_from"]


class Next(CreateView):
    """Starts the next row through the service that ends the one before. What it refuses is said beside the day."""

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)


class NextPolicy(Next):
    def save_instance(self) -> Model:
        values = self.form.cleaned_data
        return set_direct_access_policy(
            tenure=Tenure(values["tenure"]),
            questions=values["questions"],
            working_days=values["working_days"],
            valid_from=values["valid_from"],
            by=self.request.user,
        )


class NextTerm(Next):
    def save_instance(self) -> Model:
        values = self.form.cleaned_data
        return set_fast_track_term(
            reason=FastTrackReason(values["reason"]),
            working_days=values["working_days"],
            hours=values["hours"],
            valid_from=values["valid_from"],
            by=self.request.user,
        )


class NextEscalator(Next):
    def save_instance(self) -> Model:
        values = self.form.cleaned_data
        return set_tier_escalator(
            situation=Situation(values["situation"]),
            tier=Tier(values["tier"]),
            items=values["items"],
            under_age=values["under_age"],
            valid_from=values["valid_from"],
            by=self.request.user,
        )


class NewQuestion(CreateView):
    def save_instance(self) -> Model:
        question: Model = super().save_instance()
        record("cases.red_flag_question_added", question, by=self.request.user)
        return question
