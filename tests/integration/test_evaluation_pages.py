"""The pages of evaluation: answering by link and signed in, deciding, and who is kept out (T10)."""

from datetime import date, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from evaluation.constants import Purpose
from evaluation.links import link_to
from evaluation.models import Answer, Decision, Invitation, Questionnaire, Response
from evaluation.services import load_questionnaires
from modules.models import ModulePage, ModuleVersion
from people.constants import Role
from people.models import User
from tests.factories.evaluation import answered, asked, decided, in_months, questionnaires
from tests.factories.modules import complete, editor, governor, publish_module, site_root
from tests.factories.people import UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

REACTION = {
    "useful": "5",
    "clear": "4",
    "practice": "3",
    "length": "About right",
    "confidence-before-1": "2",
    "confidence-now-1": "4",
    "better": "More pictures.",
}


@pytest.fixture
def version(now: datetime) -> ModuleVersion:
    questionnaires()
    return publish_module()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at_the_editors_desk() -> User:
    """An editor who may open Wagtail's admin and change its pages."""
    user, group = editor(), Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=site_root(), permission=change)
    user.groups.add(group)
    return user


def test_t10_the_modules_page_asks_right_after_completing(version: ModuleVersion) -> None:
    user = employed()
    client = signed_in(user)
    page = reverse("modules:module", args=["module-1"])
    assert "Tell us about this module" not in client.get(page).content.decode()
    complete(user)
    assert "Tell us about this module" in client.get(page).content.decode()
    address = reverse("evaluation:answer_mine", args=[Invitation.objects.get().pk])
    shown = client.get(address).content.decode()
    assert "Who sees my answers?" in shown
    assert "What I learned is useful in my job" in shown
    thanked = client.post(address, REACTION, follow=True).content.decode()
    assert "Thank you" in thanked
    assert set(Answer.objects.values_list("code", "outcome", "scale", "choice", "words")) == {
        ("useful", "", 5, "", ""),
        ("clear", "", 4, "", ""),
        ("practice", "", 3, "", ""),
        ("length", "", None, "About right", ""),
        ("confidence-before", "O1", 2, "", ""),
        ("confidence-now", "O1", 4, "", ""),
        ("better", "", None, "", "More pictures."),
    }
    assert "Tell us about this module" not in client.get(page).content.decode()


def test_t10_a_link_answers_without_signing_in_and_once(version: ModuleVersion) -> None:
    invitation = asked(version)
    address = link_to(invitation)
    assert invitation.asked.email not in address
    visitor = Client()
    page = visitor.get(address)
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert visitor.post(address, REACTION).status_code == 302
    assert "Thank you" in visitor.get(address).content.decode()
    again = visitor.post(address, REACTION)
    assert again.status_code == 409
    assert Response.objects.count() == 1


def test_t10_what_was_chosen_stays_when_something_is_missing(version: ModuleVersion) -> None:
    page = Client().post(link_to(asked(version)), {"useful": "5", "better": "More pictures."}).content.decode()
    assert "There is a problem" in page
    assert "More pictures." in page
    assert not Response.objects.exists()


def test_t10_a_link_that_was_not_made_here_or_is_too_late_opens_nothing(version: ModuleVersion) -> None:
    invitation = asked(version)
    address = link_to(invitation)
    assert Client().get(address[:-3] + "x/").status_code == 404
    with in_months(date(2027, 9, 1)):
        late = Client().post(address, REACTION)
    assert late.status_code == 410
    assert "This is closed" in late.content.decode()


def test_t10_learner_and_manager_see_only_their_own_form(version: ModuleVersion) -> None:
    learner, manager = UserFactory(), UserFactory()
    theirs = asked(version, purpose=Purpose.MANAGER, user=manager, about=learner)
    own = asked(version, purpose=Purpose.LEARNER, user=learner)
    address = reverse("evaluation:answer_mine", args=[theirs.pk])
    assert signed_in(learner).get(address).status_code == 404
    assert signed_in(manager).get(reverse("evaluation:answer_mine", args=[own.pk])).status_code == 404
    shown = signed_in(manager).get(address).content.decode()
    assert str(learner) in shown
    assert "does not see your answers" in shown
    listed = signed_in(learner).get(reverse("evaluation:mine")).content.decode()
    assert str(own.pk) in listed
    assert str(theirs.pk) not in listed
    assert Client().get(address).status_code == 302


