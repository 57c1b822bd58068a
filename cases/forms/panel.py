"""Forms of the Complex Cases Panel: a case on its way there, a meeting, a decision and its letter (P8)."""

from typing import Any, cast

from django import forms

from accreditation.models import Adaptation
from cases.constants.lines import FINISHED, LineKind
from cases.constants.panel import HeardHow, LetterBy, PanelOutcome
from cases.forms.fields import Data, Section, SectionedForm, line, one_of, words
from cases.models import Case, PanelMeeting, PanelReferral, PanelSeat
from cases.selectors.panel import decision_makers, seats_on
from core import clock
from core.forms import DateField
from people.models import Employment, User

WHOLE_CASE = "case"


def day(label: str, hint: str = "For example, 4 6 2027") -> DateField:
    missing = f"Enter the day: {label[:1].lower()}{label[1:]}"
    return DateField(
        label=label, help_text=hint, error_messages={"required": missing, "incomplete": "Enter day, month and year"}
    )


class UserField(forms.ModelChoiceField):
    """One of a few people, with where they work."""

    def __init__(self, label: str, missing: str, hint: str = "") -> None:
        super().__init__(
            label=label,
            queryset=User.objects.none(),
            help_text=hint,
            empty_label="Choose one",
            error_messages={"required": missing, "invalid_choice": missing},
        )

    def offer(self, people: set[int]) -> None:
        """Offer these people, as far as they work somewhere today."""
        jobs = Employment.objects.on(clock.today()).filter(user__in=people, user__is_active=True)
        named = {job.user_id: f"{job.user}, {job.organisation}" for job in jobs.select_related("user", "organisation")}
        self.queryset = User.objects.filter(pk__in=named)
        self.choices = [("", self.empty_label), *sorted(named.items(), key=lambda one: one[1])]


def colleagues(case: Case) -> set[int]:
    jobs = Employment.objects.on(clock.today()).filter(organisation=case.organisation_id)
    return set(jobs.values_list("user", flat=True))


class ReferToPanelForm(SectionedForm):
    """Refer a case, or one solution of it, with every option that was tried."""

    about = one_of("What the panel should decide on", [], "Choose what the panel should decide on")
    why_exceptional = words(
        "Why a straightforward solution could not be found",
        "Write why a straightforward solution could not be found",
        hint="Members of other organisations read this. Leave out names, and whatever they do not need to decide.",
    )
    none_tried_because = words(
        "If nothing was tried: why",
        "",
        rows=2,
        required=False,
        hint="For example because anything that could be tried would put the person at risk.",
    )
    why_no_other = words(
        "Why no other option would do",
        "Write why no other option would do",
        hint="The options that you did not try, and why each would not help.",
    )

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data)
        lines = [one for one in case.lines.all() if one.state not in FINISHED]
        offered = [(str(one.number), f"{one.title} ({one.get_state_display().lower()})") for one in lines]
        cast(forms.ChoiceField, self.fields["about"]).choices = [*offered, (WHOLE_CASE, "The whole case")]
        self.lines = {str(one.number): one for one in lines}
        for kind in LineKind:
            label = f"{kind.label}: what was tried, and why it was not enough"
            self.fields[f"tried_{kind}"] = words(label, "", rows=2, required=False)

    def sections(self) -> list[Section]:
        tried = [self[f"tried_{kind}"] for kind in LineKind]
        return [
            Section("What it is about", [self["about"], self["why_exceptional"]]),
            Section("Options tried", [*tried, self["none_tried_because"]], "Leave empty what was not tried."),
            Section("Other options", [self["why_no_other"]]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"tried_{kind}") for kind in LineKind) and not data.get("none_tried_because"):
            self.add_error("none_tried_because", "Write what was tried above, or here why nothing was")
        return data

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "line": self.lines.get(data["about"]),
            "why_exceptional": data["why_exceptional"],
            "why_no_other": data["why_no_other"],
            "none_tried_because": data["none_tried_because"],
            "options": {kind: data[f"tried_{kind}"] for kind in LineKind if data[f"tried_{kind}"]},
        }


class PlainForm(forms.Form):
    """A form whose fields are what its verb takes."""

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class InterimPlanForm(PlainForm):
    words = words(
        "What keeps the person safe until the panel has decided",
        "Write what keeps the person safe meanwhile",
        hint="Equipment on loan, visits, calls, a place to stay: whatever was arranged, and with whom.",
    )
    owner = UserField("Who sees to it", "Choose who sees to the plan")
    from_on = day("From which day")
    review_on = day("When it is looked at again", "It has to cover the day of the meeting.")

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data, initial={"owner": case.owner_id, "from_on": clock.today()})
        cast(UserField, self.fields["owner"]).offer(colleagues(case))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("from_on") and data.get("review_on") and data["review_on"] < data["from_on"]:
            self.add_error("review_on", "The plan is looked at again after it starts")
        return data


