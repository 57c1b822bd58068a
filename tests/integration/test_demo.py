"""The demonstration: made by the services, whole, the same each time, and never on top of real people."""

import json
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from accreditation.models import (
    AccreditationDecision,
    Adaptation,
    Anomaly,
    CaseSystem,
    DecisionBasis,
    OutageReport,
    RegisterEntry,
    TogetherRule,
    WebhookDelivery,
)
from accreditation.requirements import missing_for
from accreditation.selectors import register_facts
from audit.models import Event
from cases.models import Case
from competencies.models import Countersigning, SampleModeration, VisitingInvitation
from competencies.pairs import findings
from competencies.sampling import samples_waiting
from core import clock
from demo.exceptions import OtherDemonstration, RealData
from demo.facts import sign_ins
from demo.loading import load
from people.models import Locality, Organisation, User
from people.vocabulary import Nation
from tests.factories.modules import site_root
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

AS_OF = date(2027, 6, 4)
# Of the many that can be asked for, as few as show each kind.
MORE = 30


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {table: count(cursor, table) for table in tables}


def count(cursor: object, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # type: ignore[attr-defined]
    return cursor.fetchone()[0]  # type: ignore[attr-defined]


def test_it_is_whole_and_loading_twice_changes_nothing(now: datetime) -> None:
    site_root()
    load(seed=7, as_of=AS_OF, cases=MORE)
    assert Organisation.objects.ours().count() == 11
    assert Locality.objects.count() == 8
    assert len(sign_ins()) == 30
    assert Countersigning.objects.waiting().filter(due_on__lt=AS_OF).exists()
    assert Countersigning.objects.waiting().filter(due_on__gte=AS_OF, asks__state="asked").exists()
    assert VisitingInvitation.objects.get().state == "confirmed"
    assert samples_waiting().exists()
    assert SampleModeration.objects.exists()
    with clock.fixed(now):
        assert findings().pairs
    assert Adaptation.objects.count() == 52
    assert Case.objects.count() == 33 + MORE
    assert Case.objects.filter(home__locality__nation=Nation.ENGLAND).count() > 2
    assert Case.objects.earliest("opened_at").opened_at.date() < AS_OF - timedelta(days=500)
    # Something to look up: a trainer with many signatures, a decision recorded late, one application ready, one not.
    assert DecisionBasis.objects.values("first_signer").distinct().count() > 1
    late = AccreditationDecision.objects.filter(kind="suspended").order_by("register_number").last()
    assert late is not None
    assert late.effective_from.date() < late.recorded_at.date()
    waiting = RegisterEntry.objects.in_status("applied").select_related("user", "scheme")
    assert sorted(bool(missing_for(entry.user, entry.scheme)) for entry in waiting) == [False, True]
    assert {"accredited", "suspended"} <= {entry["status"] for entry in register_facts()}
    # Case systems in every state; what one was told, allowed in an outage and did that is odd.
    assert {system.state for system in CaseSystem.objects.all()} == {"sandbox", "live", "off"}
    told = list(WebhookDelivery.objects.order_by("pk"))
    assert [one.type for one in told if one.dead_at] == ["accreditation.suspended"]
    assert {one.state for one in told} == {"delivered", "given_up"}
    assert OutageReport.objects.get().wrongly_allowed == 1
    assert TogetherRule.objects.get().items_from == 3
    assert Anomaly.objects.filter(acknowledged_at=None).exists()
    assert Event.objects.count() > 500, "each change was written down by the service that made it"
    before = rows()
    load(seed=7, as_of=AS_OF)
    assert rows() == before
    with pytest.raises(OtherDemonstration, match="seed 7"):
        load(seed=8, as_of=AS_OF)
    with pytest.raises(OtherDemonstration, match=f"with {MORE} further cases"):
        load(seed=7, as_of=AS_OF, cases=MORE + 1)
    printed = StringIO()
    call_command("demo_facts", stdout=printed)
    facts = json.loads(printed.getvalue())
    wanted = {"token_path", "client", "assessors", "permitted_request", "denied_request", "sign_ins", "cases"}
    assert wanted <= facts.keys()
    assert {"number", "status", "organisation", "tiers", "localities", "tenures"} <= facts["assessors"][0].keys()
    assert {"reference", "path", "state"} <= facts["cases"][0].keys()
    assert {"role", "email", "password"} <= facts["sign_ins"][0].keys()


def test_it_leaves_real_people_alone() -> None:
    UserFactory()
    with pytest.raises(RealData, match="people of its own"):
        load(seed=7, as_of=AS_OF)
    assert User.objects.count() == 1


@override_settings(DEMONSTRATION_ALLOWED=False)
def test_it_does_not_load_in_production() -> None:
    with pytest.raises(RealData, match="embedded settings"):
        load(seed=7, as_of=AS_OF)


def test_there_are_no_facts_before_it_is_loaded() -> None:
    with pytest.raises(CommandError, match="no demonstration here"):
        call_command("demo_facts")
