"""Forms of the learner's and the reviewer's pages."""

from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict

from modules.answer_fields import answer_field
from modules.constants import Voice, WaiverOf
from modules.counting import Counting, LessonHead
from modules.exchange import Format
from modules.exchange.reading import LARGEST_BYTES, FileNotReadable, decoded
from modules.kinds import Answer
from modules.models import AttemptQuestion, Enrolment
from modules.scenario_graph import Node
from people.models import User


class ReflectionForm(forms.Form):
    """A text for each prompt of a lesson, named by its block id."""

    def __init__(self, prompts: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for block_id, prompt in prompts.items():
            self.fields[block_id] = forms.CharField(
                label=prompt,
                required=False,
                max_length=5000,
                strip=False,
                help_text="Kept for you. Leave out names and anything that could identify a person.",
                widget=forms.Textarea(attrs={"rows": 6}),
            )


class KnowledgeCheckForm(forms.Form):
    """All the questions that were drawn, on one page; each field's value is the answer that its kind asks for."""

    def __init__(self, questions: list[AttemptQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawn = {f"question-{question.pk}": question for question in questions}
        for name, question in self.drawn.items():
            label = f"{question.position}. {question.content['stem']}"
            self.fields[name] = answer_field(question.content, label=label, about=f"question {question.position}")

    def show_kept(self, kept: dict[str, list[str]]) -> None:
        """Fill in what was kept, as the browser sent it, without judging it."""
        sent = MultiValueDict(kept)
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(sent, {}, name)

    @property
    def answers(self) -> dict[int, Answer]:
        """The answer to each drawn question, by its id, once the form is valid."""
        return {question.pk: self.cleaned_data[name] for name, question in self.drawn.items()}

    @property
    def answers_that_fit(self) -> dict[int, Answer]:
        """The answers of a form that is not complete: those that fit, however many."""
        self.is_valid()
        return {
            question.pk: self.cleaned_data[name] for name, question in self.drawn.items() if name in self.cleaned_data
        }


class ImportForm(forms.Form):
    """A file of questions, looked at before anything is saved. Its value is the file's text."""

    file = forms.FileField(
        label="File of questions",
        help_text="Up to 2 MB, saved as UTF-8. Pictures and other files inside it are refused.",
        error_messages={"required": "Choose a file"},
    )
    format = forms.ChoiceField(
        label="What kind of file is it?",
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of file it is"},
    )
    criterion = forms.CharField(
        label="Performance criterion",
        required=False,
        max_length=20,
        help_text="For questions that name none, such as those of another system. For example HC-1.2.",
    )
    source = forms.CharField(
        label="Source", required=False, max_length=300, help_text="What questions that name none rest on."
    )

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB. Split it into smaller files")
        try:
            return decoded(upload.read())
        except FileNotReadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class MoreTriesForm(forms.Form):
    """Who may try a check once more, and why."""

    def __init__(self, waiting: list[Enrolment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(enrolment.pk): enrolment for enrolment in waiting}
        self.fields["enrolment"] = forms.TypedChoiceField(
            label="Who?",
            choices=[(pk, str(enrolment.user)) for pk, enrolment in people.items()],
            coerce=people.__getitem__,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose who may try once more"},
        )
        self.fields["reason"] = forms.CharField(
            label="Why?", max_length=300, error_messages={"required": "Say why they may try once more"}
        )


class ConfirmImportForm(forms.Form):
    """The file that was looked at, sent back to be saved, with the fingerprint of what it would do."""

    text = forms.CharField(strip=False, max_length=LARGEST_BYTES, widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=Format.choices, widget=forms.HiddenInput)
    criterion = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    source = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Browsers send new lines as two letters; the text is the same."""
        return self.cleaned_data["text"].replace("\r\n", "\n")


class CommentForm(forms.Form):
    """What somebody said about a draft."""

    voice = forms.ChoiceField(label="Who said it?", choices=Voice.choices, widget=forms.RadioSelect)
    said_by = forms.CharField(
        label="Name or group", max_length=120, help_text="For example, the carers’ forum on 3 June."
    )
    words = forms.CharField(label="What they said", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class DecisionForm(forms.Form):
    """The reviewer's note, which stays with the version."""

    note = forms.CharField(label="Your note", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ProposalForm(forms.Form):
    """Why many people's completions should change as a draft goes live."""

    reason = forms.CharField(
        label="Why should these people complete the module?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why these people should complete the module"},
    )


class CertificateNumberForm(forms.Form):
    number = forms.CharField(
        label="Certificate number",
        max_length=30,
        help_text="As printed on the certificate. Spaces and hyphens do not matter.",
        error_messages={"required": "Enter the number printed on the certificate"},
    )


class StepForm(forms.Form):
    """One step of a scenario: what the learner does, and why."""

    position = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label="What do you do?", widget=forms.RadioSelect, error_messages={"required": "Choose what you do"}
    )
    reason = forms.CharField(
        label="Why?",
        required=False,
        max_length=2000,
        strip=True,
        help_text="You see it again in the debrief.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you chose this"},
    )

    def __init__(self, node: Node, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = cast("forms.ChoiceField", self.fields["choice"])
        choices.choices = [(choice.id, choice.text) for choice in node.choices]
        self.fields["reason"].required = node.asks_reason


class RulesForm(forms.Form):
    """What must be done to complete a module."""

    lessons = forms.BooleanField(label="Every lesson done", required=False)
    check = forms.BooleanField(label="The knowledge check passed", required=False)
    scenarios = forms.BooleanField(label="Every scenario finished", required=False)
    session = forms.BooleanField(label="A session attended", required=False)
    reaches_back = forms.BooleanField(
        label="Also for completions already made",
        required=False,
        help_text="Then a completion that does not fit the new rules is withdrawn.",
    )
    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def counting(self) -> Counting:
        return Counting(**{name: self.cleaned_data[name] for name in ("lessons", "check", "scenarios", "session")})


class WaiverForm(forms.Form):
    """Who need not do what, and why."""

    user = forms.ModelChoiceField(
        label="E-mail address of the person",
        queryset=User.objects.filter(is_active=True),
        to_field_name="email",
        widget=forms.EmailInput,
        error_messages={"invalid_choice": "Nobody here has this e-mail address"},
    )
    of = forms.ChoiceField(label="What is waived", choices=WaiverOf.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, lessons: list[LessonHead], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lesson_id"] = forms.ChoiceField(
            label="Which lesson, if it is a lesson",
            required=False,
            choices=[("", "None"), *((lesson.id, lesson.title) for lesson in lessons)],
        )
        self.order_fields(["user", "of", "lesson_id", "reason"])

    def clean_of(self) -> WaiverOf:
        return WaiverOf(self.cleaned_data["of"])


class PublicCommentForm(forms.Form):
    """What somebody without an account says about a draft."""

    voice = forms.ChoiceField(label="Who are you?", choices=Voice.choices, widget=forms.RadioSelect)
    said_by = forms.CharField(
        label="Your name or group",
        max_length=120,
        help_text="A first name is enough. It is shown to the editors and stays with the module.",
    )
    words = forms.CharField(
        label="What do you think?",
        max_length=4000,
        help_text="What is right, wrong, missing or hard to read? Leave out anything that identifies another person.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class LinkForm(forms.Form):
    """A link by which people without an account read a draft."""

    label = forms.CharField(label="Who is it for?", max_length=120, help_text="For example, the carers’ forum.")


class AnswerForm(forms.Form):
    """What was done about a comment."""

    done = forms.CharField(label="What was done about it", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
