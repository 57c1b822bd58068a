"""The second signer reads the first record only after writing their own view, which is kept as it was (C3)."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from competencies.constants import RequestState
from competencies.models import BlindView, Signature, SignOff, SignOffRequest
from core import clock
from core.exceptions import ImmutableRecord
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed
from tests.integration.signing import browser, record, sign_in_again, signs, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sign_in_time")]

SECRET = "Secret until later."
FIRST = {"SN-1.1": SECRET, "SN-1.2": SECRET}


@pytest.fixture
def asked() -> SignOffRequest:
    """Signed by Harbour's trainer, in words that can be searched for."""
    return factory.request_of(employed(organisation__code="lantern"))


@pytest.fixture
def second(asked: SignOffRequest) -> User:
    one, other = factory.trainer_pair()
    factory.signed(asked, one, seen=FIRST)
    return other


def written(client: Client, asked: SignOffRequest, **changes: str) -> str:
    """Write a whole view, sign in again, and see what is to be confirmed."""
    address = reverse("competencies:sign", args=[asked.pk])
    back = sign_in_again(client, client.post(address, record(asked, client.get(address), **changes)))
    return text(client.get(back["Location"]))


def test_c3_nothing_of_the_first_record_reaches_the_second_signer_before_their_own_is_whole(
    asked: SignOffRequest, second: User
) -> None:
    """Every page and file that a second signer can open, before and while they write; then the page to confirm."""
    client = browser(second)
    first = Signature.objects.get()
    sign = reverse("competencies:sign", args=[asked.pk])
    pages = [
        reverse("competencies:sign_offs"),
        sign,
        reverse("competencies:confirm", args=[asked.pk]),
        reverse("competencies:evidence", args=[asked.evidence.get().pk]),
        reverse("competencies:in_moderation"),
        reverse("competencies:moderate", args=[asked.pk]),
        reverse("competencies:moderated", args=[1]),
        reverse("competencies:sign_off", args=[1]),
        reverse("competencies:countersign", args=[asked.pk]),
        reverse("competencies:mine"),
        reverse("competencies:portfolio"),
        reverse("competencies:portfolio_json"),
    ]
    page = client.get(sign)
    half = record(asked, page, action="save") | {f"seen_{asked.competency.criteria.first().pk}": ""}
    client.post(sign, half)
    incomplete = client.post(sign, half | {"action": "sign"})
    for answer in [incomplete, *(client.get(address, follow=True) for address in pages)]:
        body = answer.content.decode(errors="replace")
        assert SECRET not in body
        assert first.shown_hash not in body
    assert not BlindView.objects.exists()
    confirm = written(client, asked)
    assert SECRET in confirm
    assert "Seen by me: SN-1.1." in confirm


def test_c3_another_trainer_who_wrote_nothing_sees_nothing(asked: SignOffRequest, second: User) -> None:
    written(browser(second), asked)
    other = browser(factory.trainer("bay", "surveyor", "visits"))
    assert SECRET not in text(other.get(reverse("competencies:confirm", args=[asked.pk]), follow=True))


def test_c3_what_was_written_blind_is_kept_and_a_change_shows_with_both_texts(
    asked: SignOffRequest, second: User
) -> None:
    client = browser(second)
    written(client, asked)
    blind = BlindView.objects.get()
    with pytest.raises(ImmutableRecord):
        blind.save()
    criterion = asked.competency.criteria.first()
    form = text(client.get(reverse("competencies:sign", args=[asked.pk])))
    assert "You have read the first signer’s record." in form
    signs(client, asked, **{f"seen_{criterion.pk}": "I agree with the other now."})
    signature = Signature.objects.get(position=2)
    assert signature.blind_view == blind
    assert signature.changed_after_reading
    assert blind.record["seen"]["SN-1.1"] == "Seen by me: SN-1.1."
    page = text(client.get(reverse("competencies:sign_off", args=[SignOff.objects.get().pk])))
    assert "Changed after reading the first signer’s record." in page
    assert "I agree with the other now." in page
    assert "Before reading the first signer’s record: met. “Seen by me: SN-1.1.”" in page


def test_c3_a_second_view_that_stays_is_signed_as_it_was_written(asked: SignOffRequest, second: User) -> None:
    signs(browser(second), asked)
    signature = Signature.objects.get(position=2)
    assert signature.blind_view is not None
    assert signature.blind_view.content_hash == signature.shown_hash
    assert not signature.changed_after_reading
    page = text(browser(second).get(reverse("competencies:sign_off", args=[SignOff.objects.get().pk])))
    assert "Changed after reading" not in page


def test_c3_who_was_overtaken_while_writing_signs_blind(asked: SignOffRequest) -> None:
    """Both had written when neither had signed. The later one becomes the second, and was shown nothing."""
    one, other = factory.trainer_pair()
    client = browser(other)
    written(client, asked)
    factory.signed(asked, one, seen=FIRST)
    confirm = reverse("competencies:confirm", args=[asked.pk])
    assert SECRET not in text(client.get(confirm))
    client.post(confirm)
    assert Signature.objects.get(position=2).blind_view is None
    assert SignOff.objects.count() == 1


def test_c4_a_second_trainer_who_does_not_agree_is_told_what_follows(asked: SignOffRequest, second: User) -> None:
    client = browser(second)
    confirm = written(client, asked, agrees="no", feedback="One more visit.")
    assert "A third trainer will read both records and decide how it goes on." in confirm
    client.post(reverse("competencies:confirm", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == RequestState.MODERATION
    mine = text(browser(asked.user).get(reverse("competencies:mine")))
    assert "In moderation" in mine
    assert "Take the request back" not in mine


def test_c3_the_rows_keep_blind_views_apart(asked: SignOffRequest, second: User) -> None:
    first = Signature.objects.get()
    facts = {"first_signature": first, "record": {}, "content_hash": "0" * 64, "written_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindView.objects.create(signer=first.signer, first_signer=first.signer, **facts)
    blind = BlindView.objects.create(signer=second, first_signer=first.signer, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindView.objects.create(signer=second, first_signer=first.signer, **facts)
    other = factory.request_of(employed(organisation__code="other"))
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(other, second, 1, blind_view=blind)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(other, second, 2, changed_after_reading=True)


def test_c3_governance_reads_a_made_sign_off_whole(asked: SignOffRequest, second: User) -> None:
    signs(browser(second), asked)
    page = browser(employed(roles=(Role.GOVERNANCE,))).get(
        reverse("competencies:sign_off", args=[SignOff.objects.get().pk])
    )
    assert SECRET in text(page)
