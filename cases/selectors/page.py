"""All that a case's pages show, in a fixed number of queries."""

from django.db.models import Prefetch, QuerySet

from cases.models import (
    Authorisation,
    AuthorisationRefusal,
    CapacityCheck,
    Case,
    CaseAssessment,
    Commitment,
    ConsentRequest,
    Conversation,
    DirectAccessArrangement,
    FastTrack,
    FundingDecision,
    FundingHandOff,
    MoneyRecord,
    Outcome,
    OwnShare,
    PermissionCheck,
    Provision,
    Recommendation,
    RedFlagAnswer,
    Repair,
    ReviewItem,
    SolutionLine,
    Spend,
    TherapistQuestion,
    TierLowering,
    TurnedAway,
    WarrantSeen,
)
from cases.selectors.contact import with_clocks
from cases.selectors.provision import with_works
from cases.selectors.scope import with_names


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with all that a case's page shows, in a fixed number of queries."""
    lines = SolutionLine.objects.select_related("adaptation", "proposed_by", "stopped_by").prefetch_related(
        Prefetch(
            "caseassessments",
            CaseAssessment.objects.select_related("by", "capacity_record__power")
            .prefetch_related("contraindications", "considered")
            .order_by("round"),
        ),
        Prefetch(
            "redflaganswers", RedFlagAnswer.objects.select_related("by", "question", "policy").order_by("round", "id")
        ),
        Prefetch("fasttracks", FastTrack.objects.select_related("by", "authoriser").order_by("round")),
        Prefetch("authorisations", Authorisation.objects.select_related("by").order_by("round")),
        Prefetch("provisions", with_works(Provision.objects.order_by("id"))),
        Prefetch("review_items", ReviewItem.objects.select_related("authorised_by", "decided_by").order_by("id")),
        *[
            Prefetch(name, model.objects.select_related("by").order_by("id"))
            for name, model in {
                "recommendations": Recommendation,
                "authorisationrefusals": AuthorisationRefusal,
                "directaccessarrangements": DirectAccessArrangement,
                "turnedaways": TurnedAway,
                "capacitychecks": CapacityCheck,
                "tierlowerings": TierLowering,
                "outcomes": Outcome,
                "fundingdecisions": FundingDecision,
                "fundinghandoffs": FundingHandOff,
                "ownshares": OwnShare,
                "permissionchecks": PermissionCheck,
                "warrantseens": WarrantSeen,
                "repairs": Repair,
            }.items()
        ],
        Prefetch("commitments", Commitment.objects.select_related("by", "budget__organisation", "release__by")),
        Prefetch(
            "consentrequests", ConsentRequest.objects.select_related("by", "rule", "given__by").order_by("number")
        ),
        Prefetch("moneyrecords", MoneyRecord.objects.select_related("by", "passport").order_by("id")),
        Prefetch("spends", Spend.objects.select_related("by", "budget__organisation").order_by("id")),
    )
    conversations = (
        Conversation.objects.select_related("recorded_by", "capacity_record__power")
        .prefetch_related("goals__measures__by")
        .order_by("-recorded_at", "-id")
    )
    questions = TherapistQuestion.objects.select_related("asked_by", "answered_by")
    return with_clocks(with_names(cases)).prefetch_related(
        Prefetch("lines", lines),
        Prefetch("conversations", conversations),
        Prefetch("questions", questions),
        "urgent_notices",
        "mots__shares",
    )
