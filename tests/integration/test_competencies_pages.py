"""The pages of competence: what each role sees, what is refused in words, and how a signature is made in a browser."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competencies.constants import EvidenceKind, Level, RequestState
from competencies.models import Evidence, Signature, SigningIntent, SignOff, SignOffRequest, TrainerStanding
from competencies.selectors import competence_summary, sign_off_counts_by_organisation, sign_offs_waiting_for
from competencies.services import offer_evidence
from core import clock
from people.constants import Role
from tests.factories import competencies as factory
from tests.factories.people import PASSWORD, employed
from tests.integration.signing import browser, record, sign_in_again, signs, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sign_in_time")]


def test_c3_two_trainers_sign_in_their_browsers() -> None:
    person = employed(organisation__code="lantern")
    request = factory.request_of(person)
    first, second = factory.trainer_pair()
    assert f"Signed: SN-1, {person}. Waiting for a second signature." in text(signs(browser(first), request))
    signature = Signature.objects.get()
    assert (signature.method, signature.authenticated_at, signature.shown_at) == ("password", clock.now(), clock.now())
    assert signature.intent.content_hash == signature.shown_hash
    assert f"Signed: SN-1, {person}. Signed off." in text(signs(browser(second), request))
    assert SignOff.objects.get().user == person
    page = browser(person).get(reverse("competencies:sign_off", args=[SignOff.objects.get().pk]))
    assert "Seen by me: SN-1.1." in text(page)
    assert "Founding trainer" in text(page)


def test_c3_one_sign_in_signs_once() -> None:
    first, _ = factory.trainer_pair()
    requests = [factory.request_of(employed()), factory.request_of(employed(organisation__code="other"))]
    client = browser(first)
    places = []
    for request in requests:
        address = reverse("competencies:sign", args=[request.pk])
        places.append(client.post(address, record(request, client.get(address))))
    sign_in_again(client, places[1])
    confirm = [reverse("competencies:confirm", args=[request.pk]) for request in requests]
    client.post(confirm[0])
    refused = client.post(confirm[1])
    assert refused.status_code == 200
    assert "Sign in again to sign: each signature needs a fresh sign-in of its own." in text(refused)
    assert Signature.objects.count() == 1


def test_c3_an_earlier_sign_in_does_not_sign() -> None:
    first, _ = factory.trainer_pair()
    request = factory.request_of(employed())
    client = Client()
    client.post("/accounts/login/", {"login": first.email, "password": PASSWORD})
    address = reverse("competencies:sign", args=[request.pk])
    with clock.fixed(clock.now() + timedelta(seconds=1)):
        client.post(address, record(request, client.get(address)))
        assert "Sign in again to sign" in text(client.post(reverse("competencies:confirm", args=[request.pk])))
    assert not Signature.objects.exists()


def test_c3_a_session_that_ends_loses_nothing_typed() -> None:
    """What was posted is a draft row: after signing in anew it is there to confirm, and that sign-in signs it."""
    first, _ = factory.trainer_pair()
    request = factory.request_of(employed())
    client = browser(first)
    address = reverse("competencies:sign", args=[request.pk])
    client.post(address, record(request, client.get(address)))
    confirm = reverse("competencies:confirm", args=[request.pk])
    fresh = Client()
    assert fresh.get(confirm)["Location"] == f"/accounts/login/?next={confirm}"
    fresh.post("/accounts/login/", {"login": first.email, "password": PASSWORD})
    assert "Seen by me: SN-1.2." in text(fresh.get(confirm))
    fresh.post(confirm)
    assert Signature.objects.get().signer == first


@pytest.mark.parametrize("action", ["save", "sign"])
def test_c3_what_is_not_finished_is_kept_as_a_draft(action: str) -> None:
    first, _ = factory.trainer_pair()
    request = factory.request_of(employed())
    client = browser(first)
    address = reverse("competencies:sign", args=[request.pk])
    page = client.get(address)
    criterion = request.competency.criteria.all()[0]
    posted = {"read_hash": page.context["read_hash"], f"seen_{criterion.pk}": "Half a thought", "action": action}
    response = client.post(address, posted)
    if action == "sign":
        assert "There is a problem" in text(response)
        assert f'href="#id_met_{criterion.pk}_0"' in text(response)
        assert "<title>Error: " in text(response)
        assert "Half a thought" in text(response)
    assert "Half a thought" in text(client.get(address))
    assert SigningIntent.objects.get().shown_at is None
    assert client.get(reverse("competencies:confirm", args=[request.pk])).status_code == 302


def test_c3_evidence_added_while_reading_is_shown_before_anything_is_signed() -> None:
    first, _ = factory.trainer_pair()
    person = employed()
    request = factory.request_of(person)
    client = browser(first)
    address = reverse("competencies:sign", args=[request.pk])
    page = client.get(address)
    offer_evidence(competency=request.competency, kind=EvidenceKind.REFLECTION, shows="One thing more.", by=person)
    response = client.post(address, record(request, page))
    assert "Evidence was added while you were reading" in text(response)
    assert "One thing more." in text(response)
    assert "Seen by me: SN-1.1." in text(response)
    bound = client.post(address, record(request, response))
    offer_evidence(competency=request.competency, kind=EvidenceKind.REFLECTION, shows="And another.", by=person)
    back = sign_in_again(client, bound)
    assert "Evidence was added after you read this" in text(client.post(back["Location"]))
    assert not Signature.objects.exists()


def test_c4_referring_back_reaches_the_person_with_the_feedback() -> None:
    person = employed()
    request = factory.request_of(person)
    first, _ = factory.trainer_pair()
    client = browser(first)
    address = reverse("competencies:sign", args=[request.pk])
    page = client.get(address)
    agree_anyway = client.post(address, record(request, page, **{f"met_{page.context['form'].criteria[0].pk}": "no"}))
    assert "You say that SN-1.1 is not met, so refer it back" in text(agree_anyway)
    assert "Say what they should do next" in text(client.post(address, record(request, page, agrees="no")))
    signs(client, request, agrees="no", feedback="Show one more visit, with two choices.")
    mine = text(browser(person).get(reverse("competencies:mine")))
    assert "Referred back" in mine
    assert "Show one more visit, with two choices." in mine


def test_c3_who_may_not_sign_is_told_why_and_who_could() -> None:
    request = factory.request_of(employed())
    factory.signed(request, factory.trainer("harbour", "nurse", "ward"))
    colleague = factory.trainer("harbour", "surveyor", "visits")
    able = factory.trainer("glen", "surveyor", "visits")
    client = browser(colleague)
    assert "Both work for Harbour." in text(client.get(reverse("competencies:sign_offs")))
    page = text(client.get(reverse("competencies:sign", args=[request.pk])))
    assert "Both work for Harbour." in page
    assert f"{able}, Surveyor, Glen" in page
    client.post(reverse("competencies:sign", args=[request.pk]), {"action": "save"})
    assert not SigningIntent.objects.exists()


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("sign_offs", {Role.TRAINER, Role.VISITING_SIGNER}),
        ("trainers", {Role.GOVERNANCE}),
        ("propose_trainer", {Role.GOVERNANCE}),
        ("grant_standing", {Role.GOVERNANCE}),
    ],
)
def test_each_page_opens_to_its_roles_alone(name: str, roles: set[Role]) -> None:
    address = reverse(f"competencies:{name}")
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    for other in Role:
        expected = 200 if other in roles else 403
        assert browser(employed(roles=(other,))).get(address).status_code == expected
    assert browser(employed()).get(address).status_code == 403


@pytest.mark.parametrize("name", ["mine", "framework", "portfolio", "portfolio_json"])
def test_a_persons_own_pages_open_to_everyone_signed_in(name: str) -> None:
    address = reverse(f"competencies:{name}")
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert browser(employed()).get(address).status_code == 200
    factory.framework()
    assert browser(employed()).get(address).status_code == 200


def test_c1_the_framework_is_readable_with_its_sources() -> None:
    factory.framework()
    page = text(browser(employed()).get(reverse("competencies:framework")))
    assert "SN-1.1. Shows SN-1.1." in page
    assert 'Source</dt><dd class="nhsuk-summary-list__value">Protocol</dd>' in page


def test_c2_offering_evidence_by_form() -> None:
    person = employed()
    factory.framework()
    client = browser(person)
    address = reverse("competencies:offer", args=["SN-1"])
    assert "Complete Module-2 first." in text(client.get(address))
    refused = client.post(address, {"kind": "reflection", "shows": "A thought that stays."})
    assert "Complete Module-2 before you offer evidence for SN-1." in text(refused)
    assert "A thought that stays." in text(refused)
    factory.completed(person, "module-2")
    empty = text(client.post(address, {}))
    assert 'href="#id_kind_0">Choose what kind of evidence it is' in empty
    assert 'href="#id_shows">Say what the evidence shows' in empty
    done = client.post(address, {"kind": "reflection", "shows": "A thought."}, follow=True)
    assert "Your evidence for SN-1 is with the trainers." in text(done)
    assert Evidence.objects.get().shows == "A thought."
    assert client.get(reverse("competencies:offer", args=["XX-9"])).status_code == 404


def test_c4_a_request_is_withdrawn_by_its_person_and_absent_to_others() -> None:
    person = employed()
    request = factory.request_of(person)
    address = reverse("competencies:withdraw_request", args=[request.pk])
    assert browser(employed()).post(address).status_code == 404
    assert "Take back your request?" in text(browser(person).get(address))
    assert "is taken back" in text(browser(person).post(address, follow=True))
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert "Open your request again" in text(browser(person).get(reverse("competencies:mine")))
    again = reverse("competencies:reopen_request", args=[request.pk])
    assert browser(employed()).post(again).status_code == 404
    assert "is open again" in text(browser(person).post(again, follow=True))


def test_c4_a_sign_off_is_seen_and_withdrawn_by_those_it_concerns() -> None:
    person = employed()
    sign_off = factory.signed_off(person)
    address = reverse("competencies:sign_off", args=[sign_off.pk])
    strangers = [employed(), employed(roles=(Role.TRAINER,)), employed(roles=(Role.MANAGER,))]
    assert {browser(user).get(address).status_code for user in strangers} == {404}
    overseers = [employed(roles=(role,)) for role in (Role.GOVERNANCE, Role.ACCREDITATION_OFFICER)]
    assert {browser(user).get(address).status_code for user in [person, *overseers]} == {200}
    assert "Withdraw this sign-off" not in text(browser(person).get(address))
    withdraw = reverse("competencies:withdraw_sign_off", args=[sign_off.pk])
    assert {browser(user).get(withdraw).status_code for user in [*strangers, person]} == {404}
    assert browser(person).post(withdraw, {"reason": "Mine."}).status_code == 404
    assert competence_summary(person).held == 1
    client = browser(sign_off.first_signer)
    assert withdraw in text(client.get(address))
    assert "Say why" in text(client.post(withdraw, {}))
    assert "is withdrawn" in text(client.post(withdraw, {"reason": "It was another’s visit."}, follow=True))
    assert "It was another’s visit." in text(browser(person).get(reverse("competencies:mine")))


def test_c5_my_competencies_say_where_each_stands() -> None:
    person = employed()
    factory.signed_off(person)
    factory.request_of(person, factory.competency("SN-2"))
    page = text(browser(person).get(reverse("competencies:mine")))
    assert "Signed off until 3 June 2030" in page
    assert "Waiting for two signatures" in page
    assert "Complete Module-3 first." in page
    assert "Complete Module-1 to show this." in page
    with clock.fixed(clock.now() + timedelta(days=3 * 365 - 30)):
        assert "Signed off, ends on 3 June 2030" in text(browser(person).get(reverse("competencies:mine")))
        assert competence_summary(person).expiring
    with clock.fixed(clock.now() + timedelta(days=3 * 365 + 30)):
        assert "Sign-off ended on 3 June 2030" in text(browser(person).get(reverse("competencies:mine")))


def test_c3_two_members_found_a_trainer_on_the_page() -> None:
    one, other, person = employed(roles=(Role.GOVERNANCE,)), employed(roles=(Role.GOVERNANCE,)), employed()
    propose = reverse("competencies:propose_trainer")
    client = browser(one)
    assert "Nobody here has this e-mail address" in text(client.post(propose, {"email": "nobody@example.org"}))
    posted = {
        "email": person.email,
        "modules": [factory.module("module-2").pk, factory.module("trainer").pk],
        "reason": "Long practice.",
    }
    assert "Another member of the group must confirm" in text(client.post(propose, posted, follow=True))
    [proposal] = person.trainer_proposals.all()
    confirm = reverse("competencies:confirm_trainer", args=[proposal.pk])
    assert "takes two different members" in text(client.post(confirm, follow=True))
    assert not TrainerStanding.objects.exists()
    assert "is founded as a trainer" in text(browser(other).post(confirm, follow=True))
    page = text(client.get(reverse("competencies:trainers")))
    assert "Founding" in page
    assert "3 June 2028" in page, "the last day, not the day after"
    standing = TrainerStanding.objects.first()
    assert standing is not None
    end = reverse("competencies:end_standing", args=[standing.pk])
    page = text(client.post(end, {"reason": "Left."}, follow=True))
    assert "no longer has standing" in page
    assert "Never held" in page
    assert "Left. It would have held until and including 3 June 2028." in page


def test_c3_standing_is_listed_by_person_with_what_it_comes_to() -> None:
    both, none = employed(), employed()
    factory.standing(both, Level.SIMPLE, valid_until=date(2028, 6, 4))
    factory.standing(both, Level.MODERATE, valid_until=date(2028, 1, 1))
    factory.standing(none, Level.SIMPLE, valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1))
    page = text(browser(employed(roles=(Role.GOVERNANCE,))).get(reverse("competencies:trainers")))
    assert page.count(f'<span class="nhsuk-details__summary-text">{both}</span>') == 1
    assert "Simple and moderate tiers, until 3 June 2028 at the latest" in page
    assert "Has no standing now" in page
    assert "Lapsed" in page
    soon = factory.standing(employed(), Level.SIMPLE, valid_until=clock.today() + timedelta(days=30))
    ending = text(browser(employed(roles=(Role.GOVERNANCE,))).get(reverse("competencies:trainers"), {"ending": "yes"}))
    assert str(soon.user) in ending
    assert str(both) not in ending


def test_c3_the_list_of_standing_costs_the_same_queries_for_2_trainers_and_for_12() -> None:
    client = browser(employed(roles=(Role.GOVERNANCE,)))
    counts = []
    for more in (2, 10):
        for _ in range(more):
            person = employed()
            factory.standing(person, Level.SIMPLE)
            factory.standing(person, Level.MODERATE)
        counts.append(queries_of(client, "competencies:trainers"))
    assert counts[0] == counts[1]


def test_t3_recording_earned_standing_says_what_is_missing() -> None:
    person = employed()
    factory.framework()
    client = browser(employed(roles=(Role.GOVERNANCE,)))
    page = text(
        client.post(
            reverse("competencies:grant_standing"), {"email": person.email, "module": factory.module("module-2").pk}
        )
    )
    assert "has not completed the trainer module" in page


def queries_of(client: Client, name: str) -> int:
    client.get(reverse(name))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


def test_the_trainers_list_costs_the_same_however_many_wait() -> None:
    first, second = factory.trainer_pair()
    client = browser(second)
    counts = []
    for wanted in (2, 20):
        while SignOffRequest.objects.count() < wanted:
            number = SignOffRequest.objects.count()
            request = factory.request_of(employed(organisation__code=f"o{number}"))
            if number % 2:
                factory.signed(request, first)
        counts.append(queries_of(client, "competencies:sign_offs"))
    assert counts[0] == counts[1]
    assert counts[0] <= 16
    assert sign_offs_waiting_for(second) == 20
    assert sign_offs_waiting_for(first) == 10
    assert sign_offs_waiting_for(employed()) == 0


def test_my_competencies_cost_the_same_however_much_there_is() -> None:
    person = employed()
    factory.request_of(person)
    client = browser(person)
    small = queries_of(client, "competencies:mine")
    pair = factory.trainer_pair(Level.SIMPLE)
    for signer in pair:
        factory.signed(SignOffRequest.objects.get(), signer)
    for code in ("SN-2", "MOT-1"):
        request = factory.request_of(person, factory.competency(code))
        for _ in range(5):
            offer_evidence(competency=request.competency, kind=EvidenceKind.REFLECTION, shows="More.", by=person)
        factory.signed(request, pair[0], agrees=False)
    assert queries_of(client, "competencies:mine") <= small + 1  # the referrals of those that were referred back


def test_counts_by_organisation_cost_the_same_however_many_people() -> None:
    factory.framework()
    pair = factory.trainer_pair()
    costs = []
    for size in (1, 4):
        while SignOff.objects.filter(competency__code="SN-2").count() < size:
            person = employed(organisation__code=f"o{size}")
            for code in ("SN-1", "SN-2"):
                factory.signed_off(person, factory.competency(code), pair)
        with CaptureQueriesContext(connection) as captured:
            rows = sign_off_counts_by_organisation()
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert [(row.organisation, row.level, row.people) for row in rows] == [("O1", "Simple", 1), ("O4", "Simple", 3)]
