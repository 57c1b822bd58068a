"""What officers, applicants and the people accredited write."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accreditation.constants import DEFAULT_YEARS, AppealOutcome, LiftedAs, PracticeKind
from accreditation.hearing import possible_confirmers, possible_hearers
from accreditation.models import Adaptation, Appeal, RegisterEntry, Scheme
from accreditation.services import NewScope
from core import clock
from core.forms import DateField, LongTextField
from core.periods import months_later
from people.constants import Role
from people.models import Locality, User
from people.vocabulary import Tenure, Tier


class ReasonForm(forms.Form):
    """Why something is decided. Officers and the person read it; the public never does."""

    reason = LongTextField(
        label="Reason",
        help_text="The person can read this. The public register never shows it.",
        missing="Enter the reason for this decision",
    )


class SuspendForm(ReasonForm):
    review_on = DateField(
        label="Day of review",
        help_text="It is looked at again by then. Ten working days from today, unless you change it.",
        error_messages={"required": "Enter the day on which the suspension is looked at again"},
    )
    field_order = ["reason", "review_on"]


class ReviewForm(ReasonForm):
    next_review_on = DateField(
        label="Next day of review",
        help_text="When the suspension is looked at again at the latest.",
        error_messages={"required": "Enter the day on which the suspension is looked at again"},
    )
    field_order = ["reason", "next_review_on"]


class LiftForm(ReasonForm):
    lifted_as = forms.ChoiceField(
        label="How does it end?",
        help_text="A suspension that was unfounded leaves the public register with its lifting.",
        choices=LiftedAs.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the suspension ends"},
    )
    field_order = ["lifted_as", "reason"]


class ReplyForm(forms.Form):
    """What somebody who is suspended wants to be considered."""

    text = LongTextField(
        label="Your reply",
        help_text="The accreditation officers read it as you write it. The public never sees it. It cannot be changed "
        "after you send it, but you can write again.",
        rows=10,
        max_length=10000,
        missing="Enter your reply",
    )


class AppealForm(forms.Form):
    """Why a decision is wrong, in the person's words."""

    grounds = LongTextField(
        label="Why is the decision wrong?",
        help_text="Say what was not true, not looked at or not fair. The two people who hear your appeal read it.",
        rows=10,
        max_length=10000,
        missing="Enter why the decision is wrong",
    )


class HearersForm(forms.Form):
    officer = forms.ModelChoiceField(
        queryset=User.objects.none(),
        empty_label="Choose",
        label="Accreditation officer",
        error_messages={"required": "Choose an accreditation officer"},
    )
    governor = forms.ModelChoiceField(
        queryset=User.objects.none(),
        empty_label="Choose",
        label="Member of the governance group",
        error_messages={"required": "Choose a member of the governance group"},
    )

    def __init__(self, *args: object, appeal: Appeal, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, role in {"officer": Role.ACCREDITATION_OFFICER, "governor": Role.GOVERNANCE}.items():
            self.fields[name].queryset = possible_hearers(appeal, role)  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What do you say?",
        choices=AppealOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the appeal is upheld or dismissed"},
    )
    reasons = LongTextField(
        help_text="The person reads them when the appeal is decided. The public register never shows them.",
        rows=6,
        max_length=10000,
        missing="Enter your reasons",
    )


