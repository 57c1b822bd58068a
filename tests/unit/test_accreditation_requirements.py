"""What stands before an accreditation, with real modules and real sign-offs; and the catalogue's data files."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accreditation.decisions import decide_many
from accreditation.exceptions import CatalogueNotReadable, DutiesNotSeparate, NotReady
from accreditation.models import Adaptation, DirectAccessList, Scheme
from accreditation.questions import Reason
from accreditation.requirements import missing_for, missing_for_many
from accreditation.services import apply_for, grant, load_catalogue, load_direct_access, load_schemes, set_direct_access
from accreditation.services.catalogue import ADAPTATIONS
from audit.models import Event
from competencies.services import withdraw_sign_off
from core import clock
from people.constants import Role, StaffCheckKind
from people.models import RoleGrant, User
from people.services import record_staff_check
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import FAR_END, a_question, a_scope, an_officer
from tests.factories.competencies import competency, completed, framework, signed_off, trainer_pair
from tests.factories.people import employed

pytestmark = pytest.mark.django_db


@pytest.fixture
def schemes(now: datetime) -> dict[str, Scheme]:
    framework()
    load_schemes(by=None)
    return {scheme.code: scheme for scheme in Scheme.objects.all()}


def learned(user: User, *modules: str) -> User:
    for code in modules:
        completed(user, code)
    return user


def test_a1_what_is_missing_is_named_until_it_is_there(schemes: dict[str, Scheme]) -> None:
    user, simple = employed(), schemes["simple"]
    assert missing_for(user, simple) == [
        "The module “Module-1” is not completed.",
        "The module “Module-2” is not completed.",
        "Competency SN-1 “Does SN-1 well” is not signed off.",
        "Competency SN-2 “Does SN-2 well” is not signed off.",
    ]
    learned(user, "module-1", "module-2")
    signed_off(user, competency("SN-1"))
    assert missing_for(user, simple) == ["Competency SN-2 “Does SN-2 well” is not signed off."]
    sign_off = signed_off(user, competency("SN-2"))
    assert missing_for(user, simple) == []
    with clock.fixed(clock.now() + timedelta(days=1200)):
        assert len(missing_for(user, simple)) == 2
    withdraw_sign_off(sign_off=sign_off, reason="Not seen by either.", by=employed(roles=(Role.GOVERNANCE,)))
    assert missing_for(user, simple) == ["Competency SN-2 “Does SN-2 well” is not signed off."]


def test_a1_the_moderate_scheme_asks_for_more(schemes: dict[str, Scheme]) -> None:
    words = " ".join(missing_for(learned(employed(), "module-1", "module-2"), schemes["moderate"]))
    assert "Module-3" in words
    assert "SN-1" in words
    assert "MN-1" in words
    assert "MOT-1" not in words


def test_a9_the_housing_mot_asks_for_its_competency_and_a_staff_check(schemes: dict[str, Scheme]) -> None:
    user, mot = learned(employed(), "module-1", "module-2"), schemes["housing-mot"]
    assert missing_for(user, mot) == [
        "Competency MOT-1 “Does MOT-1 well” is not signed off.",
        "A staff check (DBS or PVG) that is in date is not recorded.",
    ]
    signed_off(user, competency("MOT-1"))
    record_staff_check(
        user=user,
        kind=StaffCheckKind.PVG,
        checked_on=date(2026, 1, 1),
        recheck_on=date(2027, 6, 4),
        by=an_officer(),
    )
    assert missing_for(user, mot) == []
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert missing_for(user, mot) == ["A staff check (DBS or PVG) that is in date is not recorded."]


def test_a1_who_signed_any_of_it_does_not_grant(schemes: dict[str, Scheme]) -> None:
    user = learned(employed(), "module-1", "module-2")
    pair = trainer_pair()
    signed_off(user, competency("SN-1"), pair)
    signed_off(user, competency("SN-2"), pair)
    accreditation = apply_for(user=user, scheme=schemes["simple"], by=user)
    for signer in pair:
        RoleGrant.objects.create(user=signer, role=Role.ACCREDITATION_OFFICER, valid_from=date(2020, 1, 1))
        with pytest.raises(DutiesNotSeparate, match="signed one of the competencies"):
            grant(accreditation=accreditation, scopes=[a_scope()], valid_until=FAR_END, reason="Mine.", by=signer)
    grant(accreditation=accreditation, scopes=[a_scope()], valid_until=FAR_END, reason="All there.", by=an_officer())
    load_catalogue(by=None)
    assert decide_many([a_question(accreditation.number)], clock.now())[0].permitted


def test_a1_nothing_missing_may_be_waived(schemes: dict[str, Scheme]) -> None:
    user = employed()
    accreditation = apply_for(user=user, scheme=schemes["simple"], by=user)
    with pytest.raises(NotReady, match="SN-2"):
        grant(accreditation=accreditation, scopes=[a_scope()], valid_until=FAR_END, reason="Go.", by=an_officer())


def test_a1_many_people_take_the_queries_of_one(schemes: dict[str, Scheme]) -> None:
    people = [employed() for _ in range(12)]

    def count(users: list[User]) -> int:
        with CaptureQueriesContext(connection) as captured:
            found = missing_for_many([user.pk for user in users], list(schemes.values()))
        assert len(found) == len(users) * len(schemes)
        return len(captured)

    assert count(people[:1]) == count(people)


# The catalogue


def test_p5_the_catalogue_comes_whole_and_loading_again_changes_nothing(now: datetime) -> None:
    officer = an_officer()
    assert load_catalogue(by=officer).added == Adaptation.objects.count() == 52
    tiers = [Adaptation.objects.filter(tier=tier).count() for tier in Tier]
    assert tiers == [11, 17, 15, 9]
    assert set(Adaptation.objects.filter(registered_only=True).values_list("code", flat=True)) == {
        "HOIST-CEIL",
        "HOIST-H-SYSTEM",
        "SAFE-SPACE",
    }
    again = load_catalogue(by=officer)
    assert (again.added, again.changed) == (0, 0)
    assert Event.objects.filter(verb="accreditation.adaptation_added").count() == 52


def changed_copy(tmp_path: Path, old: str, new: str) -> Path:
    text = ADAPTATIONS.read_text()
    assert old in text
    copy = tmp_path / "adaptations.csv"
    copy.write_text(text.replace(old, new, 1))
    return copy


def test_p5_a_change_of_the_catalogue_is_recorded(now: datetime, tmp_path: Path) -> None:
    load_catalogue(by=None)
    officer = an_officer()
    loaded = load_catalogue(
        path=changed_copy(tmp_path, "KEYSAFE,Key safe,access,direct_access", "KEYSAFE,Key safe,access,simple"),
        by=officer,
    )
    assert (loaded.added, loaded.changed) == (0, 1)
    event = Event.objects.get(verb="accreditation.adaptation_changed")
    assert event.detail == {"tier": ["direct_access", "simple"], "register_number": 53}
    assert event.actor_id == str(officer.pk)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("KEYSAFE,Key safe,access,direct_access", "KEYSAFE,Key safe,access,easy", "Line 10"),
        ("Let carers and responders in,40,120", "Let carers and responders in,much,120", "Line 10"),
        ("Let carers and responders in,40,120", "Let carers and responders in,400,120", "Line 10"),
        ("code,name,", "code,title,", "columns are"),
    ],
)
def test_p5_a_wrong_row_is_named_and_nothing_is_saved(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(CatalogueNotReadable, match=words):
        load_catalogue(path=changed_copy(tmp_path, old, new), by=None)
    assert not Adaptation.objects.exists()


def test_p6_direct_access_lists_by_tenure(now: datetime) -> None:
    load_catalogue(by=None)
    load_direct_access(by=an_officer())
    items = {row.tenure: set(row.items.values_list("code", flat=True)) for row in DirectAccessList.objects.all()}
    everywhere = set(Adaptation.objects.filter(tier=Tier.DIRECT_ACCESS).values_list("code", flat=True))
    assert items[Tenure.OWNER] == items[Tenure.PRIVATE_RENT] == everywhere - {"SHOWER-LA-STD"}
    assert items[Tenure.COUNCIL] == items[Tenure.HOUSING_ASSOCIATION] == everywhere
    load_direct_access(by=an_officer())
    assert DirectAccessList.objects.count() == 4


def test_p6_a_new_list_ends_the_old_one_and_the_old_one_still_answers_for_its_days(now: datetime) -> None:
    load_catalogue(by=None)
    with clock.fixed(now - timedelta(days=100)):
        load_direct_access(by=None)
    rail = Adaptation.objects.get(code="RAIL-GRAB-INT")
    set_direct_access(tenure=Tenure.OWNER, items=[rail], by=an_officer())
    question = a_question("nobody", adaptation="KEYSAFE")
    today, before = (decide_many([question], at)[0] for at in (now, now - timedelta(days=1)))
    assert not today.permitted
    assert before.reasons == (Reason.DIRECT_ACCESS,)
    with pytest.raises(CatalogueNotReadable, match="cannot start before"):
        set_direct_access(tenure=Tenure.OWNER, items=[], valid_from=date(2020, 1, 1), by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        DirectAccessList.objects.create(tenure=Tenure.OWNER, valid_from=date(2027, 1, 1))


def test_a1_schemes_load_once_and_changes_are_recorded(now: datetime, tmp_path: Path) -> None:
    assert load_schemes(by=None).added == 3
    assert load_schemes(by=None) == load_schemes(by=None)
    assert Event.objects.filter(verb="accreditation.scheme_changed").count() == 0
    other = tmp_path / "schemes.toml"
    other.write_text('[[schemes]]\ncode = "simple"\nname = "Assessor of simple needs"\ntier = "simple"\n')
    assert load_schemes(path=other, by=None).changed == 1
    assert Event.objects.filter(verb="accreditation.scheme_changed").count() == 1
