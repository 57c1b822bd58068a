"""A signer from another partnership: invited by two, for a while, for what is named; never a waiver (C3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from competencies.constants import HoldingBasis, StandingBasis, VisitState
from competencies.exceptions import NeitherHoldsTheCompetency, NotGovernance, VisitNotAllowed
from competencies.leading import trainers_on
from competencies.lives import VISIT_LIFE
from competencies.models import SignOff, SignOffRequest, VisitingInvitation
from competencies.services import (
    ask_to_countersign,
    confirm_visit,
    decline_visit,
    end_visit,
    invite_visitor,
    send_countersign_reminders,
    take_back_ask,
)
from competencies.services.visiting import Visitor
from competencies.signers import who_could_sign
from core import clock
from core.exceptions import Refused, TransitionNotAllowed
from core.models import OutboxEntry
from people.constants import OrganisationKind, RegistrationBody, Role
from people.models import Organisation, User
from people.selectors import roles_of
from tests.factories import competencies as factory
from tests.factories.people import ProfessionFactory, ServiceSettingFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def member() -> User:
    return employed(roles=(Role.GOVERNANCE,))


def visitor(**changes: object) -> Visitor:
    known = Visitor(
        first_name="Una",
        last_name="Bright",
        email="una.bright@far.example",
        employer="Far Health Board",
        employer_kind=OrganisationKind.HEALTH_BOARD,
        partnership="Far Partnership",
        profession=ProfessionFactory(code="physiotherapist"),
        service_setting=ServiceSettingFactory(code="far-ward"),
        checked="Their governance lead confirmed standing by telephone.",
    )
    return replace(known, **changes)


def invited(days: int = 30, requests: tuple[SignOffRequest, ...] = (), **changes: object) -> VisitingInvitation:
    today = clock.today()
    return invite_visitor(
        visitor=visitor(**changes),
        module=factory.module("module-2"),
        valid_from=today,
        valid_until=today + timedelta(days=days),
        requests=requests,
        by=member(),
    )


def visiting(days: int = 30, requests: tuple[SignOffRequest, ...] = (), **changes: object) -> User:
    return confirm_visit(invitation=invited(days, requests, **changes), by=member()).user


def waiting() -> SignOffRequest:
    """A request that a founding trainer has signed."""
    request = factory.request_of(employed(organisation__code="lantern"))
    factory.signed(request, factory.trainer("harbour", "nurse", "ward"))
    request.refresh_from_db()
    return request


def test_c3_two_members_bring_a_visiting_signer_who_signs(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    request = waiting()
    invitation = invited(requests=(request,))
    assert not User.objects.filter(email="una.bright@far.example").exists()
    with django_capture_on_commit_callbacks(execute=True):
        standing = confirm_visit(invitation=invitation, by=member())
    user = standing.user
    assert (standing.basis, standing.partnership) == (StandingBasis.VISITING, "Far Partnership")
    assert (standing.first_decided_by, standing.reason) == (invitation.invited_by, invitation.checked)
    assert (user.visits_from, roles_of(user)) == ("Far Partnership", {Role.VISITING_SIGNER})
    assert not user.has_usable_password()
    [message] = [sent for sent in mail.outbox if sent.to == [user.email]]
    assert "/accounts/password/reset/" in message.body
    assert "until and including 3 July 2027" in message.body
    signature = factory.signed(request, user)
    assert signature.standing.in_words == "Visiting, Far Partnership"
    assert SignOff.objects.get().second_employer.name == "Far Health Board"


def test_c3_a_visitor_never_holds_the_competency_by_founding() -> None:
    request = factory.request_of(employed(organisation__code="lantern"))
    earned = {"basis": StandingBasis.EARNED, "second_decided_by": None}
    factory.signed(request, factory.trainer("harbour", "nurse", "ward", **earned))
    user = visiting()
    with pytest.raises(NeitherHoldsTheCompetency):
        factory.signed(request, user)
    other = waiting()
    row = other.countersignings.get()
    ask_to_countersign(countersigning=row, trainer=user, by=row.first_signature.signer)
    assert factory.signed(other, user).holding != HoldingBasis.FOUNDING


def test_c3_a_visitor_signs_only_what_is_named_and_only_while_the_visit_lasts() -> None:
    named, other = waiting(), waiting()
    user = visiting(10, (named,))
    with pytest.raises(VisitNotAllowed, match="You visit to sign other requests"):
        factory.signed(other, user)
    assert user not in [signer.user for signer in who_could_sign(other)]
    assert user in [signer.user for signer in who_could_sign(named)]
    with clock.fixed(clock.now() + timedelta(days=9)):
        assert user in [signer.user for signer in who_could_sign(named)]
    with clock.fixed(clock.now() + timedelta(days=10)):
        assert roles_of(user) == frozenset()
        with pytest.raises(Refused):
            factory.signed(named, user)


def test_c3_a_visitor_for_any_request_is_reminded_of_what_they_are_asked_and_of_nothing_else() -> None:
    asked, other = waiting(), waiting()
    user = visiting()
    row = asked.countersignings.get()
    ask_to_countersign(countersigning=row, trainer=user, by=row.first_signature.signer)
    with clock.fixed(clock.now() + timedelta(days=14)):
        send_countersign_reminders()
    entries = OutboxEntry.objects.filter(key__startswith="competencies.countersign-reminder")
    [payload] = [entry.payload for entry in entries if entry.payload["user_id"] == user.pk]
    assert payload["context"]["count"] == 1
    assert str(other.user) not in str(payload)


def test_c3_a_visitor_is_none_of_our_trainers_and_their_employer_none_of_our_organisations() -> None:
    user = visiting()
    assert user not in trainers_on(clock.today())
    assert not Organisation.objects.ours().filter(name="Far Health Board").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"checked": " "}, "Say what was checked"),
        ({"registration_body": "hcpc"}, "or neither"),
        ({"days": 91}, "90 days at most"),
        ({"days": 0}, "A visit begins today or later"),
    ],
)
def test_c3_an_invitation_is_refused_in_words(change: dict[str, object], words: str) -> None:
    with pytest.raises(VisitNotAllowed, match=words):
        invited(**change)


def test_c3_inviting_takes_two_different_members() -> None:
    invitation = invited()
    with pytest.raises(VisitNotAllowed, match="two different members"):
        confirm_visit(invitation=invitation, by=invitation.invited_by)
    for verb in (confirm_visit, decline_visit):
        with pytest.raises(NotGovernance):
            verb(invitation=invitation, by=employed())
    with pytest.raises(VisitNotAllowed, match="waiting for a second member already"):
        invited()


def test_c3_nobody_of_this_partnership_visits_it() -> None:
    person = employed(organisation__code="lantern")
    with pytest.raises(VisitNotAllowed, match="Somebody of this partnership"):
        invited(email=person.email)
    invitation = invited(employer=person.employments.get().organisation.name)
    with pytest.raises(VisitNotAllowed, match="one of our own organisations"):
        confirm_visit(invitation=invitation, by=member())
    assert not User.objects.filter(email=invitation.email).exists(), "nothing is left of a refused visit"


def test_c3_a_visit_is_ended_early_and_may_be_repeated_later() -> None:
    request = waiting()
    user = visiting()
    invitation = user.visits.get()
    with pytest.raises(VisitNotAllowed, match="Say why"):
        end_visit(invitation=invitation, reason=" ", by=member())
    end_visit(invitation=invitation, reason="The request was signed.", by=member())
    standing = user.trainer_standings.get()
    assert (standing.valid_until, standing.was_until) == (clock.today(), date(2027, 7, 4))
    assert roles_of(user) == frozenset()
    with pytest.raises(Refused):
        factory.signed(request, user)
    with clock.fixed(clock.now() + timedelta(days=60)):
        assert visiting() == user


@pytest.mark.parametrize("state", VisitState.values)
@pytest.mark.parametrize("name", ["confirm", "decline", "end"])
def test_c3_what_is_not_allowed_of_a_visit_is_refused(state: str, name: str) -> None:
    invitation = invited()
    if state != VisitState.PROPOSED:
        standing = factory.standing(employed())
        VisitingInvitation.objects.update(
            state=state, decided_at=clock.now(), decided_by=member(), user=standing.user, standing=standing
        )
    verbs: dict[str, Callable[[], object]] = {
        "confirm": lambda: confirm_visit(invitation=invitation, by=member()),
        "decline": lambda: decline_visit(invitation=invitation, by=member()),
        "end": lambda: end_visit(invitation=invitation, reason="Done.", by=member()),
    }
    step = VISIT_LIFE.steps[name]
    if state in step.allowed_from:
        verbs[name]()
        invitation.refresh_from_db()
        assert invitation.state == step.to
    else:
        with pytest.raises(TransitionNotAllowed):
            verbs[name]()


@pytest.mark.parametrize(
    "broken",
    [
        {"basis": StandingBasis.VISITING},
        {"basis": StandingBasis.VISITING, "partnership": "Far", "second_decided_by": None},
        {"basis": StandingBasis.VISITING, "partnership": "Far", "reason": ""},
        {"basis": StandingBasis.VISITING, "partnership": "Far", "valid_until": date(2020, 4, 1)},
        {"partnership": "Far"},
    ],
)
def test_c3_the_database_itself_refuses_visiting_standing_that_breaks_a_rule(broken: dict[str, object]) -> None:
    good = {"basis": StandingBasis.VISITING, "partnership": "Far", "valid_until": date(2020, 3, 31)}
    assert factory.standing(employed(), **good).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.standing(employed(), **({"valid_until": date(2020, 3, 31)} | broken))


def test_c3_a_visitor_for_any_request_signs_what_they_are_asked_and_nothing_else() -> None:
    """Not first, not unasked, and not after the request to them was taken back."""
    untouched, unasked, asked = factory.request_of(employed(organisation__code="lantern")), waiting(), waiting()
    user = visiting()
    for request in (untouched, unasked):
        with pytest.raises(VisitNotAllowed, match="nobody has asked you"):
            factory.signed(request, user)
    row = asked.countersignings.get()
    ask = ask_to_countersign(countersigning=row, trainer=user, by=row.first_signature.signer)
    take_back_ask(ask=ask, by=row.first_signature.signer)
    with pytest.raises(VisitNotAllowed, match="nobody has asked you"):
        factory.signed(asked, user)
    ask_to_countersign(countersigning=row, trainer=user, by=row.first_signature.signer)
    factory.signed(asked, user)
    assert SignOff.objects.get().second_signer == user


def test_c3_a_visit_proposed_by_somebody_who_left_the_group_is_not_confirmed() -> None:
    invitation = invited()
    invitation.invited_by.role_grants.update(valid_until=clock.today())
    with pytest.raises(NotGovernance):
        confirm_visit(invitation=invitation, by=member())


def test_c3_a_visitors_registration_is_recorded_by_the_member_who_confirms() -> None:
    user = visiting(registration_body=RegistrationBody.HCPC, registration_number="PH104233")
    registration = user.registrations.get()
    assert registration.checked_by == user.visits.get().decided_by
    assert registration.valid_until == user.visits.get().valid_until
