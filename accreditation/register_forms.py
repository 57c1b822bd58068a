"""What the public asks the register, and what officers write about a name that is withheld from it."""

import uuid

from django import forms

from accreditation.constants import Status
from accreditation.forms import kinds_of_adaptation
from accreditation.models import Adaptation, CaseSystem, Scheme
from accreditation.numbers import MistypedNumber, looks_like_number, normalise
from core.forms import DateField, LongTextField
from people.constants import WithholdingGround
from people.models import Locality, Organisation
from people.vocabulary import Tenure, Tier

ANY = [("", "Any")]
NEVER_PUBLIC = {Status.APPLIED, Status.REFUSED}
TIERS_HELD = [Tier.SIMPLE, Tier.MODERATE, Tier.COMPLEX]


class RegisterSearchForm(forms.Form):
    """A search of the public register. Everything is optional."""

    is_search = True

    text = forms.CharField(
        label="Number or name",
        help_text="The number is on the person’s card. It looks like TA-7K3M-3.",
        required=False,
        max_length=100,
    )
    organisation = forms.ChoiceField(required=False)
    locality = forms.ChoiceField(required=False)
    tier = forms.ChoiceField(
        label="Needs, at least",
        help_text="How much help somebody needs at home.",
        required=False,
        choices=ANY + [(tier.value, tier.label) for tier in TIERS_HELD],
    )
    kind = forms.ChoiceField(label="Kind of adaptation", required=False)
    tenure = forms.ChoiceField(label="Tenure of the home", required=False, choices=ANY + list(Tenure.choices))
    scheme = forms.ChoiceField(label="Accredited as", required=False)
    status = forms.ChoiceField(
        required=False, choices=ANY + [(s.value, s.label) for s in Status if s not in NEVER_PUBLIC]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        lists = {"organisation": Organisation, "locality": Locality, "scheme": Scheme}
        for name, model in lists.items():
            self.fields[name].choices = ANY + list(model.objects.values_list("code", "name"))  # type: ignore[attr-defined]
        self.fields["kind"].choices = ANY + kinds_of_adaptation(Adaptation.objects.all())  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """A register number as it is kept. One that is mistyped says so, whether or not it would find anybody."""
        text = self.cleaned_data["text"].strip()
        if not looks_like_number(text):
            return text
        try:
            return normalise(text)
        except MistypedNumber as error:
            raise forms.ValidationError(str(error)) from None


class KeepWithheldForm(forms.Form):
    """When a withheld name is looked at next."""

    review_on = DateField(
        label="Look at it again on",
        help_text="For example 4 6 2027. The name stays withheld until somebody decides.",
        error_messages={"required": "Enter the day on which this is looked at again"},
    )


class WithholdNameForm(KeepWithheldForm):
    """Why somebody's name is not said on public pages. Only officers read the reason."""

    ground = forms.ChoiceField(
        choices=WithholdingGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the person asked, or there is a known risk"},
    )
    reason = LongTextField(
        label="Reason",
        help_text="Only officers read it. Do not write where the person lives or who looks for them.",
        max_length=2000,
        missing="Enter the reason for this decision",
    )
    field_order = ["ground", "reason", "review_on"]


class ShowNameForm(forms.Form):
    """Why a name is shown again."""

    reason = LongTextField(
        label="Reason",
        help_text="Only officers read it.",
        rows=3,
        max_length=2000,
        missing="Enter the reason for this decision",
    )


class AnswerSearchForm(forms.Form):
    """Which of the register's past answers an officer wants to see."""

    is_search = True

    about = forms.CharField(
        label="Register number or answer",
        help_text="Such as TA-7K3M-3, or the id of an answer, which stands in its receipt.",
        required=False,
        max_length=60,
    )
    asker = forms.ModelChoiceField(
        label="Asked by", queryset=CaseSystem.objects.order_by("name"), required=False, empty_label="Anybody"
    )

    def clean_about(self) -> str | uuid.UUID:
        """The number as it is kept, or the answer's id."""
        text = self.cleaned_data["about"].strip()
        try:
            return uuid.UUID(text)
        except ValueError:
            pass
        try:
            return normalise(text) if text else ""
        except MistypedNumber:
            raise forms.ValidationError(
                "Enter a register number, such as TA-7K3M-3, or the id of an answer. Names are not searched."
            ) from None
