"""What people type about competence."""

from typing import Any, cast

from django import forms

from competencies.constants import EvidenceKind, ModerationOutcome
from competencies.models import Competency, PerformanceCriterion, SignOffRequest, TrainerStanding
from competencies.records import SigningRecord
from competencies.selectors import tier_of
from competencies.signers import Signer
from competencies.sources import CaseDiscussion, Source
from core import clock
from modules.models import Module
from people.models import User

YES_NO = [("yes", "Yes"), ("no", "No")]


def words(label: str, *, rows: int = 4, help_text: str = "", required: str = "", **options: Any) -> forms.CharField:
    """A box for sentences. `required` is the message when it is left empty; without it the box is optional."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=4000,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": required},
        **options,
    )


class EvidenceForm(forms.Form):
    """One piece of evidence, which may rest on something done here."""

    def __init__(self, sources: list[Source], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = {source.key: source for source in sources}
        if not any(source.kind == EvidenceKind.IMPORTED for source in sources):
            kinds = cast("forms.ChoiceField", self.fields["kind"])
            kinds.choices = [choice for choice in EvidenceKind.choices if choice[0] != EvidenceKind.IMPORTED]
        if self.sources:
            box = cast("forms.ChoiceField", self.fields["source"])
            box.choices = [("", "Nothing that I did here"), *_by_kind(sources)]
        else:
            del self.fields["source"]

    kind = forms.ChoiceField(
        label="What kind of evidence is it?",
        choices=EvidenceKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of evidence it is"},
    )
    shows = words(
        "What does it show?",
        rows=8,
        help_text="Say what you did and what came of it. Leave out names, addresses and anything else that would tell "
        "a reader who the person is.",
        required="Say what the evidence shows",
    )
    source = forms.ChoiceField(
        label="What does it rest on?",
        required=False,
        help_text="The trainers then see it as it is today.",
    )

    field_order = ["kind", "source", "shows"]

    @property
    def source_chosen(self) -> Source | None:
        """What was chosen, once the form is valid."""
        return self.sources.get(self.cleaned_data.get("source", ""))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = self.sources.get(values.get("source", ""))
        if chosen and values.get("kind") and values["kind"] != chosen.kind:
            kind = chosen.kind.label.lower()
            self.add_error("kind", f"What you chose below is a {kind}. Choose that kind, or rest it on something else")
        if values.get("kind") == EvidenceKind.IMPORTED and not chosen:
            self.add_error("source", "Choose the portfolio that you brought in")
        return values


def _by_kind(sources: list[Source]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for source in sources:
        groups.setdefault(source.kind.label, []).append((source.key, source.words))
    return list(groups.items())


class OfferSourceForm(forms.Form):
    """Something done here, offered for one of the competencies that take evidence now."""

    competency = forms.ChoiceField(
        label="For which competency?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the competency that it shows"},
    )
    shows = words(
        "What does it show?",
        rows=6,
        help_text="Say what you did, why, and what you would do again or otherwise. Leave out anything that would tell "
        "a reader who a person is.",
        required="Say what the evidence shows",
    )

    def __init__(self, competencies: list[Competency], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = cast("forms.ChoiceField", self.fields["competency"])
        box.choices = [(one.code, f"{one.code}: {one.title}") for one in competencies]


class ConfirmForm(forms.Form):
    note = words(
        "What did you see?",
        help_text="In a sentence or two, without anything that would tell a reader who a service user is.",
        required="Say what you saw",
    )


class DiscussionForm(forms.Form):
    """A case talked through: what was asked and answered, and who was there to confirm it."""

    the_case = words(
        "The case",
        help_text="What the need was and what made it hard. No names, no addresses, nothing that says who it was.",
        required="Say what the case was",
    )
    questions = words("What were you asked?", required="Say what you were asked")
    answers = words("What did you answer?", required="Say what you answered")
    otherwise = words("What would you do otherwise now?", required="Say what you would do otherwise, or why nothing")
    shows = words("What does it show?", required="Say what the evidence shows")
    trainer = forms.EmailField(
        label="Which trainer talked it through with you?",
        required=False,
        help_text="Their e-mail address at work. They are asked to confirm it.",
        error_messages={"invalid": "Enter an e-mail address, like a@b.example"},
    )

    discussed_with: User | None = None

    def __init__(self, owner: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner

    def clean_trainer(self) -> str:
        email = self.cleaned_data["trainer"]
        if email:
            standing = TrainerStanding.objects.on(clock.today()).values("user")
            trainers = User.objects.filter(pk__in=standing, is_active=True).exclude(pk=self.owner.pk)
            self.discussed_with = trainers.filter(email__iexact=email).first()
            if self.discussed_with is None:
                raise forms.ValidationError("No other current trainer has this e-mail address")
        return email

    def discussion(self) -> CaseDiscussion:
        """What a valid form says."""
        parts = {name: self.cleaned_data[name] for name in ("the_case", "questions", "answers", "otherwise")}
        return CaseDiscussion(**parts, discussed_with=self.discussed_with)


class SigningForm(forms.Form):
    """A trainer's own view of a request: each criterion, what was seen, and whether they agree."""

    read_hash = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, request: SignOffRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(request.competency.criteria.all())
        for criterion in self.criteria:
            self._add_criterion(criterion)
        self.fields["agrees"] = forms.ChoiceField(
            label=f"Do you agree that {request.user} has this competency?",
            choices=[("yes", "Yes, I sign it off"), ("no", "No, not yet")],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose whether you sign it off or not yet"},
        )
        self.fields["feedback"] = words(
            "If not yet: what should they do next?",
            help_text="Name the criterion, what was missing and the next step. The person will read this.",
        )

    def _add_criterion(self, criterion: PerformanceCriterion) -> None:
        self.fields[f"met_{criterion.pk}"] = forms.ChoiceField(
            label=f"{criterion.code}. {criterion.text}",
            help_text="Is this met?",
            choices=YES_NO,
            widget=forms.RadioSelect,
            error_messages={"required": f"Say whether {criterion.code} is met"},
        )
        self.fields[f"seen_{criterion.pk}"] = words(
            f"What you saw for {criterion.code}",
            rows=3,
            required=f"Say what you saw for {criterion.code}",
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        not_met = [row.code for row in self.criteria if values.get(f"met_{row.pk}") == "no"]
        if values.get("agrees") == "yes" and not_met:
            self.add_error("agrees", f"You say that {', '.join(not_met)} is not met, so refer it back")
        if values.get("agrees") == "no" and not values.get("feedback"):
            self.add_error("feedback", "Say what they should do next")
        return values

    def answers(self) -> SigningRecord:
        """The record of a valid form."""
        values = self.cleaned_data
        return SigningRecord(
            criteria_met={row.code: values[f"met_{row.pk}"] == "yes" for row in self.criteria},
            seen={row.code: values[f"seen_{row.pk}"] for row in self.criteria},
            agrees=values["agrees"] == "yes",
            feedback=values["feedback"] if values["agrees"] == "no" else "",
        )

    def draft(self) -> dict[str, Any]:
        """What has been typed so far, valid or not, in the shape of a record."""
        known = {"yes": True, "no": False}
        met = {row.code: known.get(self.data.get(f"met_{row.pk}", "")) for row in self.criteria}
        return {
            "criteria_met": {code: answer for code, answer in met.items() if answer is not None},
            "seen": {row.code: self.data.get(f"seen_{row.pk}", "")[:4000] for row in self.criteria},
            "agrees": known.get(self.data.get("agrees", "")),
            "feedback": self.data.get("feedback", "")[:4000],
        }

    @staticmethod
    def initial_from(draft: dict[str, Any], criteria: list[PerformanceCriterion]) -> dict[str, Any]:
        """A draft as first values of the form."""
        said = {True: "yes", False: "no", None: ""}
        initial: dict[str, Any] = {
            "agrees": said[draft.get("agrees")],
            "feedback": draft.get("feedback", ""),
        }
        for row in criteria:
            initial[f"met_{row.pk}"] = said[draft.get("criteria_met", {}).get(row.code)]
            initial[f"seen_{row.pk}"] = draft.get("seen", {}).get(row.code, "")
        return initial


class ModerationForm(forms.Form):
    """How a disagreement between two signers goes on."""

    outcome = forms.ChoiceField(
        label="How does it go on?",
        choices=ModerationOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it goes on"},
    )
    reason = words(
        "Why?",
        required="Say why you decide so",
        help_text="Both signers and the person will read this.",
    )
    feedback = words(
        "If you refer it back: what should they do next?",
        help_text="Name the criterion, what was missing and the next step. The person will read this.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("outcome") == ModerationOutcome.REFERRED_BACK and not values.get("feedback"):
            self.add_error("feedback", "Say what they should do next")
        return values


class ReasonForm(forms.Form):
    reason = words("Why?", required="Say why", help_text="The person will read this.")


class StaffForm(forms.Form):
    """Somebody is named by e-mail address, which stays easy however many staff there are."""

    email = forms.EmailField(
        label="Their e-mail address at work",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address, like a@b.example",
        },
    )

    user: User

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                "Nobody here has this e-mail address. Check it, or ask their employer to add them"
            )
        self.user = found
        return email


