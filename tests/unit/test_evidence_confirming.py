"""Case discussions and supervised cases, who confirms them, and taking evidence back (C2)."""

import json

import pytest
from django.db import IntegrityError, transaction

from cases.constants.lines import LineState
from cases.models import CaseAssessment
from competencies.constants import EvidenceKind, RequestState
from competencies.exceptions import EvidenceNotAccepted
from competencies.lives import REQUEST_LIFE
from competencies.models import Evidence, EvidenceConfirmation
from competencies.records import hash_of, shown
from competencies.services import confirm_evidence, offer_evidence, take_back_evidence
from competencies.sources import CaseDiscussion, discussion_source, source_of, sources_of
from core.exceptions import TransitionNotAllowed
from modules.selectors import has_completed
from people.models import User
from tests.factories import competencies as factory
from tests.factories.cases import a_team, brought_to
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TALK = {
    "the_case": "A bath that hurts.",
    "questions": "Why a seat?",
    "answers": "She tires.",
    "otherwise": "Ask earlier.",
}


def discussed(owner: User, trainer: User | None = None) -> Evidence:
    if not has_completed(owner, "module-2"):
        factory.completed(owner, "module-2")
    source = discussion_source(owner, CaseDiscussion(**TALK, discussed_with=trainer))
    return offer_evidence(
        competency=factory.competency(), kind=source.kind, shows="That I listen.", source=source, by=owner
    )


def test_c2_a_case_discussion_keeps_what_was_asked_and_answered() -> None:
    piece = discussed(employed())
    assert piece.kind == EvidenceKind.CASE_DISCUSSION
    assert {name: piece.snapshot[name] for name in TALK} == TALK
    assert piece.confirmer is None


def test_c2_whoever_was_named_confirms_once_and_nobody_else() -> None:
    trainer, other = factory.trainer_pair()
    piece = discussed(employed(), trainer)
    for stranger in (other, piece.user, employed()):
        with pytest.raises(EvidenceNotAccepted, match="Only the person who was named"):
            confirm_evidence(piece=piece, note="Yes.", by=stranger)
    with pytest.raises(EvidenceNotAccepted, match="Say what you saw"):
        confirm_evidence(piece=piece, note=" ", by=trainer)
    before = hash_of(piece.request)
    confirm_evidence(piece=piece, note="She weighed two ways.", by=trainer)
    assert hash_of(piece.request) != before, "what is signed says whether it was confirmed"
    with pytest.raises(EvidenceNotAccepted, match="already"):
        confirm_evidence(piece=piece, note="Again.", by=trainer)


def test_c2_the_database_refuses_a_confirmation_of_ones_own() -> None:
    piece = discussed(employed(), factory.trainer_pair()[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceConfirmation.objects.create(
            evidence=piece, person=piece.user, confirmed_by=piece.user, note="Mine.", confirmed_at=piece.offered_at
        )


def test_c2_a_supervised_case_says_what_was_done_and_never_for_whom() -> None:
    team = a_team()
    line = brought_to(LineState.AUTHORISED, team)
    assessment = CaseAssessment.objects.get(line=line)
    factory.completed(team.caseworker, "module-2")
    source = source_of(team.caseworker, EvidenceKind.SUPERVISED_CASE, assessment.pk)
    assert source
    piece = offer_evidence(
        competency=factory.competency(), kind=source.kind, shows="My first seat.", source=source, by=team.caseworker
    )
    assert piece.confirmer == team.assessor
    assert piece.case_label == f"{line.case.reference}/{line.number}/1"
    facts = piece.snapshot
    assert (facts["reference"], facts["tenure"], facts["tier"]) == (line.case.reference, "Council tenancy", "Simple")
    assert [mark["mark"] for mark in facts["marks"]] == [
        "Reason for provision",
        "Contraindications",
        "Decision recorded",
        "Alternatives considered and discussed",
    ]
    told = json.dumps(facts)
    person, home = line.case.person, line.case.home
    for private in (person.name, person.telephone, home.address, home.postcode, assessment.decision, "harbour"):
        assert private.lower() not in told.lower()
    with pytest.raises(EvidenceNotAccepted, match="offered this already"):
        offer_evidence(
            competency=factory.competency(), kind=source.kind, shows="Again.", source=source, by=team.caseworker
        )


def test_c2_only_the_assessor_offers_a_case_and_only_one_that_somebody_else_authorised() -> None:
    team = a_team()
    open_line = brought_to(LineState.ASSESSED, team)
    assert source_of(team.caseworker, "supervised_case", open_line.caseassessments.get().pk) is None
    line = brought_to(LineState.AUTHORISED, team)
    made = line.caseassessments.get()
    for other in (team.assessor, team.payer, employed()):
        assert source_of(other, "supervised_case", made.pk) is None
    assert [one.kind for one in sources_of(team.caseworker)] == [EvidenceKind.SUPERVISED_CASE]


def test_c2_evidence_is_taken_back_until_a_trainer_has_signed() -> None:
    owner = employed()
    kept, gone = discussed(owner), discussed(owner)
    before = shown(kept.request)
    with pytest.raises(EvidenceNotAccepted, match="Only the person who offered it"):
        take_back_evidence(piece=gone, by=employed())
    take_back_evidence(piece=gone, by=owner)
    with pytest.raises(EvidenceNotAccepted, match="already"):
        take_back_evidence(piece=gone, by=owner)
    assert len(shown(kept.request)["evidence"]) == len(before["evidence"]) - 1
    assert Evidence.objects.filter(pk=gone.pk).exists(), "that it was offered stays known"
    factory.signed(kept.request, factory.trainer_pair()[0])
    with pytest.raises(EvidenceNotAccepted, match="A trainer has signed"):
        take_back_evidence(piece=kept, by=owner)


def test_c2_without_any_evidence_left_the_request_is_taken_back_too() -> None:
    piece = discussed(employed())
    take_back_evidence(piece=piece, by=piece.user)
    piece.request.refresh_from_db()
    assert piece.request.state == RequestState.WITHDRAWN


@pytest.mark.parametrize(
    "state", [state for state in RequestState if state not in REQUEST_LIFE.steps["take_back_evidence"].allowed_from]
)
def test_c2_in_no_other_state_is_evidence_taken_back(state: RequestState) -> None:
    piece = discussed(employed())
    piece.request.state = state
    piece.request.save()
    with pytest.raises(TransitionNotAllowed):
        take_back_evidence(piece=piece, by=piece.user)


def test_c2_what_was_taken_back_is_not_confirmed() -> None:
    trainer = factory.trainer_pair()[0]
    piece = discussed(employed(), trainer)
    take_back_evidence(piece=piece, by=piece.user)
    with pytest.raises(EvidenceNotAccepted, match="taken this evidence back"):
        confirm_evidence(piece=piece, note="Yes.", by=trainer)
