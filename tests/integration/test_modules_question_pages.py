"""The question banks' pages: how each question does, import with a look first, export (T8)."""

import csv
import io
import random
from collections.abc import Callable
from statistics import fmean, pstdev
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import Event
from core.spreadsheets import BYTE_ORDER_MARK
from modules.constants import QuestionKind
from modules.item_analysis import LEAST, MISLEADS, item_analysis
from modules.models import AttemptAnswer, ModuleVersion, Question
from modules.services import enrol, start_attempt, submit_attempt
from people.constants import Role
from people.models import User
from tests.factories.modules import add_question, editor, publish_module, right_answer, take_check, wrong_answer
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

GIFT = """::M1-NEW::A new one {=right#Yes. ~wrong#No.}

::module-1-Q1::Reworded {=module-1-Q1 right#Yes. ~module-1-Q1 wrong#No.}
"""


@pytest.fixture
def writer(client: Client) -> User:
    user = editor()
    client.force_login(user)
    return user


@pytest.fixture
def version(writer: User) -> ModuleVersion:
    return publish_module()


def answer(user: User, version: ModuleVersion, right: set[str], seed: int = 1) -> None:
    """Take the check, right in the questions with these codes."""
    enrolment = enrol(user=user, module=version.module, by=user)
    attempt = start_attempt(enrolment=enrolment, by=user, draw=random.Random(seed))
    answers = {
        one.pk: right_answer(one) if one.content["code"] in right else wrong_answer(one)
        for one in attempt.questions.all()
    }
    submit_attempt(attempt=attempt, answers=answers, by=user)


# Item analysis


def test_t8_the_figures_are_those_of_the_formula(version: ModuleVersion) -> None:
    chance = random.Random(4)
    codes = [f"module-1-Q{number}" for number in range(1, 5)]
    for seed in range(30):
        answer(employed(), version, {code for code in codes if chance.random() < 0.6}, seed)
    met: dict[str, list[tuple[int, float]]] = {code: [] for code in codes}
    for row in AttemptAnswer.objects.select_related("attempt_question__attempt"):
        attempt, mark = row.attempt_question.attempt, int(row.is_correct)
        met[row.attempt_question.content["code"]].append((mark, (attempt.score - mark) / (attempt.out_of - 1)))
    for item in item_analysis(version.module):
        pairs = met[item.question.code]
        marks, rests = [mark for mark, _ in pairs], [rest for _, rest in pairs]
        covariance = fmean(m * r for m, r in pairs) - fmean(marks) * fmean(rests)
        assert item.met == len(pairs) >= LEAST
        assert item.facility == pytest.approx(fmean(marks))
        assert item.discrimination == pytest.approx(covariance / (pstdev(marks) * pstdev(rests)))
        assert item.wrong.startswith(f"{item.question.code} wrong (")


def test_t8_only_first_tries_count_and_few_people_show_nothing(client: Client, version: ModuleVersion) -> None:
    people = [employed() for _ in range(LEAST - 1)]
    Question.objects.exclude(code__in=["module-1-Q1", "module-1-Q2"]).update(is_active=False)
    for person in people:
        take_check(enrol(user=person, module=version.module, by=person), is_right=False)
        take_check(person.enrolments.get(), is_right=True)
    item = item_analysis(version.module)[0]
    assert (item.met, item.facility) == (LEAST - 1, None)
    assert "fewer than 10" in client.get("/learning/questions/module-1/").content.decode()
    other = employed()
    take_check(enrol(user=other, module=version.module, by=other), is_right=False)
    item = item_analysis(version.module)[0]
    assert (item.met, item.facility, item.discrimination) == (LEAST, 0.0, None), "the second tries would be right"


def test_t8_a_question_that_misleads_those_who_know_is_flagged(client: Client, version: ModuleVersion) -> None:
    Question.objects.exclude(code__in=["module-1-Q1", "module-1-Q2"]).update(is_active=False)
    for number in range(12):
        answer(employed(), version, {"module-1-Q1"} if number % 2 else {"module-1-Q2"})
    shown = client.get("/learning/questions/module-1/?order=discrimination").content.decode()
    assert MISLEADS in shown
    assert "−1.00" in shown or "-1.00" in shown
    assert client.get("/learning/questions/module-1/?order=secret").status_code == 404


def test_t8_the_table_as_csv_starts_no_formula(client: Client, version: ModuleVersion, writer: User) -> None:
    add_question(version.module, "Q-formula", by=writer, stem="=HYPERLINK(1)")
    response = client.get("/learning/questions/module-1/?order=met&format=csv")
    rows = list(csv.reader(io.StringIO(response.content.decode().removeprefix(BYTE_ORDER_MARK))))
    assert response["Content-Type"].startswith("text/csv")
    assert [row[3] for row in rows if row[0] == "Q-formula"] == ["'=HYPERLINK(1)"]


def test_t8_the_analysis_takes_the_same_queries_with_20_and_200_questions(
    client: Client, version: ModuleVersion, writer: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    counted = []
    for more in (20, 180):
        for number in range(more):
            add_question(version.module, f"more-{more}-{number}", by=writer)
        person = employed()
        take_check(enrol(user=person, module=version.module, by=person), is_right=False)
        with django_assert_max_num_queries(14) as captured:
            client.get("/learning/questions/module-1/")
        counted.append(len(captured.captured_queries))
    assert counted[0] == counted[1]


# Import and export


def upload(content: str | bytes, format_: str = "gift", name: str = "bank.txt") -> dict[str, Any]:
    raw = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, raw)
    return {"file": file, "format": format_, "criterion": "HC-1.1", "source": "elsewhere"}


