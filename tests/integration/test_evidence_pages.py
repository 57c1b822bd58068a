"""From a debrief or a kept reflection to the signers' page (C2, S4)."""

import pytest
from django.test import Client
from django.urls import reverse

from competencies.models import Evidence
from modules.models import Enrolment
from people.models import User
from tests.factories import competencies as factory
from tests.factories.modules import governor
from tests.factories.people import employed
from tests.factories.scenarios import GOOD, WANDERING, learner, module_with_scenario, play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def enrolment() -> Enrolment:
    version = module_with_scenario("module-2")
    factory.framework()
    enrolment = learner(version)
    factory.completed(enrolment.user, "module-2")
    return enrolment


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_t8_a_debrief_leads_to_the_signers(enrolment: Enrolment) -> None:
    client = browser(enrolment.user)
    run = play(enrolment, WANDERING)
    address = reverse("competencies:offer_source", args=["scenario", run.pk])
    assert address in client.get(reverse("modules:scenario_debrief", args=["module-2", run.pk])).content.decode()
    page = client.get(address)
    assert page.context["form"]["competency"].value() == "SN-1"
    page = client.post(address, {"competency": "SN-1", "shows": ""}).content.decode()
    assert "Say what the evidence shows" in page
    page = client.post(address, {"competency": "SN-1", "shows": "I asked about the task."}, follow=True)
    assert "is with the trainers" in page.content.decode()
    piece = Evidence.objects.get()
    evidence = reverse("competencies:evidence", args=[piece.pk])
    assert evidence in page.content.decode()
    signer = browser(factory.trainer_pair()[0])
    assert evidence in signer.get(reverse("competencies:sign", args=[piece.request_id])).content.decode()
    shown = signer.get(evidence).content.decode()
    for words in ("The learner’s way", "Because of back.", "Contraindications", "I asked about the task."):
        assert words in shown


def test_c2_other_people_do_not_find_the_evidence(enrolment: Enrolment) -> None:
    run = play(enrolment, GOOD)
    address = reverse("competencies:offer_source", args=["scenario", run.pk])
    browser(enrolment.user).post(address, {"competency": "SN-1", "shows": "Mine."})
    evidence = reverse("competencies:evidence", args=[Evidence.objects.get().pk])
    assert browser(enrolment.user).get(evidence).status_code == 200
    for other in (employed(), governor(), factory.trainer("cove", "surveyor", "visits", "trainer")):
        assert browser(other).get(evidence).status_code == 404
        assert browser(other).get(address).status_code == 404
    assert Client().get(evidence).status_code == 302


def test_s4_a_kept_reflection_can_be_offered_from_its_lesson(enrolment: Enrolment) -> None:
    client = browser(enrolment.user)
    lesson = enrolment.module.versions.get().lessons[0]
    prompt = next(block for block in lesson.value["content"] if block.block_type == "reflection")
    url = reverse("modules:lesson", args=["module-2", lesson.id])
    assert "Offer this reflection as evidence" not in client.get(url).content.decode()
    client.post(url, {prompt.id: "I would ask first.", "action": "save"})
    address = reverse("competencies:offer_source", args=["reflection", enrolment.reflections.get().pk])
    assert address in client.get(url).content.decode()
    client.post(address, {"competency": "SN-2", "shows": "That I listen."})
    piece = Evidence.objects.get()
    assert (piece.reflection, piece.competency.code) == (enrolment.reflections.get(), "SN-2")
    assert "I would ask first." in client.get(reverse("competencies:evidence", args=[piece.pk])).content.decode()


def test_c2_on_the_offering_page_a_source_may_be_chosen_of_its_own_kind(enrolment: Enrolment) -> None:
    client = browser(enrolment.user)
    run = play(enrolment, GOOD)
    url = reverse("competencies:offer", args=["SN-1"])
    assert "“The bath that hurts”, finished on 4 June 2027" in client.get(url).content.decode()
    sent = {"kind": "reflection", "shows": "What I did.", "source": f"scenario-{run.pk}"}
    assert "What you chose below is a scenario" in client.post(url, sent).content.decode()
    client.post(url, sent | {"kind": "scenario"})
    assert Evidence.objects.get().scenario_run == run


def test_c2_before_the_module_is_complete_the_page_says_so() -> None:
    version = module_with_scenario("module-2")
    factory.framework()
    enrolment = learner(version)
    run = play(enrolment, GOOD)
    page = browser(enrolment.user).get(reverse("competencies:offer_source", args=["scenario", run.pk])).content.decode()
    assert "No competency takes evidence from you at the moment" in page
