"""What people type about sessions and bookings."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware

from core.forms import DateField
from modules.models import Module, ModuleVersion
from people.models import Locality, User
from training_sessions.checks import trainers_on
from training_sessions.constants import CUT_OFF_HOURS, OFFER_HOURS, AttendanceStatus
from training_sessions.models import DemonstrationArea, Place, Session, SessionDate
from training_sessions.services import DateSlot


def sentences(
    label: str, *, rows: int = 3, required: str = "", help_text: str = "", most: int = 1000
) -> forms.CharField:
    """A box for sentences. `required` is the message when it is left empty; without it the box is optional."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


class FindForm(forms.Form):
    """Narrows the list of sessions."""

    is_search = True

    module = forms.ChoiceField(label="Module", required=False)
    locality = forms.ChoiceField(label="Locality", required=False)
    day = DateField(label="From this day on", required=False)
    only_free = forms.BooleanField(label="Only with free places", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modules = Module.objects.order_by("position", "code").values_list("code", "title")
        localities = Locality.objects.values_list("code", "name")
        self.fields["module"].choices = [("", "Any module"), *modules]  # type: ignore[attr-defined]
        self.fields["locality"].choices = [("", "Any locality"), *localities]  # type: ignore[attr-defined]


class NeedsForm(forms.Form):
    """What the trainers should know."""

    needs = sentences(
        "Is there anything that would help you take part?",
        help_text="For example, large print, a seat near the door, or somebody who signs. Only the trainers see it.",
    )


class NoForm(forms.Form):
    """A step that only needs a yes."""


class ApologyForm(forms.Form):
    note = forms.CharField(
        label="Anything the trainers should know?",
        required=False,
        max_length=300,
        help_text="You need not say why. Do not write about your health.",
    )


class ColleagueForm(forms.Form):
    """A colleague, found by e-mail address."""

    email = forms.EmailField(
        label="Your colleague’s e-mail address", error_messages={"required": "Enter your colleague’s e-mail address"}
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        found = User.objects.filter(email=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError("Nobody here has this e-mail address. Check how it is written.")
        self.user: User = found
        return email


class StaffForm(NeedsForm):
    """One of the people whom somebody manages."""

    person = forms.ModelChoiceField(
        label="Who is to come?", queryset=User.objects.none(), error_messages={"required": "Choose one of your staff"}
    )
    field_order = ["person", "needs"]

    def __init__(self, staff: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = staff  # type: ignore[attr-defined]


class TimesForm(forms.Form):
    """A day, a start, an end, and which lessons are taught then."""

    day = DateField(label="Day")
    start = forms.TimeField(
        label="Start", help_text="For example, 9:30", error_messages={"invalid": "Enter the start as a time, like 9:30"}
    )
    end = forms.TimeField(
        label="End", help_text="For example, 12:30", error_messages={"invalid": "Enter the end as a time, like 12:30"}
    )
    lessons = forms.MultipleChoiceField(
        label="Which lessons are taught?",
        widget=forms.CheckboxSelectMultiple,
        help_text="What is left out is learned online.",
        error_messages={"required": "Choose at least one lesson"},
    )

    def __init__(self, version: ModuleVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = [(lesson.id, f"{lesson.title} ({lesson.minutes} minutes)") for lesson in version.lesson_heads]
        self.fields["lessons"].choices = heads  # type: ignore[attr-defined]
        if not self.is_bound and "lessons" not in self.initial:
            self.initial["lessons"] = [lesson_id for lesson_id, _ in heads]

    @staticmethod
    def as_it_is(session_date: SessionDate) -> dict[str, object]:
        start, end = localtime(session_date.starts_at), localtime(session_date.ends_at)
        return {
            "day": start.date(),
            "start": f"{start:%H:%M}",
            "end": f"{end:%H:%M}",
            "lessons": session_date.lesson_ids,
        }

    @property
    def slot(self) -> DateSlot:
        values = self.cleaned_data
        return DateSlot(
            starts_at=_moment(values["day"], values["start"]),
            ends_at=_moment(values["day"], values["end"]),
            lesson_ids=values["lessons"],
        )


def _moment(day: date, at: time) -> datetime:
    return make_aware(datetime.combine(day, at))


class SessionFactsForm(forms.Form):
    """Where, how many, and what people should know."""

    place = forms.ModelChoiceField(
        label="Place",
        queryset=Place.objects.filter(is_in_use=True),
        error_messages={"required": "Choose a place"},
    )
    capacity = forms.IntegerField(label="How many people can come?", min_value=1, max_value=500)
    note = sentences("What should people know or bring?")
    offer_hours = forms.IntegerField(
        label="For how many hours is a freed place kept for the next person?",
        min_value=1,
        max_value=240,
        initial=OFFER_HOURS,
    )
    cut_off_hours = forms.IntegerField(
        label="How many hours before the start does an apology count as late?",
        min_value=0,
        max_value=240,
        initial=CUT_OFF_HOURS,
    )

    @staticmethod
    def initial_of(session: Session) -> dict[str, object]:
        return {name: getattr(session, name) for name in SessionFactsForm.base_fields}


def trainer_field(label: str, required: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=User.objects.none(), error_messages={"required": required})


def _set_trainers(form: forms.Form, day: date, *names: str) -> None:
    trainers = User.objects.filter(pk__in=[one.pk for one in trainers_on(day)]).order_by("last_name", "first_name")
    for name in names:
        form.fields[name].queryset = trainers  # type: ignore[attr-defined]


class ScheduleForm(TimesForm, SessionFactsForm):
    """A new session with its first date and its pair."""

    first_trainer = trainer_field("First trainer", "Choose the first trainer")
    second_trainer = trainer_field("Second trainer", "Choose the second trainer")
    field_order = ["day", "start", "end", "place", "first_trainer", "second_trainer", "capacity", "lessons"]

    def __init__(self, version: ModuleVersion, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(version, *args, **kwargs)
        _set_trainers(self, today, "first_trainer", "second_trainer")


class SubstituteForm(forms.Form):
    """Who stands down, who steps in, and why."""

    stands_down = trainer_field("Who cannot lead?", "Choose who cannot lead")
    steps_in = trainer_field("Who steps in?", "Choose who steps in")
    reason = sentences("Why?", required="Say why a substitute steps in", help_text="Do not write about health.")

    def __init__(self, pair: tuple[User, User], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_trainers(self, today, "steps_in")
        self.fields["stands_down"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=[trainer.pk for trainer in pair]
        )


class ReasonForm(forms.Form):
    reason = sentences("Why is it cancelled?", required="Say why", help_text="Everybody who is told will read this.")


class AreaForm(forms.Form):
    """A demonstration area for something that is not a session."""

    area = forms.ModelChoiceField(
        label="Demonstration area",
        queryset=DemonstrationArea.objects.filter(is_in_use=True).select_related("place"),
        error_messages={"required": "Choose a demonstration area"},
    )
    day = DateField(label="Day")
    start = forms.TimeField(label="Start", help_text="For example, 9:30")
    end = forms.TimeField(label="End", help_text="For example, 12:30")
    purpose = forms.CharField(
        label="What is it for?", max_length=200, help_text="Leave out names of people who use services."
    )

    @property
    def times(self) -> dict[str, datetime]:
        values = self.cleaned_data
        return {
            "starts_at": _moment(values["day"], values["start"]),
            "ends_at": _moment(values["day"], values["end"]),
        }


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code on the screen",
        max_length=12,
        help_text="Six letters and digits. They change every minute.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Enter the code from the trainers’ screen"},
    )


class MarkForm(forms.Form):
    """One choice for each person who is not marked yet. Nobody chosen is nobody marked, so nothing says “optional”."""

    is_search = True

    reason = forms.CharField(
        label="Why is it marked only now?",
        required=False,
        max_length=500,
        help_text="More than a week has passed since the session.",
    )

    def __init__(self, people: list[User], is_late: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["reason"]
        self.people = {f"person-{user.pk}": user for user in people}
        for name, user in self.people.items():
            self.fields[name] = forms.ChoiceField(
                label=str(user), choices=AttendanceStatus.choices, widget=forms.RadioSelect, required=False
            )
        self.order_fields([*self.people, "reason"])

    @property
    def marks(self) -> list[tuple[str, User, str]]:
        """Field, person and choice for everybody who was marked."""
        return [(name, user, self.cleaned_data[name]) for name, user in self.people.items() if self.cleaned_data[name]]


class CorrectForm(forms.Form):
    """What is right instead, and why it was wrong."""

    status = forms.ChoiceField(
        label="Were they there?",
        choices=AttendanceStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one"},
    )
    lessons = forms.MultipleChoiceField(
        label="If they were there for a part: which lessons have they learned?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label="Why is this corrected, or marked late?",
        required=False,
        max_length=500,
        help_text="Do not write about health.",
    )

    def __init__(self, date: SessionDate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lessons"].choices = [  # type: ignore[attr-defined]
            (lesson.id, lesson.title)
            for lesson in date.session.module_version.lesson_heads
            if lesson.id in date.lesson_ids
        ]


class SheetForm(forms.Form):
    """A filled table. The second time its text comes back in the page, so that what was looked at is what is done."""

    file = forms.FileField(
        label="The filled file (CSV)", required=False, widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("file") and not values.get("text"):
            self.add_error("file", "Choose the file")
        return values

    @property
    def content(self) -> bytes:
        file = self.cleaned_data.get("file")
        # One byte more than is read shows that the file is too large.
        return file.read(1_000_001) if file else self.cleaned_data["text"].encode()


class LogForm(forms.Form):
    """How a session went."""

    how_it_went = sentences(
        "How did it go?",
        rows=6,
        most=4000,
        required="Say how it went",
        help_text="Leave out names of learners and of people who use services.",
    )
    to_change = sentences("What should change in the module or next time?", rows=4, most=4000)
    incidents = sentences(
        "Did anything happen that somebody must know about?",
        rows=3,
        most=4000,
        help_text="An accident, a concern, equipment that failed. Say what was done.",
    )
