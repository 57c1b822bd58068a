"""Forms about the person of a case, their home, who decides, and who may be told."""

from datetime import date
from typing import Any

from django import forms

from cases.constants.conversation import Capacity
from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.people import (
    AccessibleFormat,
    ContactRoute,
    FlagKind,
    HowGiven,
    PersonMark,
    PowerKind,
    SharingScope,
)
from cases.forms.conversation import who_decides
from cases.forms.fields import Data, EditForm, SectionedForm, line, one_of, words
from cases.forms.referrals import TENURES, TO_CONFIRM, consent, lawful_bases, localities
from cases.models import Case, Home, Person
from cases.models.home import UPRN
from cases.seen import PERSON, mark_of_contact_rules, mark_of_home, mark_of_person
from core import clock
from core.forms import DateField
from people.models import Organisation


def day(label: str, missing: str = "", hint: str = "For example, 27 3 2027") -> DateField:
    return DateField(
        label=label,
        required=bool(missing),
        help_text=hint,
        error_messages={"required": missing, "incomplete": "Enter day, month and year"},
    )


def not_in_the_future(on: date | None) -> date | None:
    if on and on > clock.today():
        raise forms.ValidationError("The day cannot be in the future")
    return on


class Plain(forms.Form):
    """A form whose values are what its verb takes."""

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class PersonForm(EditForm, Plain):
    """Who the person is, and what helps them."""

    name = line("Full name", "Enter the person’s name", autocomplete="off")
    date_of_birth = DateField(label="Date of birth", required=False, help_text="For example, 27 3 1948")
    telephone = line("Telephone", length=30, autocomplete="off", inputmode="tel")
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        error_messages={"invalid": "Enter an e-mail address like name@example.org"},
    )
    safe_contact = words("How to get in touch safely", "", rows=2, required=False)
    communication_needs = words("What helps them to understand and be understood", "", rows=2, required=False)
    accessible_format = one_of(
        "How they want what we write to them", AccessibleFormat.choices, "Choose one", widget=forms.Select
    )

    def __init__(self, data: Data = None, *, person: Person) -> None:
        kept = {name: getattr(person, name) for name in PERSON}
        super().__init__(data, initial=kept | {"seen": mark_of_person(person)})

    def clean_date_of_birth(self) -> Any:
        return not_in_the_future(self.cleaned_data["date_of_birth"])


class ContactForm(EditForm, SectionedForm):
    """Of each way to reach somebody, whether it is safe."""

    SAFE = [("", "Not asked yet"), ("yes", "Safe"), ("no", "Never")]

    def __init__(self, data: Data = None, *, person: Person) -> None:
        rules = {rule.route: rule for rule in person.contact_rules.all()}
        initial: dict[str, Any] = {"seen": mark_of_contact_rules(person)}
        super().__init__(data, initial=initial)
        layout = []
        for route in ContactRoute:
            self.fields[route] = forms.ChoiceField(
                label=route.label, choices=self.SAFE, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{route}_note"] = line(f"What to mind: {route.label.lower()}", length=200)
            if rule := rules.get(route):
                initial |= {route: "yes" if rule.is_allowed else "no", f"{route}_note": rule.note}
            layout.append((route.label, [route.value, f"{route}_note"]))
        self.initial = initial
        self.layout = tuple(layout)

    def details(self) -> dict[str, Any]:
        known = {"yes": True, "no": False}
        data = self.cleaned_data
        rules = {route: (known.get(data[route]), data[f"{route}_note"]) for route in ContactRoute}
        return {"rules": rules, "seen": data["seen"]}


class PersonStatusForm(forms.Form):
    """Mark once that somebody has died or moved away."""

    what = one_of("What has happened", [("died", "The person died"), ("moved", "The person moved away")], "Choose one")
    on = day("On which day", "Enter the day")

    def clean_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["on"])

    def details(self) -> dict[str, Any]:
        return {f"{self.cleaned_data['what']}_on": self.cleaned_data["on"]}


class UnmarkForm(Plain):
    """Take back a mark that was a mistake."""

    mark = one_of("Which mark", PersonMark.choices, "Choose which mark to take back")
    reason = words("Why it is taken back", "Write why it is taken back", rows=2)

    def __init__(self, data: Data = None, *, person: Person) -> None:
        standing = [mark for mark in PersonMark if getattr(person, f"{mark}_on")]
        super().__init__(data, initial={"mark": standing[0]} if len(standing) == 1 else None)
        self.fields["mark"].choices = [(mark.value, mark.label) for mark in standing]  # type: ignore[attr-defined]


class HomeForm(EditForm, Plain):
    """Where the home is and how it is held."""

    address = words("Address", "Enter the address", hint="One line for each part, without the postcode.", rows=3)
    postcode = line("Postcode", "Enter the postcode", length=10)
    tenure = one_of("How the home is held", TENURES, "Choose how the home is held, or “To confirm”")
    locality = localities()
    uprn = line("Property reference number (UPRN)", length=12, hint="Up to 12 digits, if you know it.")

    def __init__(self, data: Data = None, *, home: Home | None = None) -> None:
        initial: dict[str, Any] = {}
        if home:
            initial = {name: getattr(home, name) for name in ("address", "postcode", "uprn")}
            initial |= {"tenure": home.tenure or TO_CONFIRM, "locality": home.locality.code, "seen": mark_of_home(home)}
        super().__init__(data, initial=initial)
        self.fields["uprn"].validators.append(UPRN)

    def clean_tenure(self) -> str:
        tenure = self.cleaned_data["tenure"]
        return "" if tenure == TO_CONFIRM else tenure


