"""The case assessment: its marks, who agrees, the capacity check, and drafts that two people share (P4, P5)."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from cases.constants.conversation import Capacity
from cases.constants.decisions import Agreement, Concern
from cases.constants.lines import LineState
from cases.exceptions import AssessmentIncomplete, DraftMoved, NotFastTrack, NotYourOrganisation
from cases.models import AssessmentDraft, CaseAssessment, DraftEditor, SolutionLine
from cases.selectors.drafts import draft_key, draft_of, other_editors, typed_by
from cases.services import assess, fast_track, open_draft, recommend, record_from_draft, save_draft
from cases.services.assessment import CapacityDetails
from core import clock
from core.exceptions import Refused, TransitionNotAllowed
from people import drafts
from people.constants import Role
from people.models import FormDraft, User
from people.vocabulary import Tier
from tests.factories.accreditation import AdaptationFactory
from tests.factories.cases import Team, a_case, a_line, a_team, assessment_of, brought_to, talked
from tests.factories.cases_intake import a_power
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

CHECK = CapacityDetails(
    capacity=Capacity.DECIDES, shown_by="She told back what it does.", least_restrictive="A pendant was not worn."
)


@pytest.fixture
def team() -> Team:
    return a_team()


def refused(line: SolutionLine, team: Team, match: str, **changes: Any) -> None:
    with pytest.raises(AssessmentIncomplete, match=match):
        assess(line=line, by=team.caseworker, **(assessment_of(line) | changes))
    assert not CaseAssessment.objects.exists()


def test_p4_each_alternative_of_the_catalogue_is_talked_over(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    refused(line, team, "free-standing stool", considered={})
    refused(line, team, "what came of each", considered={"free-standing stool": ("tried", " ")})
    assessment = assess(line=line, by=team.caseworker, **assessment_of(line))
    assert [str(one) for one in assessment.considered.all()] == ["free-standing stool"]


def test_p4_where_the_catalogue_names_no_alternative_the_assessor_does(team: Team) -> None:
    item = AdaptationFactory(code="NOSING", alternatives="", contraindications="")
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    line = a_line(case, team.caseworker, code=item.code)
    refused(line, team, "which alternatives", alternatives="  ")


@pytest.mark.parametrize("concern", [Concern.MANAGED, Concern.PREVENTS])
def test_p4_a_diagnosis_alone_is_not_saved_as_a_contraindication(team: Team, concern: Concern) -> None:
    line = brought_to(LineState.PROPOSED, team)
    found = {"weight rating": (concern, "Has dementia."), "wall strength": (Concern.NONE, "")}
    refused(line, team, "can or cannot do", contraindications=found)
    found["weight rating"] = (concern, "With dementia she forgets to fold it up, and steps over it.")
    assess(line=line, by=team.caseworker, **(assessment_of(line) | {"contraindications": found}))


def test_p4_who_lawfully_decides_is_named_with_the_powers_seen(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    who = {"agreement": Agreement.REPRESENTATIVE, "agreement_note": "Twice, with pictures."}
    with pytest.raises(Refused):
        assess(line=line, by=team.caseworker, **(assessment_of(line) | who))
    power = a_power(line.case)
    with_power = who | {"power": power, "carer_view": "Ann would rather move."}
    assessment = assess(line=line, by=team.caseworker, **(assessment_of(line) | with_power))
    assert (assessment.capacity_record.power, assessment.carer_view) == (power, "Ann would rather move.")


def test_p5_what_may_limit_somebody_is_recommended_only_with_the_capacity_check(team: Team) -> None:
    AdaptationFactory(code="TELECARE-FALL", category="technology", capacity_check=True)
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    line = a_line(case, team.caseworker, code="TELECARE-FALL")
    refused(line, team, "watch or limit")
    with pytest.raises(NotFastTrack, match="capacity check"):
        fast_track(
            line=line, reason="discharge", known_from="W", summary="S", authoriser=team.assessor, by=team.caseworker
        )
    assess(line=line, by=team.caseworker, capacity_check=CHECK, **assessment_of(line))
    recommend(line=line, tier=Tier.SIMPLE, summary="Fit it.", by=team.caseworker)
    assert line.capacitychecks.get().by == team.caseworker


def test_p5_a_line_assessed_without_the_capacity_check_is_not_recommended(team: Team) -> None:
    """As when the catalogue began to ask for it after the case assessment."""
    line = brought_to(LineState.ASSESSED, team)
    line.adaptation.capacity_check = True
    line.adaptation.save()
    with pytest.raises(AssessmentIncomplete, match="capacity and the least restriction"):
        recommend(line=line, tier=Tier.SIMPLE, summary="Seat.", by=team.caseworker)


# Drafts


def typing(user: User, line: SolutionLine, version: int, **fields: str) -> None:
    """What drafts.js sends while somebody types."""
    data = QueryDict(mutable=True)
    data.update(fields)
    owner = drafts.owner_of(drafts.token_for(user, f"{draft_key(line)}{version}"))
    assert owner
    drafts.keep(owner, data)


def test_p4_a_draft_is_saved_for_colleagues_and_counts_its_versions(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    save_draft(line=line, version=0, fields={"decision": "A seat."}, by=team.caseworker)
    save_draft(line=line, version=1, fields={"decision": "A seat, lower."}, by=team.assessor)
    draft = draft_of(line)
    assert (draft.version, draft.saved_by, draft.fields) == (2, team.assessor, {"decision": "A seat, lower."})


@pytest.mark.parametrize("began_with", [0, 2, 99])
def test_p4_nobody_writes_over_what_somebody_saved_meanwhile(team: Team, began_with: int) -> None:
    line = brought_to(LineState.PROPOSED, team)
    save_draft(line=line, version=0, fields={"decision": "Hers."}, by=team.assessor)
    with pytest.raises(DraftMoved, match=str(team.assessor)):
        save_draft(line=line, version=began_with, fields={"decision": "His."}, by=team.caseworker)
    with pytest.raises(DraftMoved):
        record_from_draft(line=line, version=began_with, by=team.caseworker, **assessment_of(line))
    assert AssessmentDraft.objects.get().fields == {"decision": "Hers."}
    assert not CaseAssessment.objects.exists()


def test_p4_recording_drops_the_draft_and_what_was_typed(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    save_draft(line=line, version=0, fields={"decision": "A seat."}, by=team.caseworker)
    typing(team.caseworker, line, 1, decision="A seat!")
    record_from_draft(line=line, version=1, by=team.caseworker, **assessment_of(line))
    assert not AssessmentDraft.objects.exists()
    assert not DraftEditor.objects.exists()
    assert not FormDraft.objects.exists()


def test_p4_what_was_typed_survives_the_session_and_a_colleagues_saving(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    typing(team.caseworker, line, 0, decision="Mine.")
    save_draft(line=line, version=0, fields={"decision": "Hers."}, by=team.assessor)
    typed = typed_by(team.caseworker, line)
    assert (typed.version, typed.fields) == (0, {"decision": "Mine."})


def test_p4_two_editors_see_each_other(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    open_draft(line=line, by=team.caseworker)
    open_draft(line=line, by=team.assessor)
    assert [one.name for one in other_editors(line, team.assessor)] == [str(team.caseworker)]
    assert [one.name for one in other_editors(line, team.caseworker)] == [str(team.assessor)]
    typing(team.assessor, line, 0, decision="Hers.")
    save_draft(line=line, version=0, fields={"decision": "Mine."}, by=team.caseworker)
    (assessor,) = other_editors(line, team.caseworker)
    (caseworker,) = other_editors(line, team.assessor)
    assert (assessor.typed_at, assessor.saved_at) == (clock.now(), None)
    assert (caseworker.typed_at, caseworker.saved_at) == (None, clock.now())
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert other_editors(line, team.caseworker) == []


def test_p4_no_draft_is_saved_out_of_turn_or_from_elsewhere(team: Team) -> None:
    line = brought_to(LineState.PROPOSED, team)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    with pytest.raises(NotYourOrganisation):
        save_draft(line=line, version=0, fields={}, by=stranger)
    assess(line=line, by=team.caseworker, **assessment_of(line))
    with pytest.raises(TransitionNotAllowed):
        save_draft(line=line, version=0, fields={}, by=team.caseworker)
