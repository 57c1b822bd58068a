"""Forms of the directory of other services, and of what is suggested out of it."""

from typing import Any

from django import forms

from cases.constants.directory import Answered, GotThere, ToldHow, Topic, Wanted
from cases.forms.fields import EditForm, SectionedForm, one_of, words
from cases.forms.fields import line as one_line
from cases.models import ListedService
from cases.seen import mark_of_service
from cases.selectors.directory import SHOWN
from cases.services import ServiceDetails
from core.forms import DateField
from people.models import Locality


class DirectoryForm(forms.Form):
    """What to look for in the directory. `is_choosing` leaves out what is no longer suggested."""

    is_search = True
    search = forms.CharField(label="Words", required=False, max_length=120)
    topic = forms.ChoiceField(label="Helps with", choices=[("", "Anything"), *Topic.choices], required=False)
    locality = forms.ModelChoiceField(
        label="Serves", queryset=Locality.objects.all(), required=False, empty_label="Anywhere"
    )
    age = forms.IntegerField(
        label="Age", required=False, min_value=0, max_value=130, widget=forms.TextInput({"inputmode": "numeric"})
    )
    shown = forms.ChoiceField(label="Show", choices=list(SHOWN.items()), required=False)

    def __init__(self, *args: Any, is_choosing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_choosing:
            del self.fields["shown"]

    def wanted(self) -> Wanted:
        if not self.is_valid():
            return Wanted()
        data = self.cleaned_data
        return Wanted(
            search=data["search"],
            topic=data["topic"],
            locality=data["locality"].pk if data["locality"] else None,
            age=data["age"],
            shown=data.get("shown", ""),
        )


def _age(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=130,
        widget=forms.TextInput({"inputmode": "numeric", "class": "nhsuk-input nhsuk-input--width-3"}),
        error_messages={"invalid": "Enter the age in years, such as 60"},
    )


class ServiceForm(EditForm, SectionedForm):
    """An entry of the directory."""

    organisation = one_line("Who offers it", "Enter who offers it", length=160)
    name = one_line("Name of the service", "Enter the name of the service", length=160)
    description = words(
        "What it does", "Say what it does", hint="In words that you would use with the person. They read this."
    )
    topics = forms.MultipleChoiceField(
        label="What does it help with?",
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that it helps with"},
    )
    minimum_age = _age("From what age?")
    maximum_age = _age("Up to what age?")
    eligibility = words("Who else is it for?", "", required=False, rows=2, hint="For example carers, or tenants.")
    localities = forms.ModelMultipleChoiceField(
        label="Where does it serve people?",
        queryset=Locality.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all of them empty if it serves the whole area.",
    )
    costs = words("What does it cost?", "", required=False, rows=2, hint="One price on each line. Say “Free” if it is.")
    telephone = one_line("Telephone", length=30)
    email = forms.EmailField(label="E-mail address", required=False)
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    contact_name = one_line("Who to ask for", length=120)
    opening_times = words("When is it open?", "", required=False, rows=2)
    places = words("Where is it?", "", required=False, rows=3, hint="One place on each line, with its address.")
    layout = [
        ("The service", ["organisation", "name", "description", "topics"]),
        ("Who it is for", ["minimum_age", "maximum_age", "eligibility", "localities", "costs"]),
        ("How to reach it", ["telephone", "email", "website", "contact_name", "opening_times", "places"]),
    ]

    @staticmethod
    def kept(service: ListedService) -> dict[str, Any]:
        """What an entry says, to change it, with the mark of it."""
        plain = [name for _, names in ServiceForm.layout for name in names]
        return {name: getattr(service, name) for name in plain if name not in {"topics", "localities"}} | {
            "topics": [one.topic for one in service.topics.all()],
            "localities": [one.pk for one in service.localities.all()],
            "seen": mark_of_service(service),
        }

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        topics, localities = [Topic(one) for one in data.pop("topics")], list(data.pop("localities"))
        seen = {"seen": data.pop("seen")} if "seen" in data else {}
        return seen | {"details": ServiceDetails(topics=topics, localities=localities, **data)}


class SuggestForm(forms.Form):
    """What somebody was told it for, how, and what they make of it."""

    topic = one_of("What is it for?", Topic.choices, "Choose what it is for")
    told_how = one_of("How did you tell them?", ToldHow.choices, "Choose how you told them")
    answered = one_of("What do they make of it?", Answered.choices, "Choose what they make of it")
    said = words("What did they say?", "", required=False, rows=2, hint="In their own words, as far as you can.")
    ask_again_on = DateField(
        label="When does somebody ask whether they got there?",
        required=False,
        help_text="For example, 4 6 2027. Leave it empty if they do not want it.",
    )

    def __init__(self, *args: Any, service: ListedService, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(one.topic, one.get_topic_display()) for one in service.topics.all()]
        self.fields["topic"].choices = topics  # type: ignore[attr-defined]
        if len(topics) == 1:
            self.fields["topic"].initial = topics[0][0]

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {
            "topic": Topic(data["topic"]),
            "told_how": ToldHow(data["told_how"]),
            "answered": Answered(data["answered"]),
        }


class FollowUpForm(forms.Form):
    got_there = one_of("Did they get there?", GotThere.choices, "Choose whether they got there")
    note = words("What did they say of it?", "", required=False, rows=2)
    ask_again_on = DateField(
        label="If not yet: when do we ask again?", required=False, help_text="For example, 4 6 2027."
    )

    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"got_there": GotThere(self.cleaned_data["got_there"])}