def test_t10_trainers_ask_to_be_asked(version: ModuleVersion) -> None:
    trainer = employed(roles=(Role.TRAINER,))
    address = reverse("evaluation:trainer", args=["module-1"])
    assert address in signed_in(trainer).get(reverse("evaluation:mine")).content.decode()
    page = signed_in(trainer).post(address, follow=True).content.decode()
    assert "The trainers&#x27; notes tell me what I need" in page
    assert address not in signed_in(trainer).get(reverse("evaluation:mine")).content.decode()
    assert signed_in(employed()).post(address).status_code == 403
    assert signed_in(trainer).get(address).status_code == 405


@pytest.mark.parametrize("name", ["overview", "report", "decide", "questionnaires", "decision"])
def test_t10_the_reports_are_for_the_group(version: ModuleVersion, name: str) -> None:
    decision = decided(version)
    arguments = {"report": ["module-1", 1], "decide": ["module-1", 1], "decision": [decision.pk]}
    address = reverse(f"evaluation:{name}", args=arguments.get(name, []))
    assert signed_in(governor()).get(address).status_code == 200
    for role in (Role.MANAGER, Role.TRAINER, Role.CASEWORKER):
        assert signed_in(employed(roles=(role,))).get(address).status_code == 403
    expected = 200 if name in {"questionnaires", "decision"} else 403
    assert signed_in(editor()).get(address).status_code == expected
    assert Client().get(address).status_code == 302


def test_t10_a_decision_is_read_once_more_and_then_recorded(version: ModuleVersion) -> None:
    member, other, owner = governor(), governor(), editor()
    client = signed_in(member)
    address = reverse("evaluation:decide", args=["module-1", 1])
    facts = {
        "outcome": "change",
        "what": "Add a lesson about stairs.",
        "why": "People asked for it.",
        "due_on_day": "1",
        "due_on_month": "9",
        "due_on_year": "2027",
        "owner": owner.pk,
        "present": [member.pk, other.pk],
    }
    read = client.post(address, facts | {"action": "read"}).content.decode()
    assert "Is this what you decided?" in read
    assert 'name="due_on_year" value="2027"' in read
    assert not Decision.objects.exists()
    changed = client.post(address, facts | {"action": "change"}).content.decode()
    assert "Record what the group decided" in changed
    assert "Add a lesson about stairs." in changed
    shown = client.post(address, facts | {"action": "record"}, follow=True).content.decode()
    assert "The decision is recorded." in shown
    assert str(other) in shown
    refused = client.post(address, facts | {"action": "record"}).content.decode()
    assert "not made yet" in refused
    assert Decision.objects.count() == 1


def test_t10_an_editor_meets_the_decision_on_the_review_page_and_in_the_editor(version: ModuleVersion) -> None:
    decision = decided(version)
    client = signed_in(at_the_editors_desk())
    page = ModulePage.objects.get(module=version.module)
    address = reverse("evaluation:decision", args=[decision.pk])
    for shown in (reverse("modules:review", args=[page.pk]), reverse("wagtailadmin_pages:edit", args=[page.pk])):
        content = client.get(shown).content.decode()
        assert "The governance group decided to change this module" in content
        assert address in content
    replied = client.post(address, {"words": "Lesson 3 is about stairs."}, follow=True).content.decode()
    assert "Your reply is kept." in replied
    assert "Lesson 3 is about stairs." in replied


def test_t10_an_editor_publishes_a_questionnaire(now: datetime) -> None:
    writer = at_the_editors_desk()
    client = signed_in(writer)
    assert "nobody is asked" in client.get(reverse("evaluation:questionnaires")).content.decode()
    load_questionnaires(by=writer)
    questionnaire = Questionnaire.objects.get(purpose=Purpose.LEARNER)
    questionnaire.title = "Is it used?"
    questionnaire.save()
    address = reverse("evaluation:questionnaire", args=["learner"])
    assert "Version 2 is asked from now on." in client.post(address, follow=True).content.decode()
    listing = client.get(reverse("wagtailsnippets_evaluation_questionnaire:list")).content.decode()
    assert address in listing


def test_t10_the_overview_asks_the_same_number_of_queries(
    version: ModuleVersion, django_assert_num_queries: object
) -> None:
    from evaluation.selectors.overview import module_lines

    answered(version)
    for _ in range(2):
        with django_assert_num_queries(3):  # type: ignore[operator]
            (line,) = module_lines()
        for _ in range(9):
            answered(version)
    assert (line.asked, line.answered) == (10, 10)
