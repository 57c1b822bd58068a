"""Forms of the learner's and the reviewer's pages."""

from typing import Any

from django import forms

from modules.constants import QuestionKind, Voice
from modules.models import AttemptQuestion


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
    """All the questions that were drawn, on one page."""

    def __init__(self, questions: list[AttemptQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawn = {f"question-{question.pk}": question for question in questions}
        for name, question in self.drawn.items():
            content = question.content
            choices = [(str(choice["id"]), choice["text"]) for choice in content["choices"]]
            is_multiple = content["kind"] == QuestionKind.MULTIPLE
            field = forms.MultipleChoiceField if is_multiple else forms.ChoiceField
            self.fields[name] = field(
                label=f"{question.position}. {content['stem']}",
                choices=choices,
                widget=forms.CheckboxSelectMultiple if is_multiple else forms.RadioSelect,
                error_messages={"required": f"Answer question {question.position}"},
            )

    @property
    def answers(self) -> dict[int, list[int]]:
        """The ids of the choices for each drawn question's id, once the form is valid."""
        chosen = {}
        for name, question in self.drawn.items():
            value = self.cleaned_data[name]
            chosen[question.pk] = [int(one) for one in (value if isinstance(value, list) else [value])]
        return chosen


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


class CertificateNumberForm(forms.Form):
    number = forms.CharField(
        label="Certificate number",
        max_length=30,
        help_text="As printed on the certificate. Spaces and hyphens do not matter.",
        error_messages={"required": "Enter the number printed on the certificate"},
    )
