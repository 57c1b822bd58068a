"""The learner's pages: doors that ask who is reading, and what they show (T1, T2, T3, T7, T8, S4)."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from core import clock
from modules.constants import ReviewState
from modules.models import Attempt, Completion, Enrolment, ModuleVersion, Reflection, StepDone
from modules.selectors import current_version
from modules.services import enrol, mark_lesson_done, start_attempt
from people.models import User
from stories.services import withdraw_consent
from tests.factories.modules import complete, editor, publish_module, site_root, take_check
from tests.factories.people import employed
from tests.factories.stories import agreed, make_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner(client: Client) -> User:
    user = employed()
    client.force_login(user)
    return user


@pytest.fixture
def version() -> ModuleVersion:
    return publish_module()


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def every_address(version: ModuleVersion) -> list[str]:
    code, lesson = version.module.code, version.lessons[0].id
    return [f"/learning/{code}/", f"/learning/{code}/lessons/{lesson}/", f"/learning/{code}/check/"]


def test_signed_out_people_are_asked_to_sign_in(client: Client, version: ModuleVersion) -> None:
    for address in ["/learning/", *every_address(version), "/learning/module-1/check/1/", "/stories/"]:
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/"), address


def test_t1_somebody_takes_module_1_from_start_to_certificate(
    client: Client, learner: User, version: ModuleVersion
) -> None:
    assert "You can start this now." in page(client, "/learning/")
    overview = page(client, "/learning/module-1/")
    assert "Open a conversation." in overview
    response = client.post("/learning/module-1/start/")
    for number in (1, 2):
        shown = page(client, response["Location"])
        assert f"Words of lesson {number}." in shown
        assert f"Lesson {number} of 2" in shown
        response = client.post(response["Location"], {"action": "done"})
    assert response["Location"] == "/learning/module-1/"
    assert "The knowledge check to pass, with 70% or more." in page(client, "/learning/module-1/")
    response = client.post("/learning/module-1/check/")
    address = response["Location"]
    attempt = Attempt.objects.get()
    answers = {f"question-{one.pk}": list(one.right_choices) for one in attempt.questions.all()}
    assert page(client, address).count("<fieldset") == 2
    result = client.post(address, answers, follow=True).content.decode()
    assert "You passed" in result
    assert "You have completed this module." in result
    certificate = Completion.objects.get(user=learner).certificate
    assert certificate.number in page(client, f"/learning/certificates/{certificate.number}/")
    assert "Completed on 4 June 2027." in page(client, "/learning/")


def test_t2_a_module_that_is_not_open_says_what_is_missing(
    client: Client, learner: User, version: ModuleVersion
) -> None:
    """Every direct address is refused with the reason, the writing ones as well."""
    second = publish_module("module-2", title="The second module", requires=(version.module,))
    for address in every_address(second):
        assert "Complete “The first module” first." in page(client, address, 403), address
    lesson = f"/learning/module-2/lessons/{second.lessons[0].id}/"
    for address in ("/learning/module-2/start/", lesson, "/learning/module-2/check/"):
        assert client.post(address, {"action": "done"}).status_code == 403, address
    assert not learner.enrolments.exists()
    complete(learner)
    assert "Start this module" in page(client, "/learning/module-2/")


def test_t3_the_trainer_module_waits_for_a_check(client: Client, learner: User) -> None:
    publish_module("trainer", checks=("a_check_nobody_registered",))
    assert "cannot be checked at the moment" in page(client, "/learning/trainer/", 403)


def test_t2_wagtails_own_addresses_show_nothing(client: Client, version: ModuleVersion) -> None:
    """The pages' address in Wagtail's tree, wherever an editor moves the index, leads to the guarded page."""
    index = site_root().get_children().get(slug="learning")
    index.slug = "elsewhere"
    index.save()
    for address, target in (("/elsewhere/", "/learning/"), ("/elsewhere/module-1/", "/learning/module-1/")):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, target)


def test_a_lesson_before_the_start_leads_to_the_module(client: Client, learner: User, version: ModuleVersion) -> None:
    for address in every_address(version)[1:]:
        assert client.get(address)["Location"] == "/learning/module-1/"


def test_what_does_not_exist_is_not_found(client: Client, learner: User, version: ModuleVersion) -> None:
    enrol(user=learner, module=version.module, by=learner)
    for address in ("/learning/module-9/", "/learning/module-1/lessons/nothing/", "/learning/module-1/check/99/"):
        page(client, address, 404)


def test_the_review_state_stands_on_module_and_lesson(client: Client, learner: User, version: ModuleVersion) -> None:
    enrol(user=learner, module=version.module, by=learner)
    for address in every_address(version)[:2]:
        assert ReviewState.DRAFT.label in page(client, address)


def test_s4_a_reflection_is_kept_and_shown_again(client: Client, learner: User, version: ModuleVersion) -> None:
    enrol(user=learner, module=version.module, by=learner)
    address = every_address(version)[1]
    block = next(one for one in version.lessons[0].value["content"] if one.block_type == "reflection")
    client.post(address, {block.id: "Her coat was on indoors", "action": "save"})
    assert not learner.enrolments.get().steps_done.exists()
    assert "Her coat was on indoors" in page(client, address)
    too_long = client.post(address, {block.id: "x" * 5001, "action": "done"}).content.decode()
    assert "There is a problem" in too_long
    assert "x" * 5001 in too_long
    assert Reflection.objects.count() == 1


def test_t8_an_unanswered_question_keeps_what_was_answered(
    client: Client, learner: User, version: ModuleVersion
) -> None:
    enrolment = enrol(user=learner, module=version.module, by=learner)
    attempt = start_attempt(enrolment=enrolment, by=learner)
    first, second = attempt.questions.all()
    picked = first.content["choices"][1]["id"]
    shown = client.post(f"/learning/module-1/check/{attempt.pk}/", {f"question-{first.pk}": picked}).content.decode()
    assert "There is a problem" in shown
    assert f'href="#id_question-{second.pk}_0"' in shown
    assert re.search(rf'value="{picked}"[^>]*checked', shown)
    assert not Attempt.objects.submitted().exists()


def test_t8_the_result_gives_feedback_for_each_choice_and_the_criterion(
    client: Client, learner: User, version: ModuleVersion
) -> None:
    enrolment = enrol(user=learner, module=version.module, by=learner)
    attempt = take_check(enrolment, is_right=False)
    shown = page(client, f"/learning/module-1/check/{attempt.pk}/result/")
    assert "Not passed this time" in shown
    for question in attempt.questions.all():
        for choice in question.content["choices"]:
            assert choice["feedback"] in shown
        assert f"performance criterion {question.content['criterion']}" in shown
    assert "try again with new questions" in shown


def test_a_second_hand_in_from_another_tab_is_one_result(client: Client, learner: User, version: ModuleVersion) -> None:
    enrolment = enrol(user=learner, module=version.module, by=learner)
    attempt = start_attempt(enrolment=enrolment, by=learner)
    right = {f"question-{one.pk}": list(one.right_choices) for one in attempt.questions.all()}
    address = f"/learning/module-1/check/{attempt.pk}/"
    assert client.post(address, right).status_code == 302
    again = client.post(address, right)
    assert again.status_code == 409
    assert "handed this in already" in again.content.decode()
    assert Attempt.objects.submitted().count() == 1
    assert client.get(address)["Location"] == f"{address}result/"


def test_somebody_elses_attempt_is_not_found(client: Client, version: ModuleVersion) -> None:
    other = employed()
    attempt = take_check(enrol(user=other, module=version.module, by=other))
    client.force_login(employed())
    for address in (f"/learning/module-1/check/{attempt.pk}/", f"/learning/module-1/check/{attempt.pk}/result/"):
        page(client, address, 404)


def test_t7_a_story_stands_in_a_lesson_until_its_consent_goes(client: Client, learner: User) -> None:
    """The lesson's text does not change; the story is gone with the next request (S2)."""
    writer = editor()
    story = make_story()
    consent = agreed(story, writer)
    version = publish_module(story=story)
    enrol(user=learner, module=version.module, by=learner)
    address = every_address(version)[1]
    assert "Words of a-story." in page(client, address)
    withdraw_consent(consent=consent, by=writer)
    shown = page(client, address)
    assert "Words of a-story." not in shown
    assert "The a-story" not in shown
    assert "Words of lesson 1." in shown


