"""Forms of a referral: taken, sent, asked for, and decided about."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from cases import selectors
from cases.constants.intake import LawfulBasis, ReferralRoute
from cases.constants.people import AccessibleFormat
from cases.constants.referrals import DeclineReason, Urgency
from cases.forms.fields import Data, SectionedForm, line, one_of, words
from cases.models import Case, Home, Person
from cases.models.home import UPRN
from cases.services import HomeDetails, PersonDetails, ReferralDetails
from core import clock
from core.forms import DateField
from people.models import Locality, Organisation
from people.vocabulary import Tenure

Layout = tuple[tuple[str, list[str]], ...]
NEW = "new"
TO_CONFIRM = "to_confirm"
TENURES = [*Tenure.choices, (TO_CONFIRM, "To confirm")]


def localities(label: str = "Locality") -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Locality.objects.all(),
        to_field_name="code",
        empty_label="Choose one",
        error_messages={"required": "Choose the locality", "invalid_choice": "Choose the locality"},
    )


class ToldForm(SectionedForm):
    """What every referral asks: who, where, what is difficult, and how pressing it is."""

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
        hint="Such as an interpreter, more time, a hearing loop.",
        rows=2,
        required=False,
    )
    accessible_format = one_of(
        "How they want what we write to them",
        AccessibleFormat.choices,
        "Choose how they want what we write",
        widget=forms.Select,
    )
    address = words("Address", "Enter the address", hint="One line for each part, without the postcode.", rows=3)
    postcode = line("Postcode", "Enter the postcode", length=10)
    tenure = one_of("How the home is held", TENURES, "Choose how the home is held, or “To confirm”")
    locality = localities()
    reason = words(
        "What is difficult at home", "Write what is difficult at home", hint="In their own words where you can."
    )
    urgency = one_of("How soon", Urgency.choices, "Choose how soon")
    urgency_reason = words("Why it presses", "", hint="Leave empty if it can wait its turn.", rows=2, required=False)

    PERSON = ("name", "date_of_birth", "telephone", "email", "safe_contact", "communication_needs", "accessible_format")

    def __init__(self, data: Data = None, *, initial: Mapping[str, Any] | None = None) -> None:
        standing = {"accessible_format": AccessibleFormat.STANDARD, "urgency": Urgency.ROUTINE}
        super().__init__(data, initial=standing | dict(initial or {}))

    def clean_date_of_birth(self) -> Any:
        born = self.cleaned_data["date_of_birth"]
        if born and born > clock.today():
            raise forms.ValidationError("The date of birth must be in the past")
        return born

    def clean_tenure(self) -> str:
        tenure = self.cleaned_data["tenure"]
        return "" if tenure == TO_CONFIRM else tenure

    def clean_reason(self) -> str:
        return self.cleaned_data["reason"].strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("urgency", Urgency.ROUTINE) != Urgency.ROUTINE and not data.get("urgency_reason", "").strip():
            self.add_error("urgency_reason", "Say why it cannot wait")
        if data.get("lawful_basis") == LawfulBasis.CONSENT and not data.get("consent_given", "").strip():
            self.add_error("consent_given", "Write how and when consent was given")
        return data

    def person(self) -> PersonDetails:
        return PersonDetails(**{name: self.cleaned_data[name] for name in self.PERSON})

    def home(self) -> HomeDetails:
        data = self.cleaned_data
        fields = {name: data[name] for name in ("address", "postcode", "tenure", "locality")}
        return HomeDetails(**fields, uprn=data.get("uprn", ""))

    def told(self) -> ReferralDetails:
        names = ReferralDetails.__dataclass_fields__
        return ReferralDetails(**{name: value for name, value in self.cleaned_data.items() if name in names})


def lawful_bases() -> forms.ChoiceField:
    return one_of(
        "Why we may keep this",
        LawfulBasis.choices,
        "Choose why we may keep this",
        hint="For most of us it is public task. Choose consent only if nothing else gives us the right.",
    )


def consent() -> forms.CharField:
    return words(
        "If consent is the reason: how and when it was given",
        "",
        hint="Otherwise leave it empty.",
        rows=2,
        required=False,
    )


class SameForm(forms.Form):
    """Whether a person or a home that is known already is the same. They are proposed; nothing is merged unasked."""

    SAME: tuple[str, ...] = ("known_person", "known_home")

    def offer(self, people: list[Person], homes: list[Home]) -> None:
        self.people, self.homes = people, homes
        if people:
            known = [(str(one.pk), selectors.person_in_words(one)) for one in people]
            self.fields["known_person"] = one_of(
                "Is this somebody we know?",
                [*known, (NEW, "No, this is somebody new")],
                "Say whether this is somebody we know",
            )
        if homes:
            known = [(str(one.pk), one.in_one_line) for one in homes]
            self.fields["known_home"] = one_of(
                "Is this a home we know?",
                [*known, (NEW, "No, this is another home")],
                "Say whether this is a home we know",
            )

    def same(self) -> dict[str, Person | Home | None]:
        chosen = {name: self.cleaned_data.get(name, NEW) for name in ("known_person", "known_home")}
        return {
            "known_person": next((one for one in self.people if str(one.pk) == chosen["known_person"]), None),
            "known_home": next((one for one in self.homes if str(one.pk) == chosen["known_home"]), None),
        }


class ReferralForm(ToldForm, SameForm):
    """Take a referral: by what right it is written down, who, where, why and how they came."""

    lawful_basis = lawful_bases()
    consent_given = consent()
    uprn = line("Property reference number (UPRN)", length=12, hint="Up to 12 digits, if you know it.")
    route = one_of("Who sent or brought them", ReferralRoute.choices, "Choose how they came")
    care_setting = line("Hospital or other place of care, if they are in one", length=160)
    discharge_on = DateField(label="Expected to go home on", required=False, help_text="For example, 27 3 2027")

    layout: Layout = (
        ("Before you write anything down", ["lawful_basis", "consent_given"]),
        (
            "The person",
            [
                "name",
                "date_of_birth",
                "telephone",
                "email",
                "safe_contact",
                "communication_needs",
                "accessible_format",
            ],
        ),
        ("Their home", ["address", "postcode", "tenure", "locality", "uprn"]),
        ("The referral", ["route", "reason", "urgency", "urgency_reason", "care_setting", "discharge_on"]),
    )

    def __init__(self, data: Data = None, *, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["uprn"].validators.append(UPRN)
        self.people, self.homes = [], []
        if data is not None and organisation:
            self._offer_known(data, organisation)

    def _offer_known(self, data: Any, organisation: Organisation) -> None:
        born = self.fields["date_of_birth"]
        try:
            day = born.clean(born.widget.value_from_datadict(data, {}, "date_of_birth"))
        except forms.ValidationError:
            day = None
        people = selectors.people_like(
            organisation, name=data.get("name", ""), date_of_birth=day, telephone=data.get("telephone", "")
        )
        homes = selectors.homes_like(
            organisation,
            address=data.get("address", ""),
            postcode=data.get("postcode", ""),
            uprn=data.get("uprn", ""),
        )
        self.offer(people, homes)
        known = [name for name in self.SAME if name in self.fields]
        if known:
            self.layout = (("We may know them already", known), *self.layout)

    def details(self) -> dict[str, Any]:
        """The form as the service takes it."""
        told = self.told()
        more = {name: getattr(told, name) for name in ReferralDetails.__dataclass_fields__}
        return {"person": self.person(), "home": self.home(), **more, **self.same()}


class SendForm(ToldForm):
    """Refer somebody to another organisation of the partnership."""

    to = forms.ModelChoiceField(
        label="Refer them to",
        queryset=Organisation.objects.none(),
        to_field_name="code",
        empty_label="Choose one",
        error_messages={"required": "Choose where to refer them", "invalid_choice": "Choose where to refer them"},
    )
    lawful_basis = one_of(
        "Why you may tell them",
        LawfulBasis.choices,
        "Choose why you may tell them",
        hint="For most of us it is public task. Choose consent only if nothing else gives you the right.",
    )
    consent_given = consent()
    route = one_of("You are writing for", ReferralRoute.choices, "Choose for whom you are writing")
    care_setting = line("Hospital or other place of care, if they are in one", length=160)
    discharge_on = DateField(label="Expected to go home on", required=False, help_text="For example, 27 3 2027")

    layout = (
        ("Where to, and by what right", ["to", "lawful_basis", "consent_given", "route"]),
        ("The person", list(ToldForm.PERSON)),
        ("Their home", ["address", "postcode", "tenure", "locality"]),
        ("What is difficult", ["reason", "urgency", "urgency_reason", "care_setting", "discharge_on"]),
    )

    def __init__(self, data: Data = None, *, to: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = to

    def details(self) -> dict[str, Any]:
        return {"person": self.person(), "home": self.home(), "told": self.told(), "to": self.cleaned_data["to"]}


class AcceptForm(ReferralForm):
    """Accept what came from outside. What was told cannot be changed here; what is missing is added."""

    OURS = ("lawful_basis", "consent_given", "tenure", "locality", "uprn")

    def __init__(self, data: Data = None, *, organisation: Organisation, referral: Any) -> None:
        self.referral = referral
        told = {"tenure": referral.tenure or TO_CONFIRM, "uprn": referral.uprn}
        if referral.locality:
            told["locality"] = referral.locality.code
        super().__init__(data, initial=told)
        for name in [name for name in self.fields if name not in self.OURS]:
            del self.fields[name]
        people = selectors.people_like(
            organisation, name=referral.name, date_of_birth=referral.date_of_birth, telephone=referral.telephone
        )
        homes = selectors.homes_like(
            organisation, address=referral.address, postcode=referral.postcode, uprn=referral.uprn
        )
        self.offer(people, homes)
        known = [name for name in self.SAME if name in self.fields]
        self.layout = (
            ("By what right", ["lawful_basis", "consent_given"]),
            *([("We may know them already", known)] if known else []),
            ("The home", ["tenure", "locality", "uprn"]),
        )

    def details(self) -> dict[str, Any]:
        data, told = self.cleaned_data, self.referral
        return {
            "home": HomeDetails(
                address=told.address,
                postcode=told.postcode,
                tenure=data["tenure"],
                locality=data["locality"],
                uprn=data["uprn"],
            ),
            "lawful_basis": data["lawful_basis"],
            "consent_given": data["consent_given"],
            **self.same(),
        }


class JoinForm(forms.Form):
    """Add a referral to a case of the same person that is open already."""

    case = forms.ModelChoiceField(
        label="Open case",
        queryset=Case.objects.none(),
        to_field_name="reference",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the case", "invalid_choice": "Choose the case"},
    )
    note = words("What is new in it", "", rows=2, required=False)

    def __init__(self, data: Data = None, *, cases: Any) -> None:
        super().__init__(data)
        cast(forms.ModelChoiceField, self.fields["case"]).queryset = cases

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class DeclineForm(forms.Form):
    """Say that a referral is not taken on, and why (H19)."""

    reason = one_of("Why it is not taken on", DeclineReason.choices, "Choose why it is not taken on")
    note = words(
        "Who was told, and what they were pointed to", "Write who was told, and what they were pointed to", rows=3
    )

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
