"""Forms of concerns and serious incidents. No draft of them is kept anywhere, on the device or on the server."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from cases.constants.concern import Protection
from cases.constants.incident import IncidentKind
from cases.constants.restricted import Safety, ToldWhom
from cases.forms.fields import SectionedForm, line, one_of
from cases.forms.fields import words as sentences
from cases.models import Case
from cases.models.restricted import RestrictedRecord
from cases.services.restricted import About, Told
from core import clock
from core.forms import DateField
from people.models import User
from people.vocabulary import Nation

TIME_HINT = "For example 14:30. Roughly will do."
NOON = time(12, 0)


def told_on(label: str, *, required: bool) -> DateField:
    return DateField(
        label=label,
        required=required,
        help_text="For example, 4 6 2027.",
        error_messages={"required": "Enter the day on which you told them"},
    )


def told_time() -> forms.TimeField:
    return forms.TimeField(
        label="At what time?",
        required=False,
        help_text=TIME_HINT,
        widget=forms.TimeInput({"autocomplete": "off"}),
        error_messages={"invalid": "Enter the time as hours and minutes, for example 14:30"},
    )


def moment(cleaned: dict[str, Any]) -> datetime:
    """The day and time of a form as one moment: now where it is today and no time was given, noon on another day."""
    day, at = cleaned["told_on"], cleaned.get("told_time")
    if at is None:
        if day == clock.today():
            return clock.now()
        at = NOON
    return timezone.make_aware(datetime.combine(day, at))


class ReportForm(SectionedForm):
    """What was seen, whether they are safe, and whom somebody told already."""

    about_whom = line(
        "Who is it about?", "Say whom it is about, as far as you know", hint="A name, or how to find them."
    )
    nation = one_of("Where do they live?", Nation.choices, "Choose where they live")
    what = sentences("What did you see, or what was said to you?", "Say what you saw, or what was said to you", rows=7)
    when_seen = line("When was that?", hint="As far as you know.", length=160)
    safety = one_of("Are they safe now?", Safety.choices, "Choose whether they are safe now")
    safety_done = sentences("What was done to keep them safe?", "", required=False, rows=3)
    has_told = one_of(
        "Have you told the council’s protection team?",
        [("yes", "Yes"), ("no", "Not yet")],
        "Choose whether you have told the council",
    )
    told_on = told_on("If yes, on which day?", required=False)
    told_time = told_time()
    told_name = line("Whom did you speak to?")
    reference = line("Their reference", hint="If they gave you one.", length=60)
    kept_from = forms.ModelChoiceField(
        label="Is one of those who would read this part of it?",
        queryset=User.objects.none(),
        required=False,
        empty_label="No",
        help_text="Then they do not hear of it and cannot read it.",
        widget=forms.Select,
    )

    def __init__(self, *args: Any, case: Case | None, readers: QuerySet[User], by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        if case:
            del self.fields["about_whom"], self.fields["nation"]
        others = readers.exclude(pk=by.pk)
        if others.exists():
            self.fields["kept_from"].queryset = others  # type: ignore[attr-defined]
        else:
            del self.fields["kept_from"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("has_told") == "yes" and not cleaned.get("told_on") and "told_on" not in self.errors:
            self.add_error("told_on", "Enter the day on which you told the council")
        return cleaned

    def details(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        told = None
        if cleaned.pop("has_told") == "yes":
            told = Told(
                whom=ToldWhom.COUNCIL,
                at=moment(cleaned),
                name=cleaned["told_name"],
                reference=cleaned["reference"],
            )
        for name in ("told_on", "told_time", "told_name", "reference"):
            del cleaned[name]
        nation = cleaned.pop("nation", "")
        about = About(case=self.case, whom=cleaned.pop("about_whom", ""), nation=Nation(nation) if nation else None)
        return cleaned | {"about": about, "told": told}

    def sections(self) -> list[Any]:
        there = set(self.fields)
        self.layout = [(title, [name for name in names if name in there]) for title, names in self.parts()]
        return super().sections()

    def parts(self) -> Iterable[tuple[str, list[str]]]:
        raise NotImplementedError


class ConcernForm(ReportForm):
    protection = one_of("Who may be harmed?", Protection.choices, "Choose who may be harmed")

    def parts(self) -> Iterable[tuple[str, list[str]]]:
        return [
            ("What you noticed", ["about_whom", "nation", "protection", "what", "when_seen"]),
            ("Are they safe?", ["safety", "safety_done"]),
            ("The council", ["has_told", "told_on", "told_time", "told_name", "reference"]),
            ("Who reads this", ["kept_from"]),
        ]


class IncidentForm(ReportForm):
    kind = one_of("What kind of incident is it?", IncidentKind.choices, "Choose the kind of incident")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].label = "What happened?"
        self.fields["what"].error_messages["required"] = "Say what happened"
        self.fields["safety"].label = "Is everybody safe now?"
        self.fields["safety"].error_messages["required"] = "Choose whether everybody is safe now"
        self.fields["safety_done"].label = "What was done at once?"
        self.fields["has_told"].label = "Have you told the council?"

    def parts(self) -> Iterable[tuple[str, list[str]]]:
        return [
            ("What happened", ["about_whom", "nation", "kind", "what", "when_seen"]),
            ("Is everybody safe?", ["safety", "safety_done"]),
            ("The council", ["has_told", "told_on", "told_time", "told_name", "reference"]),
            ("Who reads this", ["kept_from"]),
        ]


class TellForm(forms.Form):
    """Who was told, and when."""

    whom = one_of("Whom did you tell?", ToldWhom.choices, "Choose whom you told")
    told_on = told_on("On which day?", required=True)
    told_time = told_time()
    told_name = line("Whom did you speak to?")
    reference = line("Their reference", length=60)
    words = sentences("What was said?", "", required=False, rows=4)
    late_reason = sentences(
        "Why was the council told late?",
        "",
        required=False,
        rows=3,
        hint="Needed when the day by which it was to know has passed.",
    )

    def __init__(self, *args: Any, record: RestrictedRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not record.is_overdue:
            del self.fields["late_reason"]

    def details(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        told = Told(
            whom=ToldWhom(cleaned["whom"]),
            at=moment(cleaned),
            name=cleaned["told_name"],
            reference=cleaned["reference"],
            words=cleaned["words"],
            late_reason=cleaned.get("late_reason", ""),
        )
        return {"told": told}


class PlainForm(forms.Form):
    """A form whose fields are what its verb takes."""

    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TakeOnForm(PlainForm):
    """Nothing to fill in: the button says it."""


class UpdateForm(PlainForm):
    words = sentences("What is new?", "Say what is new", rows=6)


class ConcernCloseForm(PlainForm):
    outcome = sentences(
        "What came of it?", "Say what came of it", hint="What the council decided, and how they are now."
    )


class SetAsideForm(PlainForm):
    reason = sentences(
        "To whom did you pass it on, and why is it no matter of protection?",
        "Say to whom you passed it on, and why",
        hint="For example: a loose rail; the caseworker rings today.",
    )


class InvestigateForm(PlainForm):
    scope = sentences("What is to be found out, and by when?", "Say what the investigation is to find out")


class IncidentCloseForm(PlainForm):
    outcome = sentences("What did the investigation find?", "Say what the investigation found", rows=6)
    learning = sentences(
        "What is done so that it does not happen again?", "Say what is done so that it does not happen again"
    )
