"""What people type about sessions."""

from typing import Any

from django import forms

from core.forms import DateField
from modules.models import Module
from people.models import Locality


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

    needs = forms.CharField(
        label="Is there anything that would help you take part?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, large print, a seat near the door, or somebody who signs. Only the trainers see it.",
    )
