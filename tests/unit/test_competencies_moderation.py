"""Two trainers disagree: a third decides how it goes on, and never signs it off (C4)."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from audit.selectors import history_of
from competencies.constants import EvidenceKind, ModerationOutcome, RequestState
from competencies.exceptions import (
    AlreadySigned,
    ManagesThePerson,
    ModerationIncomplete,
    SignersNotIndependent,
    SignsForThemselves,
    TrainerStandingNotCurrent,
)
from competencies.models import Moderation, Signature, SignOff, SignOffReferral, SignOffRequest
from competencies.moderators import who_could_moderate
from competencies.selectors import who_could_sign
from competencies.services import moderate, offer_evidence, withdraw_request
from competencies.services.acting import facts_of_act
from competencies.signers import signers_on
from core import clock
from core.exceptions import ImmutableRecord, Refused, TransitionNotAllowed
from core.models import OutboxEntry
from people.models import Employment, User
from tests.factories import competencies as factory
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

AGAIN, BACK = ModerationOutcome.SIGN_AGAIN, ModerationOutcome.REFERRED_BACK


@pytest.fixture
def asked() -> SignOffRequest:
    """In moderation: Harbour's trainer signed, Glen's did not agree."""
    return factory.disagreed(factory.request_of(employed(organisation__code="lantern")))


def decided(request: SignOffRequest, by: User, outcome: ModerationOutcome = AGAIN, **changes: str) -> Moderation:
    values = {"reason": "They saw two visits.", "feedback": "Show one more." if outcome == BACK else ""} | changes
    return moderate(request=request, outcome=outcome, by=by, **values)


def test_c4_a_second_trainer_who_does_not_agree_sends_it_to_moderation(asked: SignOffRequest) -> None:
    assert asked.state == RequestState.MODERATION
    assert not SignOff.objects.exists()
    assert not SignOffReferral.objects.exists()
    first = Signature.objects.get(position=1).signer
    told = {row.payload["user_id"]: row.payload["template"] for row in OutboxEntry.objects.filter(kind="people.email")}
    assert told[asked.user_id] == "competencies/email/in_moderation.txt"
    assert told[first.pk] == "competencies/email/disagreement.txt"


def test_c4_those_who_could_moderate_are_told() -> None:
    moderator = factory.moderator()
    factory.disagreed(factory.request_of(employed()))
    assert OutboxEntry.objects.filter(key__startswith="competencies.moderator-wanted").count() == 1
    assert OutboxEntry.objects.get(key__endswith=f"-{moderator.pk}", payload__user_id=moderator.pk)


def test_c4_a_moderator_refers_back_with_feedback(asked: SignOffRequest) -> None:
    moderator = factory.moderator()
    moderation = decided(asked, moderator, BACK)
    asked.refresh_from_db()
    assert asked.state == RequestState.REFERRED_BACK
    referral = SignOffReferral.objects.get()
    assert (referral.moderation, referral.signature) == (moderation, None)
    assert (referral.feedback, referral.referred_by) == ("Show one more.", moderator)
    assert history_of(asked).filter(verb="competencies.moderated").get().detail == {
        "round": 1,
        "outcome": "referred_back",
    }
    offer_evidence(competency=asked.competency, kind=EvidenceKind.REFLECTION, shows="More.", by=asked.user)
    asked.refresh_from_db()
    assert (asked.state, asked.round) == (RequestState.OPEN, 2)


def test_c4_a_moderator_asks_for_two_fresh_signatures(asked: SignOffRequest) -> None:
    moderator = factory.moderator()
    decided(asked, moderator, AGAIN)
    asked.refresh_from_db()
    assert (asked.state, asked.round) == (RequestState.OPEN, 2)
    assert not SignOff.objects.exists()
    fresh = factory.trainer("bay", "nurse", "ward"), factory.trainer("cove", "surveyor", "visits")
    for barred in [*(row.signer for row in asked.signatures.all()), moderator]:
        with pytest.raises(AlreadySigned, match="before fresh signatures were asked for"):
            factory.signed(asked, barred)
    assert {signer.user for signer in who_could_sign(asked)} == set(fresh)
    for signer in fresh:
        factory.signed(asked, signer)
    sign_off = SignOff.objects.get()
    assert {sign_off.first_signature.round, sign_off.second_signature.round} == {2}


def test_c4_after_a_later_referral_the_first_two_may_sign_again_but_no_moderator(asked: SignOffRequest) -> None:
    moderator = factory.moderator()
    first, second = (row.signer for row in asked.signatures.order_by("position"))
    decided(asked, moderator, AGAIN)
    factory.signed(asked, factory.trainer("bay", "nurse", "ward"), agrees=False)
    offer_evidence(competency=asked.competency, kind=EvidenceKind.REFLECTION, shows="More.", by=asked.user)
    with pytest.raises(AlreadySigned):
        factory.signed(asked, moderator)
    factory.signed(asked, first)
    factory.signed(asked, second)
    assert SignOff.objects.count() == 1


def test_c4_both_signers_and_the_person_are_told_what_was_decided(asked: SignOffRequest) -> None:
    for outcome, template in ((AGAIN, "sign_again"), (BACK, "referred_back")):
        with transaction.atomic():
            moderation = decided(asked, factory.moderator(), outcome)
            for signer in (moderation.first_signer, moderation.second_signer):
                assert OutboxEntry.objects.get(key=f"competencies.moderated-{moderation.pk}-{signer.pk}")
            rows = OutboxEntry.objects.filter(payload__template=f"competencies/email/{template}.txt")
            assert [row.payload["user_id"] for row in rows] == [asked.user_id]
            transaction.set_rollback(True)


def _own(asked: SignOffRequest) -> User:
    factory.standing(asked.user)
    return asked.user


def _manager(asked: SignOffRequest) -> User:
    manager = factory.trainer("bay", "manager")
    Employment.objects.filter(user=asked.user).update(line_manager=manager)
    return manager


@pytest.mark.parametrize(
    ("who", "refusal", "message"),
    [
        (_own, SignsForThemselves, "You cannot moderate your own request"),
        (lambda asked: asked.signatures.get(position=1).signer, AlreadySigned, "You have signed this request yourself"),
        (lambda asked: asked.signatures.get(position=2).signer, AlreadySigned, "You have signed this request yourself"),
        (_manager, ManagesThePerson, "You line-manage"),
        (lambda asked: factory.trainer("harbour", "manager"), SignersNotIndependent, "same employer as"),
        (lambda asked: factory.trainer("glen", "manager"), SignersNotIndependent, "same employer as"),
        (
            lambda asked: factory.trainer("bay", "manager", seconded_from="glen"),
            SignersNotIndependent,
            "same employer as",
        ),
        (
            lambda asked: factory.trainer("bay", "nurse", valid_until=clock.today()),
            TrainerStandingNotCurrent,
            "no current trainer standing at the simple level",
        ),
    ],
)
def test_c4_who_may_not_moderate_is_told_why_and_who_could_and_the_row_is_refused_too(
    asked: SignOffRequest, who: Callable[[SignOffRequest], User], refusal: type[Refused], message: str
) -> None:
    able = factory.moderator()
    trainer = who(asked)
    with pytest.raises(refusal, match=message) as refused:
        decided(asked, trainer)
    assert f"Who could moderate: {able}, Moor." in str(refused.value)
    assert not Moderation.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        bare_moderation(asked, trainer)
    assert bare_moderation(asked, able)


def bare_moderation(request: SignOffRequest, trainer: User) -> Moderation:
    """A row written past the service, with the facts of the day as they are."""
    standing = trainer.trainer_standings.get()
    employment = trainer.employments.get()
    theirs = request.user.employments.get()
    first, second = request.signatures.order_by("position")
    pair = {
        f"{place}_{field}": getattr(signature, name)
        for place, signature in (("first", first), ("second", second))
        for field, name in {"signer": "signer", "employer": "employer", "seconded_from": "seconded_from"}.items()
    }
    return Moderation.objects.create(
        request=request,
        round=request.round,
        person=request.user,
        person_line_manager=theirs.line_manager,
        level=request.competency.level,
        standing=standing,
        standing_level=standing.level,
        standing_from=standing.valid_from,
        standing_until=standing.valid_until,
        employer=employment.organisation,
        seconded_from=employment.seconded_from,
        acted_on=clock.today(),
        first_signature=first,
        second_signature=second,
        moderator=trainer,
        outcome=AGAIN,
        reason="Why.",
        moderated_at=clock.now(),
        **pair,
    )


@pytest.mark.parametrize(
    ("outcome", "changes", "message"),
    [
        (AGAIN, {"reason": " "}, "Say why you decide so"),
        (BACK, {"feedback": ""}, "Say what the person should do next"),
        ("sign_off", {}, "Choose whether to refer it back or to ask for two fresh signatures"),
    ],
)
def test_c4_a_moderator_says_how_and_why(asked: SignOffRequest, outcome: str, changes: dict, message: str) -> None:
    with pytest.raises(ModerationIncomplete, match=message):
        decided(asked, factory.moderator(), outcome, **changes)


def test_c4_a_moderation_is_made_once_and_never_changes(asked: SignOffRequest) -> None:
    moderator = factory.moderator()
    moderation = decided(asked, moderator, BACK)
    with pytest.raises(ImmutableRecord):
        moderation.save()
    with pytest.raises(TransitionNotAllowed, match="You cannot moderate this request for sign-off now"):
        decided(asked, moderator)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOffReferral.objects.create(
            request=asked, round=9, feedback="Why.", referred_at=clock.now(), referred_by=moderator
        )


def test_c4_nobody_takes_a_request_back_to_pass_over_who_did_not_agree(asked: SignOffRequest) -> None:
    with pytest.raises(TransitionNotAllowed, match="It is “in moderation”"):
        withdraw_request(request=asked, by=asked.user)


def test_c4_a_refusal_says_so_when_nobody_could_moderate(asked: SignOffRequest) -> None:
    assert who_could_moderate(asked) == []
    with pytest.raises(AlreadySigned, match="Nobody in the partnership could moderate this today"):
        decided(asked, asked.signatures.get(position=1).signer)


def test_c4_the_facts_of_a_moderation_are_those_of_the_day(asked: SignOffRequest) -> None:
    moderator = factory.trainer("bay", "nurse", seconded_from="cove")
    facts = facts_of_act(asked, signers_on([moderator], clock.today())[moderator.pk])
    moderation = decided(asked, moderator)
    assert {name: getattr(moderation, name) for name in facts} == facts
    assert moderation.seconded_from is not None
    assert moderation.seconded_from.code == "cove"
