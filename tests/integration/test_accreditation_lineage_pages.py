"""A1 lineage on the officers' pages: find a trainer, read whom they signed, suspend all as a precaution, close it."""

from datetime import datetime

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accreditation.constants import Status
from accreditation.models import Accreditation, AccreditationDecision, Precaution
from accreditation.services.register import recount
from competencies.services import withdraw_sign_off
from core import clock
from people.constants import Role
from people.models import RoleGrant, User
from tests.factories.accreditation import SchemeFactory, accredited, an_officer
from tests.factories.competencies import competency, signed_off, trainer_pair
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db

DAYS = "since=2027-06-01&until=2027-06-30"
REASON = {"reason": "Records are looked into.", "review_on_day": "18", "review_on_month": "6", "review_on_year": "2027"}


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture
def pair(now: datetime) -> tuple[User, User]:
    one, other = trainer_pair()
    User.objects.filter(pk=one.pk).update(first_name="Morag", last_name="Dunbar")
    one.refresh_from_db()
    return one, other


def rested(pair: tuple[User, User]) -> Accreditation:
    user = employed()
    for code in ("SN-1", "SN-2"):
        signed_off(user, competency(code), pair)
    return accredited(user=user, scheme=SchemeFactory(code="resting", competency_levels=["simple"]))


def addresses(trainer: User) -> list[str]:
    return [
        "/accreditation/lineage/",
        f"/accreditation/lineage/{trainer.pk}/?{DAYS}",
        f"/accreditation/lineage/{trainer.pk}/?{DAYS}&format=csv",
        f"/accreditation/lineage/{trainer.pk}/suspend/?{DAYS}",
    ]


def test_r1_officers_decide_governance_reads_and_nobody_else(client: Client, pair: tuple[User, User]) -> None:
    rested(pair)
    readers = {Role.ACCREDITATION_OFFICER: [200] * 4, Role.GOVERNANCE: [200, 200, 200, 403]}
    for address in addresses(pair[0]):
        assert client.get(address)["Location"].startswith("/accounts/login/")
    for role in Role:
        client.force_login(employed(roles=(role,)))
        found = [client.get(address).status_code for address in addresses(pair[0])]
        assert found == readers.get(role, [403] * 4), role
    client.force_login(UserFactory(is_superuser=True))
    assert client.post(addresses(pair[0])[3], REASON).status_code == 403
    assert not Precaution.objects.exists()


def test_a1_a_trainer_is_picked_by_name_and_two_days(client: Client, pair: tuple[User, User]) -> None:
    rested(pair)
    client.force_login(an_officer())
    days = {"since_day": "1", "since_month": "6", "since_year": "2027"}
    days |= {"until_day": "30", "until_month": "6", "until_year": "2027"}
    response = client.get("/accreditation/lineage/", {"who": "morag"} | days)
    assert response["Location"] == f"/accreditation/lineage/{pair[0].pk}/?{DAYS}"
    both = text_of(client.get("/accreditation/lineage/", {"who": "example.org"} | days))
    assert "Which of them?" in both
    assert "Morag Dunbar" in both
    assert "Nobody of that name" in text_of(client.get("/accreditation/lineage/", {"who": "zebedee"} | days))
    wrong = text_of(client.get("/accreditation/lineage/", {"who": "morag"} | days | {"until_year": "2026"}))
    assert "The last day cannot come before the first" in wrong
    assert "Enter the first day" in text_of(client.get("/accreditation/lineage/", {"who": "morag"}))


def test_a1_the_list_and_its_table(client: Client, pair: tuple[User, User]) -> None:
    accreditation = rested(pair)
    client.force_login(employed(roles=(Role.GOVERNANCE,)))
    page = text_of(client.get(f"/accreditation/lineage/{pair[0].pk}/?{DAYS}"))
    for words in ("Signed off by Morag Dunbar", accreditation.number, "SN-1 Does SN-1 well", "4 June 2027"):
        assert words in page
    assert str(pair[1]) in page
    assert "Suspend as a precaution" not in page
    table = text_of(client.get(f"/accreditation/lineage/{pair[0].pk}/?{DAYS}&format=csv"))
    assert f"no,{accreditation.number}," in table
    assert len(table.strip().splitlines()) == 3
    none = text_of(client.get(f"/accreditation/lineage/{pair[0].pk}/?since=2026-01-01&until=2026-01-02"))
    assert "signed nobody off in these days" in none
    assert client.get(f"/accreditation/lineage/{pair[0].pk}/").status_code == 404
    assert client.get(f"/accreditation/lineage/{pair[0].pk}/?since=2027-02-31&until=2027-03-01").status_code == 404


def test_a1_the_list_takes_the_same_queries_at_two_sizes(client: Client, pair: tuple[User, User]) -> None:
    client.force_login(an_officer())
    address = f"/accreditation/lineage/{pair[0].pk}/?{DAYS}"

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    rested(pair)
    count()
    few = count()
    for _ in range(9):
        rested(pair)
    assert count() == few <= 12