def count_queries(client: Client, address: str, django_assert_max_num_queries: Callable[..., Any]) -> int:
    page(client, address)
    with django_assert_max_num_queries(12 if address.endswith("/module-1/") else 15) as captured:
        page(client, address)
    return len(captured.captured_queries)


def others_learn(version: ModuleVersion, count: int) -> None:
    """As many other people as wanted who have done the first lesson."""
    people = User.objects.bulk_create(User(email=f"{uuid4()}@example.org") for _ in range(count))
    facts = {"module_version": version, "lesson_id": version.lesson_heads[0].id, "done_at": clock.now()}
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=one, module=version.module, enrolled_at=clock.now()) for one in people
    )
    StepDone.objects.bulk_create(StepDone(enrolment=one, **facts) for one in enrolments)


def test_pages_take_the_same_few_queries_with_10_and_1000_other_learners(
    client: Client, learner: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    story = make_story()
    agreed(story, editor())
    version = publish_module(story=story)
    publish_module("module-2", title="The second module", requires=(version.module,))
    enrolment = enrol(user=learner, module=version.module, by=learner)
    mark_lesson_done(enrolment=enrolment, lesson_id=version.lessons[0].id, by=learner)
    take_check(enrolment, is_right=False)
    counted = []
    for others in (10, 990):
        others_learn(version, others)
        addresses = ["/learning/", *every_address(version)]
        counted.append([count_queries(client, one, django_assert_max_num_queries) for one in addresses])
    assert counted[0] == counted[1]


def test_a_completed_module_stays_open_to_read(client: Client, learner: User, version: ModuleVersion) -> None:
    complete(learner)
    assert "You completed this module on 4 June 2027" in page(client, "/learning/module-1/")
    lesson = current_version("module-1").lessons[1]
    assert "Words of lesson 2." in page(client, f"/learning/module-1/lessons/{lesson.id}/")


def test_the_list_without_modules_says_so(client: Client, learner: User) -> None:
    site_root()
    assert "No module is published yet" in page(client, "/learning/")