def _with_tier(module: Module) -> str:
    return f"{module}, {tier_of(module).label.lower()} tier"


class ModuleField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _with_tier(obj)


class ModulesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return _with_tier(obj)


class ProposeTrainerForm(StaffForm):
    modules = ModulesField(
        label="For which modules?",
        help_text="They may lead each, and sign at its tier.",
        queryset=Module.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one module"},
    )
    reason = words(
        "Why this person?",
        required="Say why this person should be founded as a trainer",
        help_text="What they have done that makes them fit to judge others before anybody could sign them off.",
    )


class GrantStandingForm(StaffForm):
    module = ModuleField(
        label="For which module?",
        help_text="They may lead it, and sign at its tier.",
        queryset=Module.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a module"},
    )


def _as_listed(signer: Signer, level: str) -> str:
    job = signer.employment
    parts = [str(signer.user), *([str(job.profession), str(job.organisation)] if job else [])]
    basis = signer.standing_in_words(level)
    return ", ".join(parts) + (f" ({basis})" if basis else "")


class ChooseTrainerForm(forms.Form):
    """One of those who could give the second signature today."""

    trainer_id = forms.ChoiceField(
        label="Who should sign second?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a trainer", "invalid_choice": "Choose a trainer from the list"},
    )

    def __init__(self, signers: list[Signer], level: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signers = {str(signer.user.pk): signer.user for signer in signers}
        box = cast("forms.ChoiceField", self.fields["trainer_id"])
        box.choices = [(key, _as_listed(signer, level)) for key, signer in zip(self.signers, signers, strict=True)]

    @property
    def trainer(self) -> User:
        """Who was chosen, once the form is valid."""
        return self.signers[self.cleaned_data["trainer_id"]]
