"""The report on one version of a module: what it says, what it hides, what it costs (T10)."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from pypdf import PdfReader

from evaluation import results
from evaluation.constants import Outcome, Purpose
from evaluation.results import ServiceResult, register_result_source
from evaluation.selectors.learning import learning
from evaluation.selectors.report import report
from evaluation.services import reply_to_decision
from modules.models import ModulePage, ModuleVersion
from people.constants import Role
from people.models import Organisation
from tests.factories.evaluation import answered, asked, decided, learned, questionnaires
from tests.factories.modules import complete, editor, governor, publish, publish_module
from tests.factories.people import OrganisationFactory, employed
from tests.factories.training_sessions import open_session
from training_sessions.constants import Delivery
from training_sessions.models import SessionLog

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ADDRESS = "/evaluation/modules/module-1/1/"


@pytest.fixture
def version(now: datetime) -> ModuleVersion:
    questionnaires()
    return publish_module()


@pytest.fixture
def group(client: Client) -> Client:
    client.force_login(governor())
    return client


@pytest.fixture
def lantern(now: datetime) -> Organisation:
    return OrganisationFactory(code="lantern")


def sentences(version: ModuleVersion) -> str:
    return " ".join(report(version).summary)


def lines(version: ModuleVersion, name: str) -> dict[str, tuple[int, bool]]:
    """Of one breakdown: each group's number of answers and whether it is hidden."""
    (breakdown,) = [one for one in report(version).breakdowns if one.name == name]
    return {line.group: (line.answered.people, line.answered.is_hidden) for line in breakdown.lines}


def test_t10_it_opens_with_sentences_from_the_data(version: ModuleVersion) -> None:
    for scale in (5, 5, 4, 4, 2):
        answered(version, scale=scale)
    asked(version)
    said = sentences(version)
    assert "5 of 6 people asked after the module answered (83%). They rated it 4.0 out of 5 on average." in said
    assert "No learners have been asked three months later yet." in said
    assert "there is no gain to show yet" in said


def test_t10_four_answers_are_too_few(version: ModuleVersion, group: Client) -> None:
    for _ in range(4):
        answered(version, scale=2, words="A secret.")
    page = group.get(ADDRESS).content.decode()
    assert "4 of 4 people asked after the module answered (100%). That is too few to show what they said." in page
    assert "A secret." not in page
    assert "2.0" not in page
    assert "A secret." not in group.get(ADDRESS + "report.csv").content.decode()
    answered(version, scale=2, words="A secret.")
    assert "A secret." in group.get(ADDRESS).content.decode()


def test_t10_words_wait_for_five_who_wrote(version: ModuleVersion, group: Client) -> None:
    for number in range(6):
        answered(version, words="Rails & <b>steps</b>." if number < 4 else "")
    assert "Rails" not in group.get(ADDRESS).content.decode()
    answered(version, words="Stairs.")
    page = group.get(ADDRESS).content.decode()
    assert "Rails &amp; &lt;b&gt;steps&lt;/b&gt;." in page
    assert page.index("Rails") < page.index("Stairs.")


def test_t10_a_small_group_is_hidden_and_so_is_the_one_that_would_give_it_away(
    version: ModuleVersion, lantern: Organisation, group: Client
) -> None:
    harbour, millburn = OrganisationFactory(code="harbour"), OrganisationFactory(code="millburn")
    for organisation, number in ((lantern, 9), (millburn, 6), (harbour, 3)):
        for _ in range(number):
            answered(version, organisation=organisation)
    assert lines(version, "organisation") == {"Harbour": (3, True), "Lantern": (9, False), "Millburn": (6, True)}
    assert lines(version, "delivery") == {"Online": (18, False)}
    assert group.get(ADDRESS).content.decode().count("Not shown") == 4
    table = list(csv.reader(io.StringIO(group.get(ADDRESS + "report.csv").content.decode("utf-8-sig"))))
    hidden = [row for row in table if row[2] == "organisation: Harbour" and row[3] != "asked"]
    assert {tuple(row[4:]) for row in hidden} == {("not shown", "not shown")}


