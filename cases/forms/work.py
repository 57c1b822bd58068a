"""Narrow the work list."""

from typing import cast

from django import forms

from cases import work
from cases.forms.fields import Data
from cases.selectors import owners
from cases.selectors.work import Wanted, When
from people.models import Locality, User
from people.vocabulary import Tenure


class WorkForm(forms.Form):
    """Whose work, of which kind, by when and where. Whatever makes no sense is left out, so a list always comes."""

    is_search = True

    whose = forms.ChoiceField(label="Whose", required=False, choices=[("", "Mine"), ("team", "The team’s")])
    when = forms.ChoiceField(label="Due", required=False)
    kind = forms.ChoiceField(label="What", required=False)
    owner = forms.ModelChoiceField(label="Owner", queryset=User.objects.none(), required=False, empty_label="Everybody")
    locality = forms.ModelChoiceField(queryset=Locality.objects.all(), required=False, empty_label="Everywhere")
    tenure = forms.ChoiceField(required=False, choices=[("", "Every tenure"), *Tenure.choices])
    q = forms.CharField(label="Reference, name, postcode or UPRN", max_length=80, required=False)

    def __init__(self, data: Data, *, user: User) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["when"]).choices = [("", "Whenever"), *When.choices]
        kinds = [(source.kind, source.label) for source in work.sources().values()]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "Everything"), *kinds]
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = owners(user)

    def wanted(self) -> Wanted:
        self.is_valid()
        data = self.cleaned_data
        owner, locality = data.get("owner"), data.get("locality")
        return Wanted(
            is_mine=data.get("whose") != "team",
            kind=data.get("kind", ""),
            when=data.get("when", ""),
            owner=owner.pk if owner else None,
            locality=locality.pk if locality else None,
            tenure=data.get("tenure", ""),
            search=data.get("q", ""),
        )
