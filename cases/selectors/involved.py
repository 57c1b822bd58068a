"""Who has had a part in a case: nobody of them checks what was made of it."""

from cases.models import (
    Authorisation,
    Case,
    CaseAssessment,
    Circumstance,
    Commitment,
    DirectAccessArrangement,
    DraftEditor,
    FastTrack,
    Recommendation,
    RedFlagAnswer,
    TurnedAway,
)


def people_involved(case: Case) -> set[int]:
    """The users who own the case, or took the referral, talked, proposed, assessed, recommended or decided in it."""
    involved = {case.owner_id}
    if case.referral.received_by_id:
        involved.add(case.referral.received_by_id)
    involved |= set(case.conversations.values_list("recorded_by", flat=True))
    involved |= set(case.lines.values_list("proposed_by", flat=True))
    involved |= set(Circumstance.objects.filter(case=case).values_list("by", flat=True))
    drafts = DraftEditor.objects.filter(line__case=case, saved_at__isnull=False)
    involved |= set(drafts.values_list("user", flat=True))
    acts = [
        CaseAssessment,
        Recommendation,
        Authorisation,
        Commitment,
        DirectAccessArrangement,
        FastTrack,
        RedFlagAnswer,
        TurnedAway,
    ]
    for model in acts:
        involved |= set(model.objects.filter(line__case=case).values_list("by", flat=True))
    return involved