class PracticeForm(forms.Form):
    """What somebody did that the register was not asked about, and who can confirm it."""

    kind = forms.ChoiceField(label="What did you do?", choices=PracticeKind.choices, widget=forms.RadioSelect)
    count = forms.IntegerField(
        label="How many?", min_value=1, max_value=50, error_messages={"required": "Enter how many"}
    )
    practised_on = DateField(label="On which day?", error_messages={"required": "Enter the day"})
    locality = forms.ModelChoiceField(
        label="Where?",
        queryset=Locality.objects.all(),
        empty_label="Choose",
        error_messages={"required": "Choose where"},
    )
    asked = forms.ModelChoiceField(
        label="Who can confirm it?",
        help_text="Your line manager, or a registered therapist. They get an e-mail.",
        queryset=User.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose who can confirm it"},
    )

    def __init__(self, *args: object, person: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["asked"].queryset = possible_confirmers(person)  # type: ignore[attr-defined]


class ConditionsForm(ReasonForm):
    conditions = forms.CharField(
        label="Conditions",
        help_text="In words that the public register shows, such as “Works together with a registered therapist”. "
        "They take the place of the present ones. Leave this empty to lift the conditions.",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
    )
    conditions_from = DateField(label="First day", help_text="Leave empty for at once.", required=False)
    conditions_until = DateField(
        label="End", help_text="From this day they no longer hold. Leave empty for until changed.", required=False
    )
    field_order = ["conditions", "conditions_from", "conditions_until", "reason"]


class TermForm(ReasonForm):
    """A grant or a renewal: what is covered and until when."""

    tenures = forms.MultipleChoiceField(
        label="Tenures",
        choices=Tenure.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one tenure"},
    )
    localities = forms.ModelMultipleChoiceField(
        label="Localities",
        queryset=Locality.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
        error_messages={"required": "Choose at least one locality"},
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of adaptation",
        help_text="Tick none to cover every kind up to the scheme’s tier.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_until = DateField(
        label="Renew before",
        help_text="From this day it no longer holds, unless it is renewed.",
        error_messages={"required": "Enter the day before which it must be renewed"},
    )
    conditions = forms.CharField(
        label="Conditions",
        help_text="Restrictions in words that the public register shows.",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
    )
    field_order = ["tenures", "localities", "kinds", "valid_until", "conditions", "reason"]

    def __init__(self, *args: object, entry: RegisterEntry, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _offer_kinds(self, entry.scheme)
        self.fields["valid_until"].initial = default_end(entry)

    def new_scope(self) -> NewScope:
        return NewScope(
            tenures=[Tenure(tenure) for tenure in self.cleaned_data["tenures"]],
            localities=self.cleaned_data["localities"],
            kinds=self.cleaned_data.get("kinds", []),
        )


class ApplyForm(forms.Form):
    """What an applicant asks to be accredited for. An officer decides what is covered."""

    tenures = forms.MultipleChoiceField(
        label="In which homes?",
        choices=Tenure.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one tenure"},
    )
    localities = forms.ModelMultipleChoiceField(
        label="In which localities?",
        queryset=Locality.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
        error_messages={"required": "Choose at least one locality"},
    )
    kinds = forms.MultipleChoiceField(
        label="Which kinds of adaptation?",
        help_text="Tick none to ask for every kind up to the scheme’s tier.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, scheme: Scheme, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _offer_kinds(self, scheme)


def _offer_kinds(form: forms.Form, scheme: Scheme) -> None:
    """The kinds that the scheme's tier reaches; no such question where it has no tier."""
    if not scheme.tier:
        del form.fields["kinds"]
        return
    within = [tier for tier in Tier if tier.rank <= Tier(scheme.tier).rank]
    items = Adaptation.objects.filter(tier__in=within)
    form.fields["kinds"].choices = kinds_of_adaptation(items)  # type: ignore[attr-defined]


def kinds_of_adaptation(items: QuerySet[Adaptation]) -> list[tuple[str, str]]:
    """The categories of these items of the catalogue, as choices."""
    kinds = items.order_by("category").values_list("category", flat=True).distinct()
    return [(kind, kind.replace("-", " ").capitalize()) for kind in kinds]


def default_end(entry: RegisterEntry) -> date:
    """Three years from today, or from the end of a term that still holds."""
    start = max(entry.valid_until or clock.today(), clock.today())
    return months_later(start, 12 * DEFAULT_YEARS)


class LineageForm(forms.Form):
    """Whose signatures, and from which day to which."""

    is_search = True

    who = forms.CharField(
        label="Trainer",
        help_text="Any part of the name or e-mail address.",
        max_length=100,
        error_messages={"required": "Enter a name or an e-mail address"},
    )
    since = DateField(
        label="Signed from",
        help_text="For example 4 6 2026.",
        error_messages={"required": "Enter the first day"},
    )
    until = DateField(
        label="Signed until",
        help_text="This day counts too.",
        error_messages={"required": "Enter the last day"},
    )

    def clean(self) -> dict[str, object]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day cannot come before the first")
        return values


class PrecautionForm(forms.Form):
    """Whom to suspend, why, and when it is looked at again."""

    chosen = forms.MultipleChoiceField(
        label="Suspend",
        help_text="Untick whom you do not want to suspend.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose whom to suspend",
            "invalid_choice": "%(value)s can no longer be suspended. Look at the list again.",
        },
    )
    reason = LongTextField(
        label="Reason",
        help_text="For the record of each accreditation. The people concerned can read it, so name nobody. "
        "The public register never shows it.",
        missing="Enter the reason for this decision",
    )
    review_on = DateField(
        label="Look at it again by",
        help_text="Everyone is told this day.",
        error_messages={"required": "Enter the day by which you look at it again"},
    )

    def __init__(self, *args: object, choices: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if choices:
            self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["chosen"]

    def chosen_numbers(self) -> list[str]:
        return self.cleaned_data.get("chosen", [])


class FoundForm(forms.Form):
    """What looking into the signatures has shown."""

    reason = LongTextField(
        label="What was found",
        help_text="For the record. Only officers and governance read it.",
        missing="Enter what was found",
    )


class FollowUpForm(forms.Form):
    """What came of an outage report."""

    note = LongTextField(
        label="What was done",
        help_text="Such as whom you called, and which work was stopped or may stand. Only officers read it.",
        missing="Enter what was done",
    )


class AsOfForm(forms.Form):
    """A day, and optionally another by whose end it had to be recorded. Neither lies ahead."""

    is_search = True

    on = DateField(label="Day", error_messages={"required": "Enter the day"})
    known = DateField(
        label="As known on (optional)",
        help_text="Leave it empty for everything that is known now.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("on", "known"):
            if values.get(name) and values[name] > clock.today():
                self.add_error(name, "Enter today or a day in the past")
        return values
