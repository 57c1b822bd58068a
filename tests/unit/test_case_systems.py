"""Case systems: each step from where it is allowed, by whom it is allowed, with its audit row, and never half (A4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.idp.oidc.models import Client, Token
from django.db import IntegrityError, transaction

from accreditation.case_systems import (
    REGISTER_CHECK,
    REGISTER_OFFLINE,
    close,
    go_live,
    make_sandbox_secret,
    register_case_system,
    set_quota,
    set_scopes,
    sign_agreement,
    switch_off,
    switch_on,
)
from accreditation.client_keys import add_keys, end_key, read_public_keys
from accreditation.client_life import STEPS, CaseSystemState, CaseSystemVerb
from accreditation.conformance import start_run
from accreditation.exceptions import (
    AgreementNotPossible,
    NotAnOfficer,
    NotOfThisSystem,
    NotReadyToGoLive,
    QuotaNotPossible,
    ReasonNeeded,
    ScopeNotPossible,
    SecretNotAllowed,
)
from accreditation.models import CaseSystem, CaseSystemStep, DataSharingAgreement
from audit.models import Event
from audit.selectors import history_of
from core import clock
from core.exceptions import ImmutableRecord, Refused, TransitionNotAllowed
from core.models import OutboxEntry
from people.constants import Role
from people.models import User
from tests.factories.accreditation import an_officer
from tests.factories.machines import Machine, a_key, a_machine, a_manager, agreed, in_the_sandbox, passed, public_half
from tests.factories.people import OrganisationFactory, UserFactory, employed

pytestmark = pytest.mark.django_db

S, V = CaseSystemState, CaseSystemVerb
IN_A_YEAR = timedelta(days=365)


def register(by: User, **options: Any) -> tuple[CaseSystem, str]:
    organisation = options.pop("organisation", None) or OrganisationFactory()
    return register_case_system(name="Test", organisation=organisation, scopes=[REGISTER_CHECK], by=by, **options)


def test_a4_a_registered_system_is_in_the_sandbox_with_a_secret_kept_as_a_hash() -> None:
    case_system, secret = register(an_officer())
    sandbox = case_system.sandbox_client
    assert sandbox is not None
    assert (case_system.state, case_system.is_live) == (S.SANDBOX, False)
    assert secret not in sandbox.secret
    assert sandbox.check_secret(secret)
    assert not case_system.client.check_secret(secret)
    assert sandbox.get_grant_types() == ["client_credentials"]
    assert case_system.client.get_grant_types() == []
    assert case_system.client.get_scopes() == []
    assert [event.verb for event in history_of(case_system)] == ["accreditation.case_system_registered"]
    assert secret not in str(Event.objects.latest("id").detail)


@pytest.mark.parametrize("roles", [(), (Role.GOVERNANCE,), (Role.MANAGER, Role.TRAINER, Role.CASEWORKER, Role.EDITOR)])
def test_a4_nobody_else_registers_or_switches_off(roles: tuple[Role, ...]) -> None:
    somebody = employed(roles=roles)
    with pytest.raises(NotOfThisSystem):
        register(somebody)
    with pytest.raises(NotAnOfficer):
        switch_off(case_system=a_machine().case_system, reason="A test.", by=somebody)
    assert CaseSystem.objects.get().is_live


def test_a4_a_manager_registers_for_their_own_organisation_alone() -> None:
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    manager = a_manager(ours)
    assert register(manager, organisation=ours)[0].created_by == manager
    with pytest.raises(NotOfThisSystem):
        register(manager, organisation=theirs)


def test_an_administrator_registers_nothing() -> None:
    with pytest.raises(NotOfThisSystem):
        register(UserFactory(is_superuser=True))


def test_a_secret_of_ones_own_is_for_the_demonstration(settings: object) -> None:
    case_system, secret = register(an_officer(), secret="known", client_id="known-id")
    assert (case_system.client_id, case_system.sandbox_client_id, secret) == ("known-id", "sandbox-known-id", "known")
    settings.DEMONSTRATION_ALLOWED = False  # type: ignore[attr-defined]
    for brought in ({"secret": "known"}, {"client_id": "other"}):
        with pytest.raises(SecretNotAllowed):
            register(an_officer(), **brought)


def test_a_client_id_is_never_taken_over() -> None:
    register(an_officer(), client_id="known-id")
    with pytest.raises(IntegrityError), transaction.atomic():
        register_case_system(
            name="Other",
            organisation=OrganisationFactory(),
            scopes=[REGISTER_CHECK],
            by=an_officer(),
            client_id="known-id",
        )


# Every step from every state


def _verbs(machine: Machine) -> dict[CaseSystemVerb, Callable[[], object]]:
    system, officer = machine.case_system, an_officer()
    by: dict[str, Any] = {"case_system": system, "by": officer}
    manager = a_manager(system.organisation)
    return {
        V.NEW_SECRET: lambda: make_sandbox_secret(**by),
        V.KEY_ADDED: lambda: add_keys(**by, keys=read_public_keys(public_half(a_key()))),
        V.KEY_ENDED: lambda: end_key(key=system.keys.get(kid=machine.key.kid), by=officer),
        V.RUN_STARTED: lambda: start_run(**by),
        V.AGREEMENT_SIGNED: lambda: sign_agreement(
            case_system=system, version="4", review_on=clock.today() + IN_A_YEAR, by=manager
        ),
        V.WENT_LIVE: lambda: go_live(**by),
        V.SCOPES_CHANGED: lambda: set_scopes(**by, scopes=[REGISTER_CHECK]),
        V.QUOTA_CHANGED: lambda: set_quota(**by, a_minute=1, a_day=1),
        V.SWITCHED_OFF: lambda: switch_off(**by, reason="A test."),
        V.SWITCHED_ON: lambda: switch_on(**by, reason="A test."),
        V.CLOSED: lambda: close(**by, reason="A test."),
    }


def in_state(state: CaseSystemState) -> Machine:
    """A case system that came there by the steps themselves."""
    machine, officer = in_the_sandbox(), an_officer()
    system = machine.case_system
    if state == S.CLOSED:
        close(case_system=system, reason="A test.", by=officer)
    elif state == S.TESTED:
        passed(system, officer)
    elif state != S.SANDBOX:
        agreed(machine)
        if state != S.AGREED:
            go_live(case_system=system, by=officer)
        if state == S.OFF:
            switch_off(case_system=system, reason="A test.", by=officer)
    system.refresh_from_db()
    assert system.state == state
    return machine


TRIED = [verb for verb in STEPS if verb not in {V.REGISTERED, V.RUN_PASSED}]


@pytest.mark.parametrize("state", CaseSystemState)
def test_a4_every_step_from_every_state(state: CaseSystemState) -> None:
    """Where it is not allowed nothing changes, no step is written and the audit is silent; where it is, all are."""
    assert set(_verbs(in_the_sandbox(name="Names only"))) == set(TRIED)
    machine = in_state(state)
    system, verbs = machine.case_system, _verbs(machine)
    for verb in TRIED:
        steps, events = CaseSystemStep.objects.count(), Event.objects.count()
        step = STEPS[verb]
        if state not in step.allowed_from:
            with pytest.raises(TransitionNotAllowed):
                verbs[verb]()
            assert (CaseSystemStep.objects.count(), Event.objects.count()) == (steps, events)
            continue
        point = transaction.savepoint()
        verbs[verb]()
        system.refresh_from_db()
        assert system.state == (step.to or (S.AGREED if verb == V.AGREEMENT_SIGNED and state == S.TESTED else state))
        assert CaseSystemStep.objects.latest("id").verb == verb
        assert history_of(system).last().verb == f"accreditation.case_system_{verb}"  # type: ignore[union-attr]
        transaction.savepoint_rollback(point)
        system.refresh_from_db()
    assert system.state == state


@pytest.mark.parametrize("state", [S.TESTED, S.AGREED, S.LIVE, S.OFF])
def test_a4_a_run_after_the_first_is_kept_and_changes_no_state(state: CaseSystemState) -> None:
    system = in_state(state).case_system
    passed(system, an_officer())
    system.refresh_from_db()
    assert system.state == state
    assert system.runs.filter(has_passed=True).count() == 2


# Who takes each step


def test_a4_only_officers_decide() -> None:
    machine = agreed(in_the_sandbox())
    system, manager = machine.case_system, a_manager(machine.case_system.organisation)
    with pytest.raises(NotAnOfficer):
        go_live(case_system=system, by=manager)
    go_live(case_system=system, by=an_officer())
    with pytest.raises(NotAnOfficer):
        set_scopes(case_system=system, scopes=[REGISTER_CHECK], by=manager)
    with pytest.raises(NotAnOfficer):
        set_quota(case_system=system, a_minute=1, a_day=1, by=manager)
    switch_off(case_system=system, reason="A test.", by=an_officer())
    with pytest.raises(NotAnOfficer):
        switch_on(case_system=system, reason="A test.", by=manager)
    with pytest.raises(NotAnOfficer):
        close(case_system=system, reason="A test.", by=manager)


def test_a4_the_technical_contact_and_managers_look_after_keys_and_runs() -> None:
    contact = employed()
    machine = in_the_sandbox(contact=contact)
    system = machine.case_system
    for somebody in (contact, a_manager(system.organisation)):
        make_sandbox_secret(case_system=system, by=somebody)
        add_keys(case_system=system, keys=read_public_keys(public_half(a_key())), by=somebody)
        start_run(case_system=system, by=somebody)
    for stranger in (employed(), a_manager(OrganisationFactory())):
        for act in (make_sandbox_secret, start_run):
            with pytest.raises(NotOfThisSystem):
                act(case_system=system, by=stranger)  # type: ignore[operator]
        with pytest.raises(NotOfThisSystem):
            end_key(key=system.keys.all()[0], by=stranger)
    contact.is_active = False
    contact.save()
    with pytest.raises(NotOfThisSystem):
        start_run(case_system=system, by=contact)


def test_a4_only_a_manager_of_the_organisation_signs_its_agreement() -> None:
    system = in_state(S.TESTED).case_system
    day = clock.today() + IN_A_YEAR
    for somebody in (an_officer(), a_manager(OrganisationFactory()), employed(organisation=system.organisation)):
        with pytest.raises(NotOfThisSystem):
            sign_agreement(case_system=system, version="3", review_on=day, by=somebody)
    manager = a_manager(system.organisation)
    for version, review_on in (("", day), ("3", clock.today())):
        with pytest.raises(AgreementNotPossible):
            sign_agreement(case_system=system, version=version, review_on=review_on, by=manager)
    assert not DataSharingAgreement.objects.exists()


def test_a4_whoever_signed_or_tested_does_not_take_it_live() -> None:
    machine = in_the_sandbox()
    system = machine.case_system
    signer = employed(roles=(Role.MANAGER, Role.ACCREDITATION_OFFICER), organisation=system.organisation)
    tester = an_officer()
    passed(system, tester)
    sign_agreement(case_system=system, version="3", review_on=clock.today() + IN_A_YEAR, by=signer)
    for somebody in (signer, tester):
        with pytest.raises(NotReadyToGoLive, match="Another officer"):
            go_live(case_system=system, by=somebody)
    assert go_live(case_system=system, by=an_officer()).is_live


# What must be there


def test_a4_nothing_goes_live_without_a_key_or_a_current_agreement() -> None:
    machine = agreed(in_the_sandbox(with_key=False))
    system, officer = machine.case_system, an_officer()
    with pytest.raises(NotReadyToGoLive, match="key"):
        go_live(case_system=system, by=officer)
    add_keys(case_system=system, keys=read_public_keys(public_half(machine.key)), by=officer)
    with clock.fixed(clock.now() + 2 * IN_A_YEAR), pytest.raises(NotReadyToGoLive, match="agreement"):
        go_live(case_system=system, by=an_officer())
    assert go_live(case_system=system, by=officer).is_live


def test_a4_switched_on_again_needs_the_same_and_is_a_decision_with_a_reason() -> None:
    machine = in_state(S.OFF)
    system, officer = machine.case_system, an_officer()
    with pytest.raises(ReasonNeeded):
        switch_on(case_system=system, reason=" ", by=officer)
    end_key(key=system.keys.get(), by=officer)
    with pytest.raises(NotReadyToGoLive):
        switch_on(case_system=system, reason="All is well.", by=officer)
    add_keys(case_system=system, keys=read_public_keys(public_half(a_key())), by=officer)
    after = switch_on(case_system=system, reason="All is well.", by=officer)
    assert after.is_live
    step = CaseSystemStep.objects.latest("id")
    assert (step.verb, step.reason, step.taken_by) == (V.SWITCHED_ON, "All is well.", officer)


def test_a4_the_officer_chooses_the_scopes_and_checks_are_the_default() -> None:
    machine = agreed(in_the_sandbox(scopes=(REGISTER_CHECK, REGISTER_OFFLINE)))
    system = go_live(case_system=machine.case_system, by=an_officer())
    assert Client.objects.get(pk=system.client_id).get_scopes() == [REGISTER_CHECK]
    set_scopes(case_system=system, scopes=[REGISTER_OFFLINE], by=an_officer())
    assert Client.objects.get(pk=system.client_id).get_scopes() == [REGISTER_OFFLINE]
    for wrong in ([], ["register:everything"]):
        with pytest.raises(ScopeNotPossible):
            set_scopes(case_system=system, scopes=wrong, by=an_officer())


def test_a4_a_quota_allows_something() -> None:
    system = in_the_sandbox().case_system
    for a_minute, a_day in ((0, 1), (1, 0)):
        with pytest.raises(QuotaNotPossible):
            set_quota(case_system=system, a_minute=a_minute, a_day=a_day, by=an_officer())


def test_a4_a_new_sandbox_secret_ends_the_old_one_and_its_tokens() -> None:
    machine = in_the_sandbox().sign_in_to_sandbox()
    secret = make_sandbox_secret(case_system=machine.case_system, by=an_officer())
    assert not Token.objects.exists()
    assert machine.ask_by_secret().status_code == 401
    assert machine.ask_by_secret(secret=secret).status_code == 200


def test_a4_a_closed_system_leaves_nothing_to_sign_in_with() -> None:
    machine = a_machine().sign_in().sign_in_to_sandbox()
    switch_off(case_system=machine.case_system, reason="It is replaced.", by=an_officer())
    close(case_system=machine.case_system, reason="It is replaced.", by=an_officer())
    assert not Token.objects.exists()
    assert not machine.case_system.keys.not_ended().exists()
    assert machine.ask_by_secret().status_code != 200


# What the database refuses


@pytest.mark.parametrize(
    "change",
    [
        {"switched_off_at": clock.now()},
        {"switched_off_at": clock.now(), "is_live": False},
        {"state": S.SANDBOX},
        {"is_live": False},
        {"is_live": False, "state": S.OFF},
        {"quota_a_minute": 0},
    ],
)
def test_the_database_refuses_a_system_half_in_a_state(change: dict[str, object]) -> None:
    a_machine()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSystem.objects.update(**change)


def test_the_database_refuses_a_live_system_that_was_switched_off() -> None:
    case_system = switch_off(case_system=a_machine().case_system, reason="A test.", by=an_officer())
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSystem.objects.filter(pk=case_system.pk).update(is_live=True, state=S.LIVE)


def test_the_database_refuses_one_client_for_both_sides() -> None:
    system = a_machine().case_system
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseSystem.objects.filter(pk=system.pk).update(sandbox_client=system.client)


def test_steps_never_change() -> None:
    a_machine()
    with pytest.raises(ImmutableRecord):
        CaseSystemStep.objects.update(reason="Another.")


def test_a_refusal_leaves_nothing() -> None:
    machine = in_the_sandbox()
    before = (CaseSystemStep.objects.count(), Event.objects.count(), OutboxEntry.objects.count())
    with pytest.raises(Refused):
        close(case_system=machine.case_system, reason="", by=an_officer())
    assert before == (CaseSystemStep.objects.count(), Event.objects.count(), OutboxEntry.objects.count())