def test_t10_by_delivery_and_pair(version: ModuleVersion) -> None:
    for _ in range(5):
        answered(version)
        answered(version, delivery=Delivery.ROOM, pair="Ada One and Bo Two")
    assert lines(version, "delivery") == {"Online": (5, False), Delivery.ROOM.label: (5, False)}
    assert lines(version, "pair") == {"Ada One and Bo Two": (5, False), "No pair: taken online": (5, False)}


def test_t10_learning_is_the_gain_of_the_same_people(version: ModuleVersion, group: Client) -> None:
    """Four who knew nothing and one who knew all before; all right after. Who did only one of the two is left out."""
    for number in range(5):
        learned(version, knew=number == 0)
    complete(employed())
    found = learning(version)
    assert found.pairs == 5
    assert found.overall is not None
    assert (found.overall.before, found.overall.after) == (0.2, 1.0)
    (outcome,) = found.outcomes
    assert (outcome.code, outcome.pairs) == ("O1", 5)
    page = group.get(ADDRESS).content.decode()
    assert "They had 20% right before and 100% after: 80 in a hundred more." in page
    assert "+80 (+24 to +100)" in page
    (line,) = report(version).breakdowns[2].lines
    assert (line.gain.people, line.gain.value) == (5, 0.8)


def test_t10_the_first_check_counts_whether_passed_or_not(version: ModuleVersion) -> None:
    for _ in range(5):
        learned(version, knew=True, knows=False)
    found = learning(version)
    assert found.overall is not None
    assert found.overall.gain == -1.0
    assert "100 in a hundred fewer" in sentences(version)


def test_t10_four_pairs_are_too_few(version: ModuleVersion) -> None:
    for _ in range(4):
        learned(version)
    found = learning(version)
    assert found.is_hidden
    assert found.overall is None
    assert [outcome.gain for outcome in found.outcomes] == [None]


def test_t10_use_at_work_from_both_sides(version: ModuleVersion) -> None:
    for _ in range(5):
        answered(version, purpose=Purpose.LEARNER, scale=3)
        answered(version, purpose=Purpose.MANAGER, scale=5)
    said = sentences(version)
    assert "They rated how they use it 3.0 out of 5" in said
    assert "They rated its use 5.0 out of 5" in said


def test_t10_service_results_wait_for_a_source(
    version: ModuleVersion, group: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "_sources", {})
    assert "Not measured yet: it will come from the case records." in group.get(ADDRESS).content.decode()
    register_result_source("fake", lambda _: [])
    assert "Nothing has been measured about this version." in group.get(ADDRESS).content.decode()
    few = ServiceResult(label="At home after a year", value="91%", people=4, source="case records")
    many = ServiceResult(label="Days to fit", value="12 days", people=40, source="case records")
    register_result_source("fake", lambda _: [few, many])
    page = group.get(ADDRESS).content.decode()
    assert "Days to fit: 12 days (40 people; case records)" in page
    assert "At home after a year: about fewer than five people, so not shown" in page
    assert "91%" not in page


def test_t10_trainers_are_heard_from_the_logs_of_their_sessions(version: ModuleVersion, group: Client) -> None:
    """What went how and what to change, without the trainer's name; what happened to somebody stays in the log."""
    session = open_session()
    SessionLog.objects.create(
        session=session,
        how_it_went="Ten people, lively.",
        to_change="Start with the story.",
        incidents="Somebody fainted.",
        written_at=datetime(2027, 6, 4, 9, tzinfo=UTC),
        written_by=session.pairs.get().first_trainer,
    )
    page = group.get(ADDRESS).content.decode()
    assert "4 June 2027: Ten people, lively." in page
    assert "Start with the story." in page
    assert "fainted" not in page
    assert str(session.pairs.get().first_trainer) not in page


