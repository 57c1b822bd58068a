"""The case systems of the demonstration: one live, one in the sandbox, one switched off; and questions to send."""

import json
from datetime import timedelta
from typing import Any

from accreditation.answers import ask
from accreditation.case_systems import (
    REGISTER_CHECK,
    REGISTER_DETAIL,
    REGISTER_OFFLINE,
    REGISTER_SEARCH,
    REGISTER_WEBHOOKS,
    go_live,
    register_case_system,
    sign_agreement,
    switch_off,
)
from accreditation.client_keys import add_keys, read_public_keys
from accreditation.conformance import SITUATIONS, SituationKind, report, situation_asked_about, start_run
from accreditation.models import CaseSystem, RegisterEntry
from accreditation.questions import Action, Question
from accreditation.receipts import key_from
from accreditation.sandbox import number_of
from accreditation.usage import count_new_answers
from core import clock
from demo.partnership import Partnership
from people.constants import Role
from people.models import User
from people.services import grant_role
from people.vocabulary import Tenure, Tier

NAME = "Millburn case system"
ORGANISATION = "millburn"
CLIENT_ID = "demo-case-system"
# Known to all, as every private key here. The register takes a client id and a sandbox secret that it did not make only
# where the demonstration is allowed.
SECRET = "demonstration-only-client-secret"  # noqa: S105
SEED = "ZGVtb25zdHJhdGlvbi1vbmx5LWNsaWVudC1rZXktMDE"
SCOPES = [REGISTER_CHECK, REGISTER_DETAIL, REGISTER_SEARCH, REGISTER_OFFLINE, REGISTER_WEBHOOKS]
REGISTERED_DAYS_AGO = 150
USED_FOR_DAYS = 20
BURST_DAYS_AGO = 1

IN_SANDBOX = "Lantern repairs desk"
SWITCHED_OFF = "Ardlea visits diary"
OTHER_SEEDS = {
    IN_SANDBOX: "b25seS1mb3ItdGhlLWRlbW9uc3RyYXRpb24ta2V5LTI",
    SWITCHED_OFF: "b25seS1mb3ItdGhlLWRlbW9uc3RyYXRpb24ta2V5LTM",
}

ASSESSOR_EMAIL = "dougie.laird@millburn.example"


def load(p: Partnership) -> None:
    """Millburn's is live and was used; Lantern's has failed a run in the sandbox; Ardlea's was switched off."""
    _live(p, NAME, ORGANISATION, contact="assessor", days_ago=REGISTERED_DAYS_AGO, client_id=CLIENT_ID, secret=SECRET)
    _in_sandbox(p)
    system = _live(p, SWITCHED_OFF, "ardlea-care-repair", contact="trainer_care", days_ago=120)
    with clock.fixed(p.moment(9, 16, 20)):
        switch_off(
            case_system=system,
            reason="A laptop with its private key was stolen. It goes on again with a new key.",
            by=p.people["accreditor_two"],
        )


def use(p: Partnership) -> None:
    """Once people are accredited: the live system's questions of the last weeks, and a burst of unknown numbers."""
    system = CaseSystem.objects.get(name=NAME)
    numbers = list(RegisterEntry.objects.order_by("number").values_list("number", flat=True))
    for days_ago in range(USED_FOR_DAYS, BURST_DAYS_AGO, -1):
        if p.day(days_ago).weekday() < 5:
            with clock.fixed(p.moment(days_ago, 11, 5)):
                _ask(system, [numbers[(days_ago + n) % len(numbers)] for n in range(6)])
    with clock.fixed(p.moment(BURST_DAYS_AGO, 19, 42)):
        _ask(system, [number_of(f"9Q{n:02}") for n in range(30)])
        count_new_answers()


def _ask(system: CaseSystem, numbers: list[str]) -> None:
    questions = [
        Question(
            subject=number,
            action=Action.AUTHORISE,
            adaptation="SEAT-SHOWER",
            tier=Tier.SIMPLE,
            tenure=Tenure.HOUSING_ASSOCIATION,
            locality="harbour",
        )
        for number in numbers
    ]
    ask(questions, asker=str(system), case_system=system)


