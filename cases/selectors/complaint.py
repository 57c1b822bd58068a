"""Which procedure holds, and lists of complaints."""

from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from cases.constants.complaint import GIVEN_BY, ComplaintState, GivenHow, Whose
from cases.contact import ways_to_contact
from cases.models import Case, Complaint, ComplaintProcedure, ComplaintStage
from core import clock
from people.models import Organisation, User
from people.selectors import current_employment
from people.vocabulary import Nation


def procedure_for(*, nation: Nation, whose: Whose, organisation: Organisation, day: date) -> ComplaintProcedure | None:
    """The procedure that holds on a day: the organisation's own before that of the nation."""
    here = ComplaintProcedure.objects.on(day).filter(nation=nation, whose=whose)
    found = here.filter(Q(organisation=organisation) | Q(organisation=None))
    return found.order_by(F("organisation").asc(nulls_last=True), "-valid_from").first()


def both_procedures(case: Case) -> dict[Whose, ComplaintProcedure]:
    """The provider's and the council's, as they hold for the home of a case today."""
    found = {
        whose: procedure_for(
            nation=Nation(case.home.locality.nation), whose=whose, organisation=case.organisation, day=clock.today()
        )
        for whose in Whose
    }
    return {whose: procedure for whose, procedure in found.items() if procedure}


def ways_to_give(case: Case) -> list[GivenHow]:
    """How the person may be given something in writing today; none for somebody who has died or moved away (R4)."""
    open_routes = {way.route for way in ways_to_contact(case.person) if way.may_be_used}
    return [how for how in GivenHow if GIVEN_BY[how] in open_routes]


def answered_before(complaint: Complaint, user: User) -> bool:
    """Whether somebody answered a stage of a complaint: then the next one is somebody else's, for a fresh look."""
    return complaint.stages.filter(answered_by=user).exists()


def complaints_of(user: User, *, show: str = "open", kind: str = "", search: str = "") -> QuerySet[Complaint]:
    """Those of the organisation that somebody works for today, with the day on which the present stage is due.

    What is open comes in the order of its due days; everything else by the day on which it came.
    """
    job = current_employment(user)
    if job is None:
        return Complaint.objects.none()
    newest = ComplaintStage.objects.filter(complaint=OuterRef("pk")).order_by("-number")
    found = Complaint.objects.filter(organisation=job.organisation_id).annotate(
        due_on=Subquery(newest.values("due_on")[:1]),
        stage_name=Subquery(newest.values("name")[:1]),
        answered_on=Subquery(newest.values("answered_on")[:1]),
    )
    if show == "open":
        found = found.filter(state=ComplaintState.RECEIVED)
    elif show == "late":
        found = found.filter(state=ComplaintState.RECEIVED, due_on__lt=clock.today())
    if kind:
        found = found.filter(kind=kind)
    if search:
        by_case = Q(case__reference__icontains=search) | Q(case__person__name__icontains=search)
        found = found.filter(by_case | Q(from_name__icontains=search) | Q(words__icontains=search))
    order = ["due_on", "pk"] if show in {"open", "late"} else ["-received_on", "-pk"]
    return found.select_related("case__person", "received_by").order_by(*order)
