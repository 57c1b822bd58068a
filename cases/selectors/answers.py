"""Which decision of a case stands on an answer of the register (P7)."""

from collections.abc import Iterator

from django.urls import reverse

from accreditation.asked_for import AskedFor
from accreditation.models import Answer
from cases.models import Authorisation, AuthorisationRefusal, DirectAccessArrangement, ReviewItem, SolutionLine
from cases.selectors.scope import cases_of
from people.models import User


def what_stands_on(answer: Answer, viewer: User) -> Iterator[AskedFor]:
    """The decision in a case that the viewer may open; nothing of any other."""
    for model in (Authorisation, AuthorisationRefusal, DirectAccessArrangement, ReviewItem):
        lines = SolutionLine.objects.filter(
            pk__in=list(model.objects.filter(answer_id=str(answer.public_id)).values_list("line", flat=True)),
            case__in=cases_of(viewer),
        )
        for line in lines.select_related("case"):
            yield AskedFor(
                words=f"{model._meta.verbose_name}, case {line.case.reference}".capitalize(),
                address=reverse("cases:line", args=[line.case.reference, line.number]),
            )
