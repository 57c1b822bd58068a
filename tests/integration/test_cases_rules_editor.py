"""F1, F2 in Wagtail's editor: the governance group starts and ends rules; none is changed, and the past stays."""

from datetime import date

import pytest
from django.test import Client

from audit.models import Event
from cases.constants.funding import Stream
from cases.models import ConsentRule, FundingRule, PooledFund
from cases.selectors.funding import paying_for
from core import clock
from people.constants import Role
from tests.factories.cases import a_case, a_line, a_team
from tests.factories.cases_money import the_law
from tests.integration.test_accreditation_editor import in_the_editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

ADDRESSES = [f"/cms/snippets/cases/{name}/" for name in ("fundingrule", "pooledfund", "passportbenefit", "consentrule")]


@pytest.mark.parametrize("address", [f"{one}{page}" for one in ADDRESSES for page in ("", "add/")])
def test_r1_the_governance_group_edits_the_rules_and_editors_do_not(client: Client, address: str) -> None:
    client.force_login(in_the_editor(Role.GOVERNANCE))
    assert client.get(address).status_code == 200
    client.force_login(in_the_editor(Role.EDITOR))
    assert client.get(address).status_code == 302


def test_f2_the_next_rule_ends_the_one_with_the_same_conditions(client: Client) -> None:
    team = a_team()
    line = a_line(a_case(team.caseworker), team.caseworker)
    client.force_login(in_the_editor(Role.GOVERNANCE))
    rule = FundingRule.objects.get(nation="scotland", works="adaptation", tenure="council")
    form = {
        "nation": "scotland",
        "works": "adaptation",
        "tenure": "council",
        "stream": "housing_account",
        "share": "100",
        "sentence": "The council pays.",
        "send_to": "the new team",
        "source": "Committee of 3 June 2027.",
        "valid_from": "2027-06-04",
    }
    past = client.post("/cms/snippets/cases/fundingrule/add/", form | {"valid_from": "2027-06-03"})
    assert "cannot start in the past" in past.content.decode()
    assert client.post("/cms/snippets/cases/fundingrule/add/", form).status_code == 302
    rule.refresh_from_db()
    assert rule.valid_until == date(2027, 6, 4)
    paying = paying_for(line)
    assert paying is not None
    assert paying.found is not None
    assert paying.found.rule.send_to == "the new team"
    assert Event.objects.filter(verb="cases.rule_started").exists()


def test_f2_a_rule_is_given_an_end_and_nothing_else_of_it_changes(client: Client) -> None:
    the_law()
    client.force_login(in_the_editor(Role.GOVERNANCE))
    rule = ConsentRule.objects.get(nation="scotland", tenure="private_rent")
    address = f"/cms/snippets/cases/consentrule/edit/{rule.pk}/"
    assert "cannot end in the past" in client.post(address, {"valid_until": "2027-06-01"}).content.decode()
    client.post(address, {"valid_until": "2027-07-01", "months": "9"})
    rule.refresh_from_db()
    assert (rule.valid_until, rule.months) == (date(2027, 7, 1), 1)


def test_f2_a_pooled_fund_pays_from_its_day_on(client: Client) -> None:
    team = a_team()
    line = a_line(a_case(team.caseworker), team.caseworker)
    client.force_login(in_the_editor(Role.GOVERNANCE))
    fund = {"nation": "scotland", "sentence": "One fund pays.", "send_to": "the team", "valid_from": "2027-06-05"}
    assert client.post("/cms/snippets/cases/pooledfund/add/", fund).status_code == 302
    assert PooledFund.objects.get().valid_from == date(2027, 6, 5)
    assert paying_for(line).found.stream == Stream.HOUSING_ACCOUNT  # type: ignore[union-attr]
    with clock.fixed(clock.now().replace(day=5)):
        assert paying_for(line).found.stream == Stream.POOLED  # type: ignore[union-attr]