class PersonHeardForm(PlainForm):
    how = one_of("How the panel hears the person", HeardHow.choices, "Choose how the panel hears the person")
    who = line("Who spoke, if not the person", hint="An advocate, an attorney or a guardian.")
    said = words("What they said", "", required=False, hint="As far as you can in their own words.")
    why_not = words("If the person was not heard: why", "", rows=2, required=False)
    how_else = words("And how else their view came in", "", rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        how = data.get("how")
        if how == HeardHow.NOT_HEARD:
            if not data.get("why_not"):
                self.add_error("why_not", "Write why the person was not heard")
            if not data.get("how_else"):
                self.add_error("how_else", "Write how else the person’s view came in")
        elif how and not data.get("said"):
            self.add_error("said", "Write what they said")
        if how == HeardHow.ADVOCATE and not data.get("who"):
            self.add_error("who", "Enter who spoke for the person")
        return data


class ReasonForm(PlainForm):
    """One reason, under the words that a page gives it."""

    reason = words("Why", "Write why", rows=3)

    def __init__(self, data: Data = None, *, label: str = "Why", hint: str = "") -> None:
        super().__init__(data)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class ConfirmForm(PlainForm):
    """Nothing to fill in: the page says what the button does."""


class MeetingForm(PlainForm):
    held_on = day("Day of the meeting")
    place = line("Place", "Enter the place", hint="A room, or how members join from afar.")


class AttendanceForm(forms.Form):
    """Who came, seat by seat."""

    came = forms.MultipleChoiceField(
        label="Who came",
        help_text="A deputy counts for the member they stand in for.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Data = None, *, meeting: PanelMeeting) -> None:
        seats = list(seats_on(meeting.held_on))
        came = {one.user_id for one in meeting.attendances.all()}
        super().__init__(data, initial={"came": [str(seat.pk) for seat in seats if seat.user_id in came]})
        self.seats = {str(seat.pk): seat for seat in seats}
        named = [(number, _named(seat)) for number, seat in self.seats.items()]
        cast(forms.MultipleChoiceField, self.fields["came"]).choices = named

    def details(self) -> dict[str, Any]:
        return {"seats": [self.seats[number] for number in self.cleaned_data["came"]]}


def _named(seat: PanelSeat) -> str:
    stands_in = f", for {seat.deputy_for.user}" if seat.deputy_for else ""
    office = f", {seat.office}" if seat.office else ""
    return f"{seat.user}, {seat.organisation}{office}{stands_in}"


class ListForm(PlainForm):
    meeting = forms.ModelChoiceField(
        label="Meeting",
        queryset=PanelMeeting.objects.filter(state="planned"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the meeting", "invalid_choice": "Choose the meeting"},
    )


class ProposalForm(PlainForm):
    """A decision: what, why, who owns it and by when."""

    outcome = one_of("What is decided", PanelOutcome.choices, "Choose what is decided")
    what = words("In a few sentences", "Write what is decided", hint="The person is told this. Use plain words.")
    reasons = words("Reasons", "Write the reasons", hint="The person is told these too.")
    owner = UserField("Who sees to it", "Choose who owns the decision")
    due_on = day("By when")
    kind = one_of("If it is another solution: what kind", LineKind.choices, "Choose the kind", widget=forms.Select)
    adaptation = forms.ModelChoiceField(
        label="Its item in the catalogue",
        queryset=Adaptation.objects.order_by("name"),
        required=False,
        empty_label="None of these",
    )
    title = line("Its name, in a few words", length=160, hint="Leave empty to use the catalogue’s name.")

    def __init__(self, data: Data = None, *, referral: PanelReferral, people: set[int]) -> None:
        super().__init__(data)
        self.fields["kind"].required = False
        cast(UserField, self.fields["owner"]).offer(people)
        if referral.line_id is None:
            another = [PanelOutcome.ANOTHER.value]
            cast(forms.ChoiceField, self.fields["outcome"]).choices = [(another[0], "A solution, named below")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == PanelOutcome.ANOTHER:
            if not data.get("kind"):
                self.add_error("kind", "Choose the kind of solution")
            elif data["kind"] == LineKind.ADAPTATION and data.get("adaptation") is None:
                self.add_error("adaptation", "Choose the adaptation from the catalogue")
            elif data.get("adaptation") is None and not data.get("title"):
                self.add_error("title", "Say in a few words what it is")
        return data


class AgreementForm(PlainForm):
    agrees = one_of(
        "Does your organisation agree?",
        [("yes", "Yes, and it owns the decision with the others"), ("no", "No")],
        "Say whether your organisation agrees",
    )
    note = words("If not, why", "", rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("agrees") == "no" and not data.get("note"):
            self.add_error("note", "Write why your organisation does not agree")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"agrees": self.cleaned_data["agrees"] == "yes"}


class PassOnForm(PlainForm):
    to = UserField("Who decides by statute", "Choose who decides")

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        cast(UserField, self.fields["to"]).offer(set(decision_makers().values_list("user", flat=True)))


class LetterForm(PlainForm):
    words = words("The letter", "Write the letter", rows=24)
    read = forms.BooleanField(
        label="I have read the letter, and it says what was decided",
        error_messages={"required": "Confirm that you have read the letter"},
    )

    def details(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


class SentForm(PlainForm):
    how = one_of("How the letter went", LetterBy.choices, "Choose how the letter went")
