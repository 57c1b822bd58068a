"""What the catalogue, the localities and the organisations call the codes that stand in questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accreditation.models import Adaptation
from people.models import Locality, Organisation


@dataclass(frozen=True, kw_only=True)
class Names:
    """The name of each code that some questions hold, by kind. A code without a name stands for itself."""

    adaptations: Mapping[str, str]
    localities: Mapping[str, str]
    organisations: Mapping[str, str]


def names_in(questions: Iterable[Mapping[str, Any]]) -> Names:
    """All names that these questions need, by three queries however many they are."""
    adaptations: set[str] = set()
    localities: set[str] = set()
    organisations: set[str] = set()
    for question in questions:
        adaptations |= {*_codes(question.get("adaptation")), *_codes(question.get("together_with"))}
        localities |= _codes(question.get("locality"))
        organisations |= _codes(question.get("organisation"))
    return Names(
        adaptations=dict(Adaptation.objects.filter(code__in=adaptations).values_list("code", "name")),
        localities=dict(Locality.objects.filter(code__in=localities).values_list("code", "name")),
        organisations=dict(Organisation.objects.filter(code__in=organisations).values_list("code", "name")),
    )


def _codes(value: Any) -> set[str]:
    """The codes in one place of a question; none in a row that was changed into something else."""
    found = value if isinstance(value, list) else [value]
    return {code for code in found if isinstance(code, str) and code}
