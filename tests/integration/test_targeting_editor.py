"""T9: a rule in the editor. A change that touches many people is shown, and saved only with their number."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from audit.models import Event
from people.constants import Role
from people.models import Organisation, User
from targeting.exceptions import MayNotChangeRules, NotConfirmed
from targeting.models import TargetRule
from targeting.services import save_rule
from tests.factories.modules import site_root
from tests.factories.people import EmploymentFactory, OrganisationFactory, ProfessionFactory, employed
from tests.factories.targeting import RuleFactory, a_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ADD = "/cms/snippets/targeting/targetrule/add/"


@pytest.fixture
def editor() -> User:
    site_root()
    return in_the_editor(employed(roles=(Role.EDITOR,), organisation__code="ardlea"))


def in_the_editor(user: User) -> User:
    """Somebody whom Wagtail lets in, as its own groups do."""
    group, _ = Group.objects.get_or_create(name="Editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    return user


def staff(organisation: Organisation, people: int) -> None:
    EmploymentFactory.create_batch(people, organisation=organisation, user__password="!")


def filled_in(rule: TargetRule, **changes: Any) -> dict[str, Any]:
    """The editor's form as the browser sends it."""
    fields = {
        "module": rule.module_id,
        "profession": rule.profession_id,
        "service_setting": rule.service_setting_id,
        "organisation": rule.organisation_id,
        "organisation_kind": rule.organisation_kind,
        "locality": rule.locality_id,
        "within_days": rule.within_days,
        "again_every_months": rule.again_every_months,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
    }
    return {name: "" if value is None else value for name, value in (fields | changes).items()}


def a_rule(**facts: Any) -> TargetRule:
    """A rule that is not saved."""
    return TargetRule(module=a_module(), within_days=60, valid_from=date(2027, 6, 1), **facts)


def test_t9_a_rule_that_touches_many_shows_how_many_and_asks_for_the_number(client: Client, editor: User) -> None:
    lantern = OrganisationFactory(code="lantern-homes")
    staff(lantern, 21)
    client.force_login(editor)
    asked = filled_in(a_rule(organisation=lantern))
    page = client.post(ADD, asked).content.decode()
    assert "This touches 21 people." in page
    assert 'href="/training-needs/rules/reach/?organisation=lantern-homes"' in page
    assert not TargetRule.objects.exists()
    assert "This touches 21 people." in client.post(ADD, asked | {"confirmed": "20"}).content.decode()
    assert client.post(ADD, asked | {"confirmed": "21"}).status_code == 302
    rule = TargetRule.objects.get()
    assert rule.latest_revision is not None, "each state of a rule is kept"
    event = Event.objects.get(verb="targeting.rule_added")
    assert (event.actor_label, event.detail["people"]) == (str(editor), 21)


def test_t9_a_rule_for_few_is_saved_at_once(client: Client, editor: User) -> None:
    lantern = OrganisationFactory(code="lantern-homes")
    staff(lantern, 20)
    client.force_login(editor)
    assert client.post(ADD, filled_in(a_rule(organisation=lantern))).status_code == 302
    assert TargetRule.objects.count() == 1


def test_t9_a_change_touches_those_whom_it_leaves_too(client: Client, editor: User) -> None:
    lantern = OrganisationFactory(code="lantern-homes")
    staff(lantern, 25)
    rule = RuleFactory(organisation=lantern)
    client.force_login(editor)
    address = f"/cms/snippets/targeting/targetrule/edit/{rule.pk}/"
    nurse = ProfessionFactory(code="nurse")
    page = client.post(address, filled_in(rule, profession=nurse.pk)).content.decode()
    assert "This touches 25 people." in page
    reach = f"/training-needs/rules/reach/?profession=nurse&organisation=lantern-homes&rule={rule.pk}"
    assert "This rule touches 25 people today." in client.get(reach).content.decode()
    assert client.post(address, filled_in(rule)).status_code == 302, "saving it as it stands touches nobody"


def test_t9_the_editor_offers_the_rules_and_deletes_none(client: Client, editor: User) -> None:
    rule = RuleFactory()
    client.force_login(editor)
    assert "The first module" in client.get("/cms/snippets/targeting/targetrule/").content.decode()
    assert client.get(ADD).status_code == 200
    assert client.post(f"/cms/snippets/targeting/targetrule/delete/{rule.pk}/").status_code == 302
    assert TargetRule.objects.filter(pk=rule.pk).exists()


def test_t9_only_editors_and_the_group_change_rules(client: Client, editor: User) -> None:
    learner = in_the_editor(employed(roles=(Role.MANAGER,)))
    with pytest.raises(MayNotChangeRules):
        save_rule(rule=a_rule(), confirmed=None, by=learner)
    client.force_login(learner)
    assert client.get(ADD).status_code in {302, 403}


def test_t9_the_service_asks_for_the_number_too(editor: User) -> None:
    staff(OrganisationFactory(code="lantern-homes"), 21)
    with pytest.raises(NotConfirmed) as refusal:
        save_rule(rule=a_rule(), confirmed=None, by=editor)
    assert refusal.value.people == 22, "the editor works here as well"
    save_rule(rule=a_rule(), confirmed=22, by=editor)
    assert TargetRule.objects.count() == 1
