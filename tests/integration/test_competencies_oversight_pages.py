"""The pages of sampled sign-offs and of pairs: for trainers who may moderate, and for governance (C3, C4)."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competencies.models import SampledSignOff, SamplingShare
from competencies.services import set_sampling_share
from core import clock
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_c4_a_moderator_reads_both_records_and_says_what_they_find() -> None:
    sign_off = factory.signed_off(employed(organisation__code="lantern"))
    moderator, governor = factory.trainer("moor", "support-worker"), employed(roles=(Role.GOVERNANCE,))
    client = browser(moderator)
    assert reverse("competencies:samples_waiting") in text(client.get(reverse("competencies:sign_offs")))
    address = reverse("competencies:moderate_sample", args=[sign_off.sample.pk])
    assert address in text(client.get(reverse("competencies:samples_waiting")))
    page = text(client.get(address))
    assert "A visit, and what came of it." in page
    assert page.count("I saw it done.") == 4
    assert client.get(reverse("competencies:evidence", args=[sign_off.request.evidence.get().pk])).status_code == 200
    assert "Choose what you find" in text(client.post(address, {}))
    posted = {"outcome": "not_sound", "reasons": "Nobody was in the home that day."}
    assert "Your view is kept: SN-1" in text(client.post(address, posted, follow=True))
    assert client.get(address).status_code == 404
    seen = text(browser(governor).get(reverse("competencies:sign_off", args=[sign_off.pk])))
    assert "Nobody was in the home that day." in seen
    assert "Withdraw it" in text(browser(governor).get(reverse("competencies:samples")))
    own = text(browser(sign_off.user).get(reverse("competencies:sign_off", args=[sign_off.pk])))
    assert "Nobody was in the home that day." not in own


def test_c4_whoever_may_not_moderate_is_told_why_and_reads_nothing() -> None:
    sign_off = factory.signed_off(employed(organisation__code="lantern"))
    address = reverse("competencies:moderate_sample", args=[sign_off.sample.pk])
    client = browser(sign_off.first_signer)
    assert "You signed this." in text(client.get(reverse("competencies:samples_waiting")))
    page = client.post(address, {"outcome": "sound", "reasons": "Mine."})
    assert page.status_code == 403
    assert "I saw it done." not in text(page)
    assert not hasattr(SampledSignOff.objects.get(), "moderation")


def test_c3_the_pages_of_oversight_are_closed_to_others() -> None:
    sign_off = factory.signed_off(employed(organisation__code="lantern"))
    pair = [sign_off.first_signer_id, sign_off.second_signer_id]
    for name, args in (("samples", []), ("sampling_share", []), ("pairs", []), ("pair", pair)):
        address = reverse(f"competencies:{name}", args=args)
        for user in (sign_off.first_signer, employed(roles=(Role.MANAGER,)), employed()):
            assert browser(user).get(address).status_code == 403
        assert browser(employed(roles=(Role.GOVERNANCE,))).get(address).status_code == 200
    assert browser(employed()).get(reverse("competencies:samples_waiting")).status_code == 403


def test_c4_governance_sets_the_share_on_the_page() -> None:
    client = browser(employed(roles=(Role.GOVERNANCE,)))
    address = reverse("competencies:sampling_share")
    assert address in text(client.get(reverse("competencies:samples")))
    assert "Enter a number from 1 to 100" in text(client.post(address, {"one_in": "0"}))
    posted = {
        "one_in": "5",
        "valid_from_0": "4",
        "valid_from_1": "6",
        "valid_from_2": "2027",
        "reason": "New trainers.",
    }
    day = {"valid_from_day": "4", "valid_from_month": "6", "valid_from_year": "2027"}
    assert "1 in 5 is drawn by chance" in text(client.post(address, posted | day, follow=True))
    assert SamplingShare.objects.get().one_in == 5


def test_c3_lists_and_figures_take_the_same_queries_for_few_and_for_many() -> None:
    governor = employed(roles=(Role.GOVERNANCE,))
    set_sampling_share(one_in=1, valid_from=clock.today(), reason="All of them.", by=governor)
    trainers = [factory.trainer(f"t{n}", f"profession-{n}", f"setting-{n}") for n in range(3)]
    client, moderator = browser(governor), browser(trainers[2])

    def queries(number: int) -> list[int]:
        for place in range(number):
            factory.signed_off(employed(organisation__code="lantern"), pair=(trainers[0], trainers[1 + place % 2]))
        counts = []
        for reader, name in ((client, "samples"), (client, "pairs"), (moderator, "samples_waiting")):
            with CaptureQueriesContext(connection) as caught:
                assert reader.get(reverse(f"competencies:{name}")).status_code == 200
            counts.append(len(caught))
        return counts

    assert queries(2) == queries(14)
    page = text(client.get(reverse("competencies:samples")))
    assert "Made: 16; sampled: 16" in page
