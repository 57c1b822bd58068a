"""T14: a learner's own certificates, and the public page that the printed square leads to, fact by fact."""

import pytest
from django.test import Client

from accreditation.models import Scheme
from accreditation.requirements import missing_for
from accreditation.services import load_schemes
from core import clock
from modules.models import Certificate, Completion
from modules.selectors import completion_counts_by_organisation
from modules.services import enrol, record_taught, withdraw_taught
from people.models import User
from targeting.selectors import needs_of
from tests.factories.competencies import framework
from tests.factories.modules import publish_module, take_check
from tests.factories.people import employed
from tests.factories.targeting import RuleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner() -> User:
    return employed(organisation__name="Open Door Carers")


@pytest.fixture
def certificate(learner: User) -> Certificate:
    """Of a completion that rests on a session."""
    version = publish_module()
    take_check(enrol(user=learner, module=version.module, by=learner))
    lessons = [lesson.id for lesson in version.lesson_heads]
    facts = {"lesson_ids": lessons, "session_code": "S", "taught_at": clock.now(), "by": employed()}
    completion = record_taught(user=learner, version=version, **facts)
    assert completion is not None
    return completion.certificate


def test_t14_a_learner_sees_each_certificate_and_its_state(client: Client, certificate: Certificate) -> None:
    client.force_login(certificate.completion.user)
    assert "/learning/certificates/" in client.get("/learning/").content.decode()
    assert "Stands." in client.get("/learning/certificates/").content.decode()
    withdraw_taught(user=certificate.completion.user, session_code="S", reason="A wrong list.", by=employed())
    shown = client.get("/learning/certificates/").content.decode()
    assert "Withdrawn." in shown
    assert certificate.number in shown
    client.force_login(employed())
    assert certificate.number not in client.get("/learning/certificates/").content.decode()


@pytest.mark.parametrize(
    "fact", ["holder", "organisation", "module_title", "version_label", "number", "asked_for", "minutes"]
)
def test_t14_the_public_page_repeats_each_fact(client: Client, certificate: Certificate, fact: str) -> None:
    value = getattr(certificate, fact)
    assert value
    page = client.get(f"/certificates/{certificate.number}/").content.decode()
    assert str(value) in page
    assert client.get(f"/certificates/{certificate.number}.json").json()[fact] == value


def test_t4_a_withdrawn_completion_opens_no_accreditation(certificate: Certificate, learner: User) -> None:
    framework()
    load_schemes(by=None)
    simple, sentence = Scheme.objects.get(code="simple"), "The module “The first module” is not completed."
    assert sentence not in missing_for(learner, simple)
    withdraw_taught(user=learner, session_code="S", reason="A wrong list.", by=employed())
    assert sentence in missing_for(learner, simple)


def test_t4_a_withdrawn_completion_counts_for_nobody(certificate: Certificate, learner: User) -> None:
    """Neither in the group's counts nor in what somebody needs."""
    RuleFactory(module=certificate.completion.module_version.module)
    assert [row.count for row in completion_counts_by_organisation()] == [1]
    assert [need.done_on for need in needs_of(learner)] == [certificate.completed_on]
    withdraw_taught(user=learner, session_code="S", reason="A wrong list.", by=employed())
    assert not Completion.objects.exists()
    assert completion_counts_by_organisation() == []
    assert [need.done_on for need in needs_of(learner)] == [None]
