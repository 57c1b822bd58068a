"""Forms of a case as a whole."""

import re
from typing import Any, cast

from django import forms

from cases.constants.conversation import Capacity, Considered
from cases.constants.intake import CaseState, ClosedReason, LawfulBasis, ReferralRoute
from cases.constants.lines import LineState
from cases.forms.fields import Data, SectionedForm, line, one_of, words
from cases.selectors import owners
from cases.services import HomeDetails, PersonDetails
from core import clock
from core.forms import DateField
from people.models import Locality, User
from people.vocabulary import Tenure

UPRN = re.compile(r"\d{1,12}")


class WorkListForm(forms.Form):
    """Narrow the work list. Whatever makes no sense is left out, so a list always comes."""

    is_search = True

    q = forms.CharField(label="Reference or name", max_length=80, required=False)
    state = forms.ChoiceField(
        label="Which cases",
        required=False,
        choices=[
            ("", "Every case"),
            *CaseState.choices,
            ("With a solution that is", LineState.choices),
        ],
    )
    owner = forms.ModelChoiceField(label="Owner", queryset=User.objects.none(), required=False, empty_label="Everybody")

    def __init__(self, data: Data, *, user: User) -> None:
        given = data.copy() if data is not None else None
        if given is not None and "state" not in given:
            given["state"] = CaseState.OPEN
        super().__init__(given)
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = owners(user)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        owner = self.cleaned_data.get("owner")
        return {
            "state": self.cleaned_data.get("state", ""),
            "owner": owner.pk if owner else None,
            "search": self.cleaned_data.get("q", "").strip(),
        }


class ReferralForm(SectionedForm):
    """Take a referral: who, where, why, how they came, and by what right it is written down."""

    name = line("Full name", "Enter the person’s name", autocomplete="off")
    date_of_birth = DateField(label="Date of birth", required=False, help_text="For example, 27 3 1948")
    telephone = line("Telephone", length=30, autocomplete="off", inputmode="tel")
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        error_messages={"invalid": "Enter an e-mail address like name@example.org"},
    )
    safe_contact = words(
        "How to get in touch safely",
        "",
        hint="When to ring, who may pick up, whether to leave a message.",
        rows=2,
        required=False,
    )
    communication_needs = words(
        "What helps them to understand and be understood",
        "",
        hint="Such as large print, an interpreter, more time, a hearing loop.",
        rows=2,
        required=False,
    )
    address = words("Address", "Enter the address", hint="One line for each part, without the postcode.", rows=3)
    postcode = line("Postcode", "Enter the postcode", length=10)
    tenure = one_of("Tenure", Tenure.choices, "Choose how the home is held")
    locality = forms.ModelChoiceField(
        queryset=Locality.objects.all(),
        to_field_name="code",
        empty_label="Choose one",
        error_messages={"required": "Choose the locality", "invalid_choice": "Choose the locality"},
    )
    uprn = line("Property reference number (UPRN)", length=12, hint="Up to 12 digits, if you know it.")
    route = one_of("Who sent or brought them", ReferralRoute.choices, "Choose how they came")
    reason = words(
        "What is difficult at home", "Write what is difficult at home", hint="In their own words where you can."
    )
    lawful_basis = one_of(
        "Why we may keep this",
        LawfulBasis.choices,
        "Choose why we may keep this",
        hint="For most of us it is public task. Choose consent only if nothing else gives us the right.",
    )

    layout = (
        ("The person", ["name", "date_of_birth", "telephone", "email", "safe_contact", "communication_needs"]),
        ("Their home", ["address", "postcode", "tenure", "locality", "uprn"]),
        ("The referral", ["route", "reason", "lawful_basis"]),
    )

    def clean_uprn(self) -> str:
        uprn = self.cleaned_data["uprn"].strip()
        if uprn and not UPRN.fullmatch(uprn):
            raise forms.ValidationError("Enter up to 12 digits, or leave it empty")
        return uprn

    def clean_date_of_birth(self) -> Any:
        born = self.cleaned_data["date_of_birth"]
        if born and born > clock.today():
            raise forms.ValidationError("The date of birth must be in the past")
        return born

    def details(self) -> dict[str, Any]:
        """The form as the service takes it."""
        data = self.cleaned_data
        person = ("name", "date_of_birth", "telephone", "email", "safe_contact", "communication_needs")
        home = ("address", "postcode", "tenure", "locality", "uprn")
        return {
            "person": PersonDetails(**{name: data[name] for name in person}),
            "home": HomeDetails(**{name: data[name] for name in home}),
            **{name: data[name] for name in ("route", "reason", "lawful_basis")},
        }


TALKED_OF = {
    "rehousing": "A move to another home",
    "equipment": "Equipment",
    "technology": "Technology",
    "rehabilitation": "Rehabilitation or reablement",
}


class ConversationForm(SectionedForm):
    """Record a conversation. Each solution other than an adaptation is talked through, with the reason."""

    what_matters = words(
        "What matters to the person", "Write what matters to the person", hint="In their own words where you can."
    )
    goals = words(
        "What they want to be able to do", "Write what they want to be able to do", hint="One goal on each line."
    )
    took_part = words("Who took part", "Write who took part", hint="The person, a carer, an advocate, you.", rows=2)
    had_time_alone_offered = forms.BooleanField(
        label="The person was offered time to talk alone with me", required=False
    )
    capacity = one_of("Who decides", Capacity.choices, "Choose who decides")
    capacity_note = words(
        "If somebody else decides: who, and which papers you have seen",
        "",
        hint="An attorney, guardian or deputy. Leave empty if the person decides.",
        rows=2,
        required=False,
    )

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        for name, label in TALKED_OF.items():
            self.fields[name] = one_of(label, Considered.choices, f"Choose what came of it: {label.lower()}")
            self.fields[f"{name}_reason"] = words(f"Why: {label.lower()}", f"Say why: {label.lower()}", rows=2)
        talked_of = [field for name in TALKED_OF for field in (name, f"{name}_reason")]
        self.layout = (
            ("What matters", ["what_matters", "goals"]),
            ("What else could help", talked_of),
            ("Who took part and who decides", ["took_part", "had_time_alone_offered", "capacity", "capacity_note"]),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("capacity") == Capacity.REPRESENTED and not data.get("capacity_note"):
            self.add_error("capacity_note", "Name who decides, and the papers that you have seen")
        return data

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        for name in TALKED_OF:
            data[name] = (data[name], data.pop(f"{name}_reason"))
        return data


class PersonStatusForm(forms.Form):
    """Mark once that somebody has died or moved away."""

    what = one_of("What has happened", [("died", "The person died"), ("moved", "The person moved away")], "Choose one")
    on = DateField(
        label="On which day",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Enter the day", "incomplete": "Enter day, month and year"},
    )

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError("The day cannot be in the future")
        return on

    def details(self) -> dict[str, Any]:
        return {f"{self.cleaned_data['what']}_on": self.cleaned_data["on"]}


class CloseForm(forms.Form):
    reason = one_of("Why the case ends", ClosedReason.choices, "Choose why the case ends")
    note = words(
        "Anything to add",
        "",
        hint="Needed when you lost touch or a service could not be given: what was tried, and why.",
        rows=3,
        required=False,
    )
    follow_up_on = DateField(
        label="Follow the person up on",
        required=False,
        help_text="Needed when you lost touch. For example, 27 3 2027",
    )

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
