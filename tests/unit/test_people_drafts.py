"""Nothing typed is lost with a sign-in or a connection, and nobody else is ever shown it (T4, T13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from audit.models import Event
from core import clock, daily
from modules.models import Enrolment, ModuleVersion, Reflection
from modules.records import lessons_done
from modules.services import enrol
from people import drafts
from people.models import FormDraft, User
from tests.factories.modules import publish_module
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner() -> User:
    return employed()


@pytest.fixture
def version() -> ModuleVersion:
    return publish_module()


@pytest.fixture
def enrolment(version: ModuleVersion, learner: User) -> Enrolment:
    return enrol(user=learner, module=version.module, by=learner)


@pytest.fixture
def browser(learner: User, enrolment: Enrolment) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    return client


def page(client: Client, version: ModuleVersion) -> tuple[str, dict[str, str], str]:
    """The address of the first lesson, the hidden fields of its form, and its prompt's name."""
    lesson = version.lessons[0]
    address = f"/learning/module-1/lessons/{lesson.id}/"
    response = client.get(address)
    prompt = next(block.id for block in lesson.value["content"] if block.block_type == "reflection")
    user = User.objects.get(pk=client.session["_auth_user_id"])
    hidden = {
        "csrfmiddlewaretoken": str(response.context["csrf_token"]),
        "draft": drafts.token_for(user, response.context["draft_key"]),
    }
    assert hidden["draft"].split(":")[0] in response.content.decode()
    return address, hidden, prompt


def typed(**fields: str) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(fields)
    return found


def test_what_is_sent_after_the_sign_in_expired_is_there_again_after_signing_in(
    browser: Client, learner: User, version: ModuleVersion
) -> None:
    """With no script at all: the form goes to the sign-in page, and its text waits for the same person."""
    address, hidden, prompt = page(browser, version)
    browser.session.flush()
    answer = browser.post(address, {**hidden, prompt: "I saw the coat.", "action": "done"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/learning/")
    assert "What you typed is kept" in browser.get(answer["Location"]).content.decode()
    browser.force_login(learner)
    shown = browser.get(address).content.decode()
    assert "I saw the coat." in shown
    assert "You have not sent it yet" in shown
    _, hidden, _ = page(browser, version)
    browser.post(address, {**hidden, prompt: "I saw the coat.", "action": "done"})
    assert Reflection.objects.get().text == "I saw the coat."
    assert not FormDraft.objects.exists()


def test_somebody_else_on_the_same_browser_never_sees_it(
    browser: Client, learner: User, version: ModuleVersion
) -> None:
    address, hidden, prompt = page(browser, version)
    browser.session.flush()
    browser.post(address, {**hidden, prompt: "Between me and my page."})
    other = employed()
    enrol(user=other, module=version.module, by=other)
    browser.force_login(other)
    assert "Between me and my page." not in browser.get(address).content.decode()
    assert FormDraft.objects.get().user == learner


def test_a_page_left_open_by_somebody_else_keeps_nothing(browser: Client, version: ModuleVersion) -> None:
    _, hidden, prompt = page(browser, version)
    other = employed()
    browser.force_login(other)
    hidden["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    for address in ("/drafts/", "/drafts/drop/"):
        assert browser.post(address, {**hidden, prompt: "Mine?"}).status_code == 403
    assert not FormDraft.objects.exists()


def test_the_script_keeps_what_is_typed_and_learns_of_an_expired_sign_in(
    browser: Client, learner: User, version: ModuleVersion
) -> None:
    address, hidden, prompt = page(browser, version)
    assert browser.post("/drafts/", {**hidden, prompt: "One"}).json() == {"is_signed_in": True, "is_kept": True}
    assert browser.post("/drafts/", {**hidden, prompt: "Two"}).json()["is_kept"]
    assert FormDraft.objects.get().fields == {prompt: ["Two"]}
    browser.session.flush()
    answer = browser.post("/drafts/", {**hidden, prompt: "Three"})
    assert (answer.status_code, answer.json()) == (401, {"is_signed_in": False})
    assert FormDraft.objects.get().fields == {prompt: ["Three"]}
    assert address not in str(list(Event.objects.values()))
    assert "Three" not in str(list(Event.objects.values()))


def test_a_draft_can_be_thrown_away(browser: Client, version: ModuleVersion) -> None:
    address, hidden, prompt = page(browser, version)
    browser.post("/drafts/", {**hidden, prompt: "One"})
    answer = browser.post("/drafts/drop/", {**hidden, "next": address})
    assert answer["Location"] == address
    assert not FormDraft.objects.exists()
    assert browser.post("/drafts/drop/", {**hidden, "next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_form_without_proof_against_forgery_keeps_nothing(browser: Client, version: ModuleVersion) -> None:
    address, hidden, prompt = page(browser, version)
    del hidden["csrfmiddlewaretoken"]
    browser.session.flush()
    for where in (address, "/drafts/"):
        assert browser.post(where, {**hidden, prompt: "Forged"}).status_code == 403
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("token", ["", "forged", "WzEsICJrZXkiXQ:abc:def"])
def test_a_forged_token_keeps_nothing(client: Client, token: str) -> None:
    assert client.post("/drafts/", {"draft": token, "a": "b"}).status_code == 403
    assert not FormDraft.objects.exists()


def test_secrets_and_machinery_are_not_kept(learner: User) -> None:
    owner = drafts.Owner(user_id=learner.pk, key="form")
    fields = {"text": "Words", "password": "hush", "new_password": "hush", "csrfmiddlewaretoken": "x", "action": "y"}
    assert drafts.keep(owner, typed(**fields))
    assert FormDraft.objects.get().fields == {"text": ["Words"]}


@pytest.mark.parametrize("fields", [{}, {"text": "  "}, {"text": "x" * 100_001}, {f"f{n}": "x" for n in range(401)}])
def test_nothing_and_too_much_are_not_kept(learner: User, fields: dict[str, str]) -> None:
    assert not drafts.keep(drafts.Owner(user_id=learner.pk, key="form"), typed(**fields))
    assert not FormDraft.objects.exists()


def test_the_oldest_drafts_make_room(learner: User) -> None:
    for number in range(102):
        with clock.fixed(clock.now() + timedelta(minutes=number)):
            drafts.keep(drafts.Owner(user_id=learner.pk, key=f"form-{number}"), typed(text="Words"))
    assert FormDraft.objects.count() == 100
    assert drafts.held(learner, "form-1") is None
    assert drafts.held(learner, "form-101") is not None


def test_drafts_expire(learner: User) -> None:
    drafts.keep(drafts.Owner(user_id=learner.pk, key="form"), typed(text="Words"))
    with clock.fixed(clock.now() + timedelta(days=30)):
        assert drafts.held(learner, "form") is None
        daily.run_due()
    assert not FormDraft.objects.exists()


def test_t4_a_lesson_sent_twice_counts_once(browser: Client, enrolment: Enrolment, version: ModuleVersion) -> None:
    """A script that sends again after a lost answer, or a second tab, does no harm."""
    address, hidden, prompt = page(browser, version)
    facts: dict[str, Any] = {**hidden, prompt: "I saw the coat.", "action": "done"}
    for _ in range(2):
        assert browser.post(address, facts).status_code == 302
    assert len(lessons_done([enrolment.pk])) == Reflection.objects.count() == 1
