"""What is remembered about case systems day by day: an agreement whose day of review comes near, or has passed."""

from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format

from accreditation.client_life import CaseSystemState
from accreditation.client_notices import tell_managers, tell_officers
from accreditation.models import CaseSystem, DataSharingAgreement
from core import clock

# Time enough for two organisations to read it again and sign.
BEFORE = timedelta(days=30)
WITH_AGREEMENT = (CaseSystemState.AGREED, CaseSystemState.LIVE, CaseSystemState.OFF)


def remind_of_agreements() -> int:
    """Tell the managers and the officers a month before the day of review, and again once it has passed. Daily.

    The system is not stopped: people wait behind it. Returns how many systems were written about.
    """
    today = clock.today()
    newest = DataSharingAgreement.objects.filter(case_system=OuterRef("pk")).values("review_on")[:1]
    due = (
        CaseSystem.objects.filter(state__in=WITH_AGREEMENT)
        .annotate(review_on=Subquery(newest))
        .filter(review_on__lte=today + BEFORE)
        .select_related("organisation")
    )
    for system in due:
        word = "passed" if system.review_on < today else "near"
        told = {
            "template": "case_system_agreement_due",
            "key": f"agreement_{word}.{system.pk}.{system.review_on:%Y%m%d}",
            "review_on": date_format(system.review_on, "j F Y"),
            "has_passed": system.review_on < today,
        }
        tell_managers(system, **told)
        tell_officers(system, **told)
    return len(due)
