"""R2: somebody gets a copy of what is held about them, and nothing that is about somebody else."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit.selectors import history_of
from cases.constants.lines import LineState
from cases.constants.subject_access import KEPT_DAYS, CopyState, IdentityKnown
from cases.exceptions import CopyRefused, NotYourOrganisation
from cases.models import SubjectAccess
from cases.models.file import case_files
from cases.services import ask_for_copy, check_copy, declare_relation
from cases.services.subject_access import delete_old_copies, make_copy
from cases.subject_access import gather, paths_to_person, undecided
from core import clock
from people.constants import Role
from tests.factories.cases import Team, a_case, a_team, brought_to
from tests.factories.cases_directory import a_suggestion
from tests.factories.cases_files import a_file
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    return a_team()


def a_copy(team: Team, state: LineState = LineState.OUTCOME_RECORDED) -> SubjectAccess:
    line = brought_to(state, team)
    a_file(line.case, team.caseworker)
    declare_relation(case=line.case, relation="neighbour", by=team.payer)
    asked = ask_for_copy(case=line.case, identity=IdentityKnown.KNOWN, by=team.payer)
    make_copy({"id": asked.pk})
    asked.refresh_from_db()
    return asked


def opened(asked: SubjectAccess) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(case_files().open(asked.stored_as).read()))


def test_r2_somebody_decided_for_each_kind_of_record_whether_a_copy_holds_it() -> None:
    words = "Say in HELD or KEPT_BACK of cases/constants/subject_access.py whether a person's copy holds: "
    assert not undecided(), words + ", ".join(undecided())


def test_r2_each_kind_that_a_copy_holds_leads_to_the_person() -> None:
    from cases.constants.subject_access import HELD

    assert {model.__name__ for model in paths_to_person()} == HELD


def test_r2_what_is_kept_as_a_table_is_read_in_words(team: Team) -> None:
    case = a_case(team.caseworker)
    a_suggestion(case, team.caseworker)
    parts = {part.title: part.rows for part in gather(case.person)}
    (suggestion,) = parts["Suggestions"]
    told = dict(suggestion)["Words"].split("; ")
    assert {"Name: Tea on Tuesdays", "Description: Tea, talk and a lift there and back."} <= set(told)


def test_r2_the_copy_holds_the_persons_record_and_nobody_elses(team: Team) -> None:
    other = a_case(team.caseworker, name="Una Grant")
    asked = a_copy(team)
    with opened(asked) as archive:
        page = archive.read("your-record.html").decode()
        data = json.loads(archive.read("your-record.json"))
        names = archive.namelist()
    for told in ("Jean Muir", "4 Pier Street", "I cannot get into the bath.", "I feel like myself again.", "185.50"):
        assert told in page, told
    for kept_back in ("Una Grant", other.reference, "neighbour", "Snoop"):
        assert kept_back not in page, kept_back
    assert f"Who read case {asked.case.reference}" in {part["title"] for part in data}
    assert f"files/{asked.case.reference}-file-1.jpg" in names
    assert asked.stored_as not in page


def test_r2_a_manager_takes_the_request_and_looks_through_it(team: Team) -> None:
    case = a_case(team.caseworker)
    for nobody, refusal in (
        (team.caseworker, CopyRefused),
        (employed(organisation__code="millburn", roles=(Role.MANAGER,)), NotYourOrganisation),
    ):
        with pytest.raises(refusal):
            ask_for_copy(case=case, identity=IdentityKnown.KNOWN, by=nobody)
    asked = ask_for_copy(case=case, identity=IdentityKnown.DOCUMENT, by=team.payer)
    assert asked.due_on == date(2027, 7, 4)
    with pytest.raises(CopyRefused, match="being made"):
        ask_for_copy(case=case, identity=IdentityKnown.KNOWN, by=team.payer)
    with pytest.raises(CopyRefused, match="not made yet"):
        check_copy(asked=asked, by=team.payer)
    make_copy({"id": asked.pk})
    asked = check_copy(asked=asked, by=team.payer)
    assert asked.state == CopyState.CHECKED
    assert history_of(case).filter(verb="cases.copy_checked").exists()


def test_r2_the_file_goes_and_the_request_stays(team: Team, django_capture_on_commit_callbacks: object) -> None:
    asked = a_copy(team, LineState.PROPOSED)
    name = asked.stored_as
    later = clock.now() + timedelta(days=KEPT_DAYS)
    with clock.fixed(later), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        delete_old_copies()
    asked.refresh_from_db()
    assert not asked.has_file
    assert not case_files().exists(name)


def test_r2_each_time_the_copy_is_opened_is_written_down(team: Team, client: Client) -> None:
    asked = a_copy(team, LineState.PROPOSED)
    client.force_login(team.payer)
    response = client.get(reverse("cases:copy", args=[asked.case.reference, asked.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    assert history_of(asked.case).filter(verb="cases.read", detail__page="copy").exists()
