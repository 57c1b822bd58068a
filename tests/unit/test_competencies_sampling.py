"""Sign-offs are sampled unforeseeably and moderated by somebody who had no part in them (C3, C4)."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from competencies.constants import SampleOutcome, SampleReason
from competencies.exceptions import MayNotModerate, NotGovernance
from competencies.models import SampledSignOff, SampleModeration, SigningPair, SignOff
from competencies.sampling import share_on
from competencies.services import moderate_sample, set_sampling_share, withdraw_sign_off
from core import chance, clock
from core.exceptions import ImmutableRecord
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def by(pair: tuple[User, User], number: int) -> list[SignOff]:
    return [factory.signed_off(employed(organisation__code="lantern"), pair=pair) for _ in range(number)]


def a_sample() -> SampledSignOff:
    factory.signed_off(employed(organisation__code="lantern"))
    return SampledSignOff.objects.get()


def moderator() -> User:
    return factory.trainer("moor", "support-worker")


def judged(sample: SampledSignOff, user: User, outcome: SampleOutcome = SampleOutcome.SOUND) -> SampleModeration:
    return moderate_sample(sample=sample, outcome=outcome, reasons="Both records fit the evidence.", by=user)


def test_c4_the_first_sign_off_of_a_trainer_at_a_tier_is_always_sampled() -> None:
    pair = factory.trainer_pair()
    set_sampling_share(
        one_in=100, valid_from=clock.today(), reason="Few trainers.", by=employed(roles=(Role.GOVERNANCE,))
    )
    first, *_ = by(pair, 3)
    sample = first.sample
    assert (sample.why, sample.due_on) == (SampleReason.FIRST_OF_TRAINER, date(2027, 7, 2))
    newcomer = factory.trainer("moor", "support-worker")
    [other] = by((pair[0], newcomer), 1)
    assert other.sample.why == SampleReason.FIRST_OF_TRAINER


def test_c4_one_of_every_ten_of_a_pair_is_sampled_at_a_place_that_changes() -> None:
    """With no luck from chance, each ten sign-offs of a pair have one sample, not always at the same place."""
    pair = factory.trainer_pair()
    governor = employed(roles=(Role.GOVERNANCE,))
    set_sampling_share(one_in=100, valid_from=clock.today(), reason="Few.", by=governor)
    with chance.seeded(Random(4)):
        made = by(pair, 30)
    turns = [number for number, row in enumerate(made) if hasattr(row, "sample") and row.sample.why != "chance"]
    in_tens = [[turn % 10 for turn in turns if turn // 10 == ten] for ten in range(3)]
    assert [len(ten) for ten in in_tens[1:]] == [1, 1]
    assert 0 in in_tens[0], "the first of these trainers"
    assert len({place for ten in in_tens for place in ten}) > 2
    row = SigningPair.objects.get()
    assert row.signed == 30


def test_c4_chance_samples_about_the_share_that_holds() -> None:
    with chance.seeded(Random(1)):
        drawn = sum(chance.below(10) == 0 for _ in range(5000))
    assert 400 < drawn < 600


def test_c4_without_a_seed_chance_cannot_be_repeated() -> None:
    runs = [tuple(chance.below(1000) for _ in range(20)) for _ in range(2)]
    assert runs[0] != runs[1]


def test_c4_the_share_is_a_dated_row_of_governance() -> None:
    governor = employed(roles=(Role.GOVERNANCE,))
    today = clock.today()
    assert share_on(today) == 10
    share = set_sampling_share(one_in=3, valid_from=today + timedelta(days=5), reason="New trainers.", by=governor)
    assert (share_on(today), share_on(today + timedelta(days=5))) == (10, 3)
    with pytest.raises(ImmutableRecord):
        share.save()
    with pytest.raises(NotGovernance):
        set_sampling_share(one_in=3, valid_from=today, reason="Mine.", by=employed())
    with pytest.raises(MayNotModerate, match="Say why"):
        set_sampling_share(one_in=3, valid_from=today, reason=" ", by=governor)
    with pytest.raises(MayNotModerate, match="stays as it was drawn"):
        set_sampling_share(one_in=3, valid_from=today - timedelta(days=1), reason="Back.", by=governor)


def test_c4_a_sample_is_drawn_with_the_sign_off_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    request = factory.request_of(employed(organisation__code="lantern"))
    pair = factory.trainer_pair()
    factory.signed(request, pair[0])

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("competencies.services.outcomes.sign_off_made.send", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        factory.signed(request, pair[1])
    assert not SignOff.objects.exists()
    assert not SampledSignOff.objects.exists()
    assert not SigningPair.objects.exists()


def test_c4_a_trainer_who_had_no_part_in_it_moderates() -> None:
    sample, user = a_sample(), moderator()
    row = judged(sample, user, SampleOutcome.ADVICE)
    assert (row.moderator, row.outcome, row.standing.user) == (user, "advice", user)
    with pytest.raises(ImmutableRecord):
        row.save()
    with pytest.raises(MayNotModerate, match="moderated already"):
        judged(sample, user)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (lambda sample: sample.sign_off.user, "your own sign-off"),
        (lambda sample: sample.sign_off.first_signer, "You signed this"),
        (lambda sample: sample.sign_off.second_signer, "You signed this"),
        (lambda sample: factory.trainer("harbour", "surveyor"), "acted for Harbour, as you do"),
        (lambda sample: factory.trainer("moor", "surveyor", "office", "moderate"), "no trainer standing"),
        (lambda sample: factory.trainer("moor", "surveyor", valid_until=clock.today()), "no trainer standing"),
        (lambda sample: employed(), "no trainer standing"),
    ],
)
def test_c4_whoever_had_a_part_in_it_does_not_moderate(who: Callable[[SampledSignOff], User], words: str) -> None:
    sample = a_sample()
    with pytest.raises(MayNotModerate, match=words):
        judged(sample, who(sample))


def test_c4_the_persons_manager_does_not_moderate() -> None:
    sample, user = a_sample(), moderator()
    sample.sign_off.user.employments.update(line_manager=user)
    with pytest.raises(MayNotModerate, match="You line-manage"):
        judged(sample, user)


@pytest.mark.parametrize("wrong", ["moderator", "first", "second", "employer", "reasons"])
def test_c4_the_database_itself_refuses_a_moderator_who_had_a_part_in_it(wrong: str) -> None:
    sample, user = a_sample(), moderator()
    sign_off = sample.sign_off
    values = {
        "sample": sample,
        "person": sign_off.user,
        "first_signer": sign_off.first_signer,
        "second_signer": sign_off.second_signer,
        "first_employer": sign_off.first_employer,
        "second_employer": sign_off.second_employer,
        "moderator": user,
        "employer": user.employments.get().organisation,
        "standing": user.trainer_standings.get(),
        "outcome": "sound",
        "reasons": "Read.",
        "moderated_at": clock.now(),
    }
    values |= {
        "moderator": {"moderator": sign_off.user},
        "first": {"moderator": sign_off.first_signer},
        "second": {"moderator": sign_off.second_signer},
        "employer": {"employer": sign_off.second_employer},
        "reasons": {"reasons": ""},
    }[wrong]
    with pytest.raises(IntegrityError), transaction.atomic():
        SampleModeration.objects.create(**values)


def test_c4_not_sound_tells_governance_and_leaves_the_sign_off_as_it_is(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sample, governor = a_sample(), employed(roles=(Role.GOVERNANCE,))
    with django_capture_on_commit_callbacks(execute=True):
        judged(sample, moderator(), SampleOutcome.NOT_SOUND)
    [message] = [sent for sent in mail.outbox if sent.to == [governor.email]]
    assert message.subject.startswith("A sign-off was found not sound: SN-1")
    assert f"/competencies/sign-offs/made/{sample.sign_off_id}/" in message.body
    assert SignOff.objects.current_on(clock.today()).filter(pk=sample.sign_off_id).exists()
    withdraw_sign_off(sign_off=sample.sign_off, reason="Found not sound.", by=governor)
    assert not SignOff.objects.current_on(clock.today()).exists()


def test_c4_what_was_withdrawn_is_not_moderated() -> None:
    sample = a_sample()
    withdraw_sign_off(sign_off=sample.sign_off, reason="Not theirs.", by=sample.sign_off.first_signer)
    with pytest.raises(MayNotModerate, match="has been withdrawn"):
        judged(sample, moderator())