class MoveForm(HomeForm):
    """The person moves, and the case goes on in the new home."""

    moved_on = day("From which day they live there", "Enter the day")

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"moved_on": data.pop("moved_on"), "home": None, "details": data}


class ResidentForm(Plain):
    """Somebody else who lives in the home."""

    name = line("Full name", "Enter their name", autocomplete="off")
    date_of_birth = DateField(label="Date of birth", required=False, help_text="For example, 27 3 1948")
    since = day("From which day they live here", "Enter the day")

    def clean_since(self) -> Any:
        return not_in_the_future(self.cleaned_data["since"])


class EndForm(Plain):
    on = day("From which day", "Enter the day")


class AnotherCaseForm(Plain):
    """Why a case is opened for somebody else of the home, and by what right."""

    lawful_basis = lawful_bases()
    consent_given = consent()
    route = one_of("Who sent or brought them", ReferralRoute.choices, "Choose how they came")
    reason = words("What is difficult for them at home", "Write what is difficult for them at home")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("lawful_basis") == LawfulBasis.CONSENT and not data.get("consent_given", "").strip():
            self.add_error("consent_given", "Write how and when consent was given")
        return data


class CarerForm(Plain):
    """Who looks after the person."""

    carer = forms.ModelChoiceField(
        label="Who looks after them",
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose who looks after them"},
        help_text="People who live in the home. Write down somebody else who lives here first, if they are missing.",
    )
    tie = line("What they are to each other", "Write what they are to each other", hint="Such as wife, son, friend.")
    since = day("Since when", "Enter the day")

    def __init__(self, data: Data = None, *, people: Any) -> None:
        super().__init__(data)
        field = self.fields["carer"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


class FlagForm(Plain):
    """Warn whoever goes to the address."""

    reason = words("How this is known", "Write how this is known", hint="Who saw it, and when.", rows=2)
    kind = one_of("What kind of warning", FlagKind.choices, "Choose the kind of warning")
    words = line(
        "What to know, and what to do",
        "Write what to know and what to do",
        length=200,
        hint="Such as “A large dog: ring first, so that it is shut away”. It stands on every case of this home.",
    )
    review_on = day("Look at it again on", "Enter the day on which this is looked at again")

    field_order = ["kind", "words", "reason", "review_on"]

    def clean_review_on(self) -> date:
        on = self.cleaned_data["review_on"]
        if on <= clock.today():
            raise forms.ValidationError("The day must be in the future")
        return on


class KeepFlagForm(Plain):
    review_on = day("Look at it again on", "Enter the day on which this is looked at again")

    clean_review_on = FlagForm.clean_review_on


class EndFlagForm(Plain):
    reason = words("Why the warning comes down", "Write why the warning comes down", rows=2)


class PowerForm(Plain):
    """By what somebody decides or speaks for the person, and the paper that was seen."""

    kind = one_of("What they are", PowerKind.choices, "Choose what they are")
    holder = line("Their name", "Enter their name", autocomplete="off")
    reach = line("How to reach them", length=160)
    decisions = words("Which decisions it covers", "Write which decisions it covers", hint="As the paper says.", rows=2)
    document = line("Which paper you have seen", "Write which paper you have seen", length=160)
    seen_on = day("When you saw it", "Enter the day on which you saw it")
    valid_from = day("It holds from", "Enter the day from which it holds")
    valid_until = day("First day on which it no longer holds", hint="Leave empty if it has no end.")

    def clean_seen_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["seen_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", "It cannot end before it begins")
        return data


class CapacityForm(Plain):
    """Whether the person could make one decision, today."""

    decision = line(
        "Which decision", "Write which decision", length=200, hint="One decision, such as “to have a stairlift”."
    )
    finding = one_of("Who decides", Capacity.choices, "Choose who decides")
    support_tried = words(
        "What was done to help them decide",
        "",
        hint="Time of day, pictures, an interpreter, somebody they trust. Leave empty if they needed no help.",
        rows=2,
        required=False,
    )

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data)
        self.fields["power"] = who_decides(case)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        finding = data.get("finding")
        if finding and finding != Capacity.DECIDES and not data.get("support_tried", "").strip():
            self.add_error("support_tried", "Write what was done to help them decide")
        if finding == Capacity.REPRESENTED and not data.get("power") and "power" not in self.errors:
            self.add_error("power", "Choose who decides. Record their power first if they are not in the list")
        return data


class SharingForm(Plain):
    """What a partner may be told about the person, and by what right."""

    organisation = forms.ModelChoiceField(
        label="Who may be told",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label="Choose one",
        error_messages={"required": "Choose who may be told", "invalid_choice": "Choose who may be told"},
    )
    scope = one_of("How much", SharingScope.choices, "Choose how much they may be told")
    lawful_basis = one_of("By what right", LawfulBasis.choices, "Choose by what right")
    how_given = one_of(
        "If it is consent: how it was given", [("", "It is not consent"), *HowGiven.choices], "Choose how"
    )
    given_on = day("From which day", "Enter the day")
    note = words("What was said about it", "", rows=2, required=False)

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data)
        others = Organisation.objects.ours().exclude(pk=case.organisation_id)
        self.fields["organisation"].queryset = others  # type: ignore[attr-defined]
        self.fields["how_given"].required = False

    def clean_given_on(self) -> Any:
        return not_in_the_future(self.cleaned_data["given_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("lawful_basis") == LawfulBasis.CONSENT and not data.get("how_given"):
            self.add_error("how_given", "Choose how consent was given")
        return data


class WithdrawForm(Plain):
    how = one_of("How it was taken back", HowGiven.choices, "Choose how it was taken back")
