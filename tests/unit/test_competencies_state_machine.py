"""Signing off against a plain model of its rules, in any order that hypothesis finds (C3, C4).

The model knows nothing of rows: lists of who signed what in which round. After every step, taken or refused, the
product must say the same. `SOAK_EXAMPLES` asks for many more runs (see `.ci/soak`).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from competencies.constants import EvidenceKind, ModerationOutcome, RequestState
from competencies.models import Competency, Signature, SignOff, SignOffRequest
from competencies.selectors import current_sign_offs
from competencies.services import moderate, offer_evidence, reopen_request, withdraw_request, withdraw_sign_off
from competencies.signers import refusal, signatures_of_round, signers_on
from core import clock
from core.exceptions import Refused
from people.constants import Role
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "12"))
STEPS = 20

LIVE = {RequestState.OPEN, RequestState.WAITING, RequestState.MODERATION, RequestState.REFERRED_BACK}


@dataclass(frozen=True)
class Trainer:
    """What the rules ask of a trainer, in plain values."""

    user: User
    employers: frozenset[str]
    work: tuple[str, str]
    manages: bool = False
    has_standing: bool = True


@dataclass
class Asked:
    """One request in the model. Signatures are (round, trainer, agrees); moderations (round, trainer, outcome)."""

    state: str = RequestState.OPEN
    round: int = 1
    signatures: list[tuple[int, Trainer, bool]] = field(default_factory=list)
    moderations: list[tuple[int, Trainer, str]] = field(default_factory=list)

    @property
    def of_round(self) -> list[Trainer]:
        return [trainer for number, trainer, _ in self.signatures if number == self.round]

    def begin_round(self) -> None:
        self.state, self.round = RequestState.OPEN, self.round + 1


def world() -> tuple[User, list[Trainer]]:
    """Somebody to sign off, and trainers who keep and break each rule; some of them may sign together."""
    manager = factory.trainer("lantern", "manager")
    person = employed(organisation__code="lantern", line_manager=manager)
    factory.standing(person)
    factory.completed(person, "module-2")

    def made(employer: str, profession: str, lent_by: str = "", **fields: object) -> Trainer:
        user = factory.trainer(employer, profession, seconded_from=lent_by, **fields)
        return Trainer(
            user=user,
            employers=frozenset({employer, lent_by} - {""}),
            work=(profession, "office"),
            has_standing=not fields,
        )

    return person, [
        made("harbour", "nurse"),
        made("glen", "clerk", lent_by="harbour"),
        made("moor", "support-worker"),
        made("glen", "surveyor"),
        made("bay", "advocate"),
        made("shore", "nurse"),
        made("firth", "caretaker", valid_until=clock.today()),
        Trainer(user=manager, employers=frozenset({"lantern"}), work=("manager", "office"), manages=True),
        Trainer(user=person, employers=frozenset({"lantern"}), work=("housing-officer", "housing-office")),
    ]


class SignOffMachine(RuleBasedStateMachine):
    """One person, one competency, nine trainers. Each run is undone before the next."""

    person: ClassVar[User]
    trainers: ClassVar[list[Trainer]]
    overseer: ClassVar[User]
    competency: ClassVar[Competency]

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.rows: list[SignOffRequest] = []
        self.holds = False
        self.made = 0
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # What the model allows.

    def may_act(self, trainer: Trainer) -> bool:
        return trainer.user != self.person and not trainer.manages and trainer.has_standing

    def may_sign(self, asked: Asked, trainer: Trainer) -> bool:
        barred = {moderator.user.pk for _, moderator, _ in asked.moderations}
        for number, _, outcome in asked.moderations:
            if outcome == ModerationOutcome.SIGN_AGAIN and number == asked.round - 1:
                barred |= {signer.user.pk for made, signer, _ in asked.signatures if made == number}
        first = asked.of_round[0] if asked.of_round else None
        apart = first is None or not (
            first.user == trainer.user or first.employers & trainer.employers or first.work == trainer.work
        )
        may = self.may_act(trainer) and trainer.user.pk not in barred and apart
        return asked.state in {RequestState.OPEN, RequestState.WAITING} and may

    def may_moderate(self, asked: Asked, trainer: Trainer) -> bool:
        signers = {signer.user.pk for _, signer, _ in asked.signatures}
        shares = any(signer.employers & trainer.employers for signer in asked.of_round)
        may = self.may_act(trainer) and trainer.user.pk not in signers and not shares
        return asked.state == RequestState.MODERATION and may

    @property
    def live(self) -> Asked | None:
        return next((asked for asked in self.asked if asked.state in LIVE), None)

    def tried(self, verb: Callable[[], object], allowed: bool) -> bool:
        """Do it: it must succeed exactly where the model allows it."""
        refusal = None
        try:
            with transaction.atomic():
                verb()
        except Refused as refused:
            refusal = refused
        assert (refusal is None) == allowed, refusal
        return allowed

    # The steps.

    @initialize()
    def begin(self) -> None:
        self.offer()

    @rule()
    def offer(self) -> None:
        live = self.live
        takes = not self.holds and (live is None or live.state in {RequestState.OPEN, RequestState.REFERRED_BACK})
        if not self.tried(self._offer, takes):
            return
        if live is None:
            self.asked.append(Asked())
            self.rows.append(SignOffRequest.objects.latest("pk"))
        elif live.state == RequestState.REFERRED_BACK:
            live.begin_round()

    def _offer(self) -> None:
        offer_evidence(competency=self.competency, kind=EvidenceKind.REFLECTION, shows="A visit.", by=self.person)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), agrees=st.booleans())
    def anybody_signs(self, data: st.DataObject, agrees: bool) -> None:
        place = data.draw(st.integers(0, len(self.asked) - 1))
        self._sign(place, data.draw(st.sampled_from(self.trainers)), agrees)

    @precondition(lambda self: self._able_to_sign())
    @rule(data=st.data(), agrees=st.sampled_from([True, True, False]))
    def somebody_who_may_signs(self, data: st.DataObject, agrees: bool) -> None:
        self._sign(*data.draw(st.sampled_from(self._able_to_sign())), agrees)

    @precondition(lambda self: self._able_to_sign())
    @rule(data=st.data())
    def somebody_who_may_not_tries(self, data: st.DataObject) -> None:
        """Where a signature is waited for, by a trainer whom some rule keeps from giving it."""
        places = {place for place, _ in self._able_to_sign()}
        everybody = [(place, trainer) for place in sorted(places) for trainer in self.trainers]
        place, trainer = data.draw(st.sampled_from([pair for pair in everybody if pair not in self._able_to_sign()]))
        self._sign(place, trainer, agrees=True)

    def _able_to_sign(self) -> list[tuple[int, Trainer]]:
        return [
            (place, trainer)
            for place, asked in enumerate(self.asked)
            for trainer in self.trainers
            if self.may_sign(asked, trainer)
        ]

    def _sign(self, place: int, trainer: Trainer, agrees: bool) -> None:
        asked, row = self.asked[place], self.rows[place]
        may = self.may_sign(asked, trainer)
        if not self.tried(lambda: factory.signed(row, trainer.user, agrees=agrees), may):
            return
        is_second = bool(asked.of_round)
        asked.signatures.append((asked.round, trainer, agrees))
        if is_second and agrees:
            asked.state, self.holds, self.made = RequestState.SIGNED_OFF, True, self.made + 1
        elif is_second:
            asked.state = RequestState.MODERATION
        else:
            asked.state = RequestState.WAITING if agrees else RequestState.REFERRED_BACK

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), outcome=st.sampled_from(ModerationOutcome.values))
    def somebody_moderates(self, data: st.DataObject, outcome: str) -> None:
        in_moderation = [n for n, asked in enumerate(self.asked) if asked.state == RequestState.MODERATION]
        place = data.draw(st.sampled_from(in_moderation or range(len(self.asked))))
        trainer = data.draw(st.sampled_from(self.trainers))
        asked, row = self.asked[place], self.rows[place]
        verb = {"request": row, "outcome": outcome, "reason": "Why.", "feedback": "One more.", "by": trainer.user}
        if not self.tried(lambda: moderate(**verb), self.may_moderate(asked, trainer)):
            return
        asked.moderations.append((asked.round, trainer, outcome))
        if outcome == ModerationOutcome.SIGN_AGAIN:
            asked.begin_round()
        else:
            asked.state = RequestState.REFERRED_BACK

    @precondition(lambda self: self._untouched())
    @rule(data=st.data())
    def two_disagree_and_others_are_asked(self, data: st.DataObject) -> None:
        """A whole way that single steps seldom find: two who may sign disagree, and fresh signatures are asked for."""
        place = data.draw(st.sampled_from(self._untouched()))
        asked, row = self.asked[place], self.rows[place]
        for agrees in (True, False):
            able = [trainer for trainer in self.trainers if self.may_sign(asked, trainer)]
            self._sign(place, data.draw(st.sampled_from(able)), agrees)
        able = [trainer for trainer in self.trainers if self.may_moderate(asked, trainer)]
        moderator, again = data.draw(st.sampled_from(able)), ModerationOutcome.SIGN_AGAIN
        moderate(request=row, outcome=again, reason="Why.", feedback="One more.", by=moderator.user)
        asked.moderations.append((asked.round, moderator, again))
        asked.begin_round()

    def _untouched(self) -> list[int]:
        """Requests in their first round that wait for a first signature."""
        return [
            place
            for place, asked in enumerate(self.asked)
            if asked.state == RequestState.OPEN and asked.round == 1 and not asked.signatures
        ]

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.asked) - 1))
        may = self.asked[place].state in LIVE - {RequestState.MODERATION}
        if self.tried(lambda: withdraw_request(request=self.rows[place], by=self.person), may):
            self.asked[place].state = RequestState.WITHDRAWN

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def open_again(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.asked) - 1))
        may = self.asked[place].state == RequestState.WITHDRAWN and self.live is None and not self.holds
        if self.tried(lambda: reopen_request(request=self.rows[place], by=self.person), may):
            self.asked[place].begin_round()

    @precondition(lambda self: self.made)
    @rule()
    def withdraw_the_sign_off(self) -> None:
        made = SignOff.objects.filter(user=self.person).latest("pk")
        if self.tried(lambda: withdraw_sign_off(sign_off=made, reason="Why.", by=self.overseer), self.holds):
            self.holds = False

    # What is always so.

    @invariant()
    def the_product_says_what_the_model_says(self) -> None:
        for asked, row in zip(self.asked, self.rows, strict=True):
            row.refresh_from_db()
            assert (row.state, row.round) == (asked.state, asked.round)
            signed = Signature.objects.filter(request=row).order_by("pk").values_list("round", "signer", "agrees")
            assert list(signed) == [(number, trainer.user.pk, agrees) for number, trainer, agrees in asked.signatures]
        assert current_sign_offs(self.person, clock.today()).exists() == self.holds
        assert SignOff.objects.filter(user=self.person).count() == self.made

    @invariant()
    def each_trainer_is_refused_exactly_where_the_model_refuses(self) -> None:
        """Asked of all of them after every step, so that no rule waits for chance to try the right trainer."""
        signers = signers_on([trainer.user for trainer in self.trainers], clock.today())
        for asked, row in zip(self.asked, self.rows, strict=True):
            if asked.state not in {RequestState.OPEN, RequestState.WAITING}:
                continue
            request = SignOffRequest.objects.prefetch_related("signatures", "moderations").get(pk=row.pk)
            signed = signatures_of_round(request)
            for trainer in self.trainers:
                may = refusal(request, signers[trainer.user.pk], signed) is None
                assert may == self.may_sign(asked, trainer), trainer

    @invariant()
    def a_sign_off_has_two_independent_signatures_of_one_round(self) -> None:
        by_user = {trainer.user.pk: trainer for trainer in self.trainers}
        for made in SignOff.objects.filter(user=self.person).select_related("first_signature", "second_signature"):
            one, other = by_user[made.first_signer_id], by_user[made.second_signer_id]
            assert not one.employers & other.employers
            assert one.work != other.work
            assert self.person not in {one.user, other.user}
            first, second = made.first_signature, made.second_signature
            assert (first.round, first.request_id) == (second.round, second.request_id)
            assert first.agrees
            assert second.agrees

    @invariant()
    def a_round_has_two_signatures_at_most(self) -> None:
        for asked in self.asked:
            numbers = [number for number, _, _ in asked.signatures]
            assert all(numbers.count(number) <= 2 for number in numbers)


@pytest.fixture
def machine() -> type[SignOffMachine]:
    SignOffMachine.competency = factory.competency()
    SignOffMachine.person, SignOffMachine.trainers = world()
    SignOffMachine.overseer = employed(roles=(Role.GOVERNANCE,))
    return SignOffMachine


@pytest.mark.django_db
@pytest.mark.usefixtures("now")
def test_c3_c4_any_order_of_steps_ends_where_the_model_ends(machine: type[SignOffMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
