"""All that a case's pages show, in a fixed number of queries."""

from django.db.models import Prefetch, QuerySet

from cases.models import (
    Authorisation,
    AuthorisationRefusal,
    Case,
    CaseAssessment,
    Commitment,
    Conversation,
    DirectAccessArrangement,
    Outcome,
    Provision,
    Recommendation,
    ReviewItem,
    SolutionLine,
)
from cases.selectors.provision import with_works
from cases.selectors.scope import with_names


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with all that a case's page shows, in a fixed number of queries."""
    lines = SolutionLine.objects.select_related("adaptation", "proposed_by", "stopped_by").prefetch_related(
        Prefetch(
            "caseassessments",
            CaseAssessment.objects.select_related("by").prefetch_related("contraindications").order_by("round"),
        ),
        Prefetch("authorisations", Authorisation.objects.select_related("by").order_by("round")),
        Prefetch("provisions", with_works(Provision.objects.order_by("id"))),
        Prefetch("review_items", ReviewItem.objects.select_related("authorised_by", "decided_by").order_by("id")),
        *[
            Prefetch(name, model.objects.select_related("by").order_by("id"))
            for name, model in {
                "recommendations": Recommendation,
                "authorisationrefusals": AuthorisationRefusal,
                "directaccessarrangements": DirectAccessArrangement,
                "commitments": Commitment,
                "outcomes": Outcome,
            }.items()
        ],
    )
    conversations = Conversation.objects.select_related("recorded_by").order_by("-recorded_at")
    return with_names(cases).prefetch_related(Prefetch("lines", lines), Prefetch("conversations", conversations))