def test_a1_an_officer_suspends_all_but_those_unticked(client: Client, pair: tuple[User, User]) -> None:
    one, two, spared = rested(pair), rested(pair), rested(pair)
    client.force_login(an_officer())
    address = f"/accreditation/lineage/{pair[0].pk}/suspend/?{DAYS}"
    preview = text_of(client.get(address))
    assert "3 accreditations of 3 people" in preview
    assert "For 3 of them" in preview
    assert 'name="review_on_day" value="18"' in preview, "ten working days from now are proposed"
    assert AccreditationDecision.objects.filter(kind="suspended").count() == 0
    seen = {"seen": [one.number, two.number, spared.number], "chosen": [one.number, two.number]}
    assert "Enter the reason for this decision" in text_of(client.post(address, seen))
    page = text_of(client.post(address, seen | REASON, follow=True))
    assert "Suspended as a precaution: 2. Each person is told." in page
    assert "Suspend those who still hold" in page
    suspended = text_of(client.get(f"/accreditation/{one.number}/"))
    assert "Suspended as a precaution" in suspended
    assert f"/accreditation/precautions/{Precaution.objects.get().pk}/" in suspended
    states = [recount(each, at=clock.now()).status for each in (one, two, spared)]
    assert states == [Status.SUSPENDED, Status.SUSPENDED, Status.ACCREDITED]


def test_a1_a_newcomer_stops_the_confirmation(client: Client, pair: tuple[User, User]) -> None:
    one = rested(pair)
    client.force_login(an_officer())
    newcomer = rested(pair)
    address = f"/accreditation/lineage/{pair[0].pk}/suspend/?{DAYS}"
    page = text_of(client.post(address, {"seen": [one.number], "chosen": [one.number]} | REASON))
    assert "Accredited on the same signatures since you looked" in page
    assert newcomer.number in page
    assert not Precaution.objects.exists()


def test_a1_an_officer_closes_what_was_looked_into(client: Client, pair: tuple[User, User]) -> None:
    one = rested(pair)
    officer = an_officer()
    client.force_login(officer)
    both = {"seen": [one.number], "chosen": [one.number]} | REASON
    client.post(f"/accreditation/lineage/{pair[0].pk}/suspend/?{DAYS}", both)
    address = f"/accreditation/precautions/{Precaution.objects.get().pk}/"
    assert address in text_of(client.get("/accreditation/lineage/"))
    assert "Enter what was found" in (page := text_of(client.post(address, {})))
    assert "Leave it open" in page, "“Cancel” would sound as if it ended the precaution"
    client.force_login(employed(roles=(Role.GOVERNANCE,)))
    client.post(address, {"reason": "From a reader."})
    assert Precaution.objects.open().exists()
    client.force_login(officer)
    page = text_of(client.post(address, {"reason": "Both had seen everything."}, follow=True))
    assert "Both had seen everything." in page
    assert not Precaution.objects.open().exists()


def test_a1_a_trainer_does_not_decide_about_their_own_signatures(client: Client, pair: tuple[User, User]) -> None:
    one = rested(pair)
    RoleGrant.objects.create(user=pair[0], role=Role.ACCREDITATION_OFFICER, valid_from=clock.today())
    client.force_login(pair[0])
    assert "another officer must decide" in text_of(client.get(f"/accreditation/lineage/{pair[0].pk}/?{DAYS}"))
    both = {"seen": [one.number], "chosen": [one.number]} | REASON
    page = text_of(client.post(f"/accreditation/lineage/{pair[0].pk}/suspend/?{DAYS}", both))
    assert "You cannot decide about what you signed yourself" in page


def test_c4_a_withdrawn_sign_off_is_shown_and_told_and_suspends_nobody(
    client: Client,
    pair: tuple[User, User],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    accreditation, other, officer = rested(pair), rested(pair), an_officer()
    sign_off = accreditation.user.sign_offs.get(competency__code="SN-1")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_sign_off(sign_off=sign_off, reason="Not seen.", by=employed(roles=(Role.GOVERNANCE,)))
    told = [letter for letter in mail.outbox if "rests on a withdrawn sign-off" in letter.subject]
    assert officer.email in {letter.to[0] for letter in told}
    assert {letter.subject for letter in told} == {f"{accreditation.number} rests on a withdrawn sign-off"}
    assert recount(accreditation, at=clock.now()).status is Status.ACCREDITED
    client.force_login(officer)
    assert text_of(client.get("/accreditation/")).count("Rests on a withdrawn sign-off") == 1
    assert "Rests on a withdrawn sign-off" in text_of(client.get(f"/accreditation/{accreditation.number}/"))
    assert "Rests on a withdrawn sign-off" not in text_of(client.get(f"/accreditation/{other.number}/"))