def _live(p: Partnership, name: str, organisation: str, *, contact: str, days_ago: int, **known: str) -> CaseSystem:
    """Every step to being live. Whoever manages the organisation for that month signs its agreement."""
    officer, other = p.people["accreditor"], p.people["accreditor_two"]
    manager = p.people["manager"]
    with clock.fixed(p.moment(days_ago)):
        grant_role(
            user=manager,
            role=Role.MANAGER,
            organisation=p.organisations[organisation],
            valid_from=clock.today(),
            valid_until=clock.today() + timedelta(days=30),
            by=officer,
        )
        system = _registered(p, name, organisation, contact=p.people[contact], by=officer, **known)
    with clock.fixed(p.moment(days_ago - 4, 14, 30)):
        _run(system, by=p.people[contact])
    with clock.fixed(p.moment(days_ago - 6, 9, 10)):
        sign_agreement(case_system=system, version="3.1", review_on=p.as_of + timedelta(days=200), by=manager)
    with clock.fixed(p.moment(days_ago - 7, 10, 45)):
        return go_live(case_system=system, by=other, scopes=system.scopes_asked)


def _in_sandbox(p: Partnership) -> None:
    contact = p.people["officer"]
    with clock.fixed(p.moment(12, 15)):
        system = _registered(p, IN_SANDBOX, "lantern-homes", contact=contact, by=p.people["manager"])
    with clock.fixed(p.moment(3, 16, 5)):
        _run(system, by=contact, wrong={SituationKind.USED_UP, SituationKind.OTHER_REQUEST})


def _registered(p: Partnership, name: str, organisation: str, *, contact: User, by: User, **known: str) -> CaseSystem:
    system, _ = register_case_system(
        name=name,
        organisation=p.organisations[organisation],
        scopes=SCOPES if name == NAME else [REGISTER_CHECK],
        contact=contact,
        by=by,
        **known,
    )
    add_keys(case_system=system, keys=read_public_keys(_public_half(name)), by=contact)
    return system


def _run(system: CaseSystem, *, by: User, wrong: set[SituationKind] | None = None) -> None:
    """A conformance run, with the wrong report about some situations."""
    run = start_run(case_system=system, by=by)
    said = {}
    for row in run.situations.all():
        situation_asked_about(system, row.subject)
        kind = SituationKind(row.kind)
        said[str(row.place)] = SITUATIONS[kind].allow is not (kind in (wrong or set()))
    report(run=run, would_allow=said)


def _public_half(name: str) -> str:
    return json.dumps(dict(key_from(OTHER_SEEDS.get(name, SEED)).as_dict(private=False)))


def credentials() -> dict[str, Any]:
    """What a program needs to sign in as the live case system."""
    jwk = dict(key_from(SEED).as_dict(private=True))
    return {"id": CLIENT_ID, "private_key_jwk": jwk, "scope": " ".join(SCOPES)}


def request_facts() -> dict[str, Any]:
    """A question that the register permits and one that it denies, whole as AuthZEN asks them."""
    number = RegisterEntry.objects.get(user__email=ASSESSOR_EMAIL, scheme__code="simple").number
    return {
        "permitted_request": _request(number, "SEAT-SHOWER", Tier.SIMPLE),
        "denied_request": _request(number, "STAIRLIFT-STR", Tier.MODERATE),
    }


def _request(number: str, adaptation: str, tier: Tier) -> dict[str, Any]:
    return {
        "subject": {"type": "assessor", "id": number},
        "action": {"name": "authorise"},
        "resource": {
            "type": "adaptation",
            "id": adaptation,
            "properties": {"tier": tier.value, "tenure": Tenure.HOUSING_ASSOCIATION.value, "locality": "harbour"},
        },
        "context": {"organisation": ORGANISATION, "purpose": "authorisation"},
    }
