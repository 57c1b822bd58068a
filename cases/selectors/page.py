"""All that a case's pages show, in a fixed number of queries: each page fetches what it shows."""

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
)
from cases.selectors.contact import with_clocks
from cases.selectors.scope import with_names
from cases.selectors.steps import with_what_decides


def with_state(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what stands on a case's first page: how far each solution is, what was said, what is missing."""
    lines = with_what_decides(SolutionLine.objects.all()).prefetch_related("fasttracks", "directaccessarrangements")
    conversations = Conversation.objects.select_related("recorded_by").prefetch_related("goals__measures")
    return with_clocks(with_names(cases)).prefetch_related(
        Prefetch("lines", lines),
        Prefetch("conversations", conversations.order_by("-recorded_at", "-id")),
        "questions",
        "urgent_notices",
        "mots__shares",
    )


def with_conversations(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with everything that was said, newest first, and what therapists were asked."""
    conversations = (
        Conversation.objects.select_related("recorded_by", "capacity_record__power")
        .prefetch_related("goals__measures__by")
        .order_by("-recorded_at", "-id")
    )
    questions = TherapistQuestion.objects.select_related("asked_by", "answered_by")
    return with_names(cases).prefetch_related(
        Prefetch("conversations", conversations), Prefetch("questions", questions)
    )


def with_record(lines: QuerySet[SolutionLine]) -> QuerySet[SolutionLine]:
    """Solutions with everything that was recorded about them."""
    orders = Provision.objects.select_related("provider", "ordered_by", "called_off_by", "passed_by", "handed_over_by")
    return lines.select_related("adaptation", "proposed_by", "stopped_by").prefetch_related(
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
        Prefetch("provisions", orders.prefetch_related("items").order_by("id")),
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
                "repairs": Repair,
            }.items()
        ],
        "warrantseens",
        Prefetch("commitments", Commitment.objects.select_related("by", "budget__organisation", "release__by")),
        Prefetch("consentrequests", ConsentRequest.objects.select_related("rule", "given").order_by("number")),
        Prefetch("moneyrecords", MoneyRecord.objects.select_related("by", "passport").order_by("id")),
        Prefetch("spends", Spend.objects.order_by("id")),
    )