def hidden(response: Any) -> dict[str, Any]:
    """What the confirming button sends."""
    return dict(response.context["form"].initial)


def test_t8_a_file_is_looked_at_first_and_then_saved(client: Client, version: ModuleVersion, writer: User) -> None:
    looked = client.post("/learning/questions/module-1/import/", upload(GIFT))
    shown = looked.content.decode()
    assert "1 to add, 1 to change, 0 the same" in shown
    assert "Line 3, module-1-Q1" in shown
    assert not Question.objects.filter(code="M1-NEW").exists()
    done = client.post("/learning/questions/module-1/import/confirm/", hidden(looked), follow=True)
    assert "2 questions saved." in done.content.decode()
    assert Question.objects.get(code="M1-NEW").source == "elsewhere"
    assert Question.objects.get(code="module-1-Q1").stem == "Reworded"
    event = Event.objects.get(verb="modules.questions_imported")
    assert (event.actor_id, event.detail["added"]) == (str(writer.pk), 1)
    again = client.post("/learning/questions/module-1/import/", upload(GIFT)).content.decode()
    assert "0 to add, 0 to change, 2 the same" in again


def test_t8_one_bad_question_and_nothing_is_saved(client: Client, version: ModuleVersion) -> None:
    before = Question.objects.count()
    response = client.post("/learning/questions/module-1/import/", upload(f"{GIFT}\nWhy? {{}}\n"))
    assert response.status_code == 422
    assert "Line 5, “Why? {}”: It has no answers: an essay" in response.content.decode()
    assert "Save these questions" not in response.content.decode()
    forged = client.post("/learning/questions/module-1/import/confirm/", hidden(response), follow=True)
    assert "nothing was saved" in forged.content.decode()
    assert Question.objects.count() == before


def test_t8_a_bank_that_changed_meanwhile_is_looked_at_again(
    client: Client, version: ModuleVersion, writer: User
) -> None:
    looked = client.post("/learning/questions/module-1/import/", upload(GIFT))
    add_question(version.module, "M1-NEW", by=writer)
    refused = client.post("/learning/questions/module-1/import/confirm/", hidden(looked), follow=True)
    assert "has changed since you looked" in refused.content.decode()
    assert Question.objects.get(code="module-1-Q1").stem != "Reworded"


def test_t8_a_file_takes_no_question_from_another_module(client: Client, version: ModuleVersion) -> None:
    publish_module("module-2", title="The second module")
    response = client.post("/learning/questions/module-2/import/", upload(GIFT))
    assert "belongs to a question of another module" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "format_", "words"),
    [
        (b"<svg/>", "moodle-xml", "not Moodle XML"),
        (b"<html><script>alert(1)</script></html>", "moodle-xml", "not Moodle XML"),
        (b"\xff\xd8\xff\xe0 JFIF", "gift", "not UTF-8"),
        (b"PK\x03\x04\x00\x00", "gift", "not a text file"),
        (b"x" * 2_000_001, "gift", "larger than 2 MB"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&amp;</quiz>', "moodle-xml", "document type or entities"),
        (b"", "gift", "empty"),
        (b"x", "excel", "Select a valid choice"),
    ],
)
def test_t8_hostile_files_are_refused_in_words(
    client: Client, version: ModuleVersion, content: bytes, format_: str, words: str
) -> None:
    response = client.post("/learning/questions/module-1/import/", upload(content, format_, "bank.png"))
    assert words in response.content.decode()
    assert "There is a problem" in response.content.decode()


def test_t8_markup_in_a_question_is_shown_as_words(client: Client, version: ModuleVersion) -> None:
    nasty = "::X::[plain]<script>alert(1)</script> {=a ~b}"
    looked = client.post("/learning/questions/module-1/import/", upload(nasty))
    assert "<script>alert" not in looked.content.decode()
    assert "&lt;script&gt;alert" in looked.content.decode()


@pytest.mark.parametrize("format_", ["gift", "moodle-xml"])
def test_t8_what_is_downloaded_can_be_brought_back(
    client: Client, version: ModuleVersion, writer: User, format_: str
) -> None:
    for kind in QuestionKind.values:
        add_question(version.module, f"K-{kind}", by=writer, kind=kind, tags=("reason",))
    held = [question.as_text for question in Question.objects.all()]
    response = client.get(f"/learning/questions/module-1/export/{format_}/")
    assert "attachment" in response["Content-Disposition"]
    same = client.post("/learning/questions/module-1/import/", upload(response.content, format_))
    assert f"0 to add, 0 to change, {len(held)} the same" in same.content.decode()
    Question.objects.filter(code="K-numeric").update(stem="Other", source="Other")
    looked = client.post("/learning/questions/module-1/import/", upload(response.content, format_))
    client.post("/learning/questions/module-1/import/confirm/", hidden(looked))
    assert [question.as_text for question in Question.objects.all()] == held


def test_t8_the_banks_are_for_editors_and_governance(client: Client, version: ModuleVersion) -> None:
    addresses = ["", "module-1/", "module-1/import/", "module-1/export/gift/"]
    for role, status in ((Role.EDITOR, 200), (Role.GOVERNANCE, 200), (Role.CASEWORKER, 403)):
        client.force_login(employed(roles=(role,)))
        assert [client.get(f"/learning/questions/{one}").status_code for one in addresses] == [status] * 4
    assert client.post("/learning/questions/module-1/import/confirm/").status_code == 403
    client.logout()
    assert client.get("/learning/questions/")["Location"].startswith("/accounts/login/")
    client.force_login(editor())
    assert client.get("/learning/questions/module-1/export/excel/").status_code == 404
    assert client.get("/learning/questions/module-9/").status_code == 404
