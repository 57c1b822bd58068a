"""After an outage of the register elsewhere: what its offline copy allowed and it would refuse now (A6, P12)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from audit.services import record
from cases.constants.lines import DECIDED
from cases.constants.reviews import OUTAGE
from cases.models import Authorisation, Case, DirectAccessArrangement, HousingMot
from cases.notices import tell_owner_of_outage
from cases.services.reviews import raise_reviews


@transaction.atomic
def look_again(*, answer_ids: Sequence[str]) -> None:
    """Put what stands on these answers on the review list; tell the case's owner of what was delivered, or needs none.

    An answer on which nothing stands was given and then not used. Doing it twice changes nothing.
    """
    stopped = Authorisation.objects.filter(answer_id__in=answer_ids)
    undelivered = stopped.filter(line__round=F("round"), line__state__in=DECIDED)
    raise_reviews(undelivered, why=OUTAGE)
    for authorisation in stopped.exclude(pk__in=undelivered.values("pk")).select_related("line__case__owner"):
        _tell(authorisation.line.case, authorisation.answer_id)
    for arranged in DirectAccessArrangement.objects.filter(answer_id__in=answer_ids).select_related(
        "line__case__owner"
    ):
        _tell(arranged.line.case, arranged.answer_id)
    for mot in HousingMot.objects.filter(answer_id__in=answer_ids).select_related("case__owner"):
        _tell(mot.case, mot.answer_id)


def _tell(case: Case, answer_id: str) -> None:
    record("cases.outage_to_look_at", case, by=None, detail={"answer": answer_id})
    tell_owner_of_outage(case, answer_id)