def test_t10_the_page_is_whole_with_nothing(version: ModuleVersion, group: Client) -> None:
    page = group.get(ADDRESS).content.decode()
    for heading in ("In short", "What people thought", "What they learned", "What they use", "What trainers see"):
        assert heading in page
    assert "Nothing has been decided about this module yet." in page


def test_t10_a_drawing_has_its_words_and_its_table(version: ModuleVersion, group: Client) -> None:
    for _ in range(5):
        answered(version, scale=4)
    page = group.get(ADDRESS).content.decode()
    assert 'role="img" aria-labelledby="chart-reaction-useful-title chart-reaction-useful-description"' in page
    assert "Strongly agree: 0; Agree: 5; Neither: 0" in page
    assert "<style" not in page
    assert " style=" not in page


def test_t10_the_pdf_repeats_the_figures(version: ModuleVersion, group: Client) -> None:
    for _ in range(5):
        answered(version, scale=4, words="Więcej schodów.")
    decided(version, Outcome.KEEP)
    response = group.get(ADDRESS + "report.pdf")
    assert response["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())
    assert "5 of 5 people asked after the module answered (100%)" in text
    assert "Więcej schodów." in text
    assert "Keep it as it is" in text


def test_t10_a_version_says_which_decision_it_answers(version: ModuleVersion, group: Client) -> None:
    writer = editor()
    reply_to_decision(decision=decided(version), words="Done in lesson 3.", by=writer)
    page = ModulePage.objects.get(module=version.module)
    page.summary = "With stairs."
    page.save_revision(user=writer)
    publish(page, reviewer=governor(), by=writer)
    shown = group.get("/evaluation/modules/module-1/2/").content.decode()
    assert "This version answers the decision of 4 June 2027 to change the module: Add a lesson about stairs." in shown
    assert f'href="{ADDRESS}"' in shown


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS + "report.csv", ADDRESS + "report.pdf", "/evaluation/"])
def test_t10_nobody_else_reads_it(version: ModuleVersion, client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(employed(roles=(Role.MANAGER, Role.EDITOR, Role.TRAINER)))
    assert client.get(address).status_code == 403


def test_t10_a_formula_in_an_answer_is_text_in_the_table(version: ModuleVersion, group: Client) -> None:
    for _ in range(5):
        answered(version, words='=HYPERLINK("http://example.org")')
    assert "'=HYPERLINK" in group.get(ADDRESS + "report.csv").content.decode()


def test_t10_ten_and_a_thousand_answers_cost_the_same_queries(
    version: ModuleVersion, lantern: Organisation, django_assert_num_queries: object
) -> None:
    version = ModuleVersion.objects.select_related("module").get(pk=version.pk)
    many_answers(version, lantern, 10)
    with django_assert_num_queries(18) as ten:  # type: ignore[operator]
        report(version)
    many_answers(version, lantern, 990)
    with django_assert_num_queries(len(ten)):  # type: ignore[operator]
        found = report(version)
    assert found.reaction.answered == 1000


def many_answers(version: ModuleVersion, organisation: Organisation, number: int) -> None:
    """Rows as the services leave them, made in bulk."""
    from evaluation.models import Answer, Invitation, QuestionnaireVersion, Response
    from people.models import User

    asked_now = QuestionnaireVersion.objects.get(questionnaire__purpose=Purpose.REACTION)
    start = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"many{start + place}@example.org", password="!") for place in range(number)
    )
    facts = {"purpose": Purpose.REACTION, "module_version": version, "questionnaire_version": asked_now}
    around = {"organisation": organisation, "delivery": Delivery.ONLINE}
    Invitation.objects.bulk_create(
        Invitation(
            asked=one,
            about=one,
            asked_on=date(2027, 6, 4),
            closes_on=date(2027, 8, 4),
            is_answered=True,
            **facts,
            **around,
        )
        for one in people
    )
    responses = Response.objects.bulk_create(Response(**facts, **around) for _ in people)
    Answer.objects.bulk_create(
        Answer(response=one, code=question.code, scale=4)
        for one in responses
        for question in asked_now.asked
        if question.kind == "scale"
    )
