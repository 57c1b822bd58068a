"""The sandbox: the register's own rules over invented facts, for whoever builds a case system (A4).

Nothing here is true and nothing here is kept. The rules are `decisions.decide`, the same that answer for real; the
facts are made in this file. Receipts are signed by a key that follows from the register's and is never equal to it,
under an issuer of their own.
"""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import OKPKey

from accreditation import answer_log, receipts
from accreditation.constants import DecisionKind, Status
from accreditation.decisions import decide
from accreditation.facts import DecisionFact, Facts, Held, Registration, ScopeFact, Subject
from accreditation.models import Adaptation, Answer, CaseSystem
from accreditation.numbers import PREFIX, MistypedNumber, check_character, normalise
from accreditation.questions import Action, Question
from accreditation.standing import Standing
from core import clock
from people.constants import OCCUPATIONAL_THERAPIST
from people.vocabulary import Tenure, Tier

PATH = "sandbox"
ORGANISATION = "sandbox-housing"
HERE, ELSEWHERE = "harbour", "islands"
# The state of an invented register does not move.
REGISTER_NUMBER = 1000
A_YEAR = timedelta(days=365)

SHOWER_SEAT, STAIRLIFT, CEILING_HOIST, GRAB_RAIL = "SEAT-SHOWER", "STAIRLIFT-STR", "HOIST-CEILING", "RAIL-GRAB-INT"
CATALOGUE = {
    item.code: item
    for item in (
        Adaptation(code=SHOWER_SEAT, name="Shower seat", category="bathroom", tier=Tier.SIMPLE),
        Adaptation(code=STAIRLIFT, name="Straight stairlift", category="access", tier=Tier.MODERATE),
        Adaptation(
            code=CEILING_HOIST, name="Ceiling hoist", category="transfers", tier=Tier.COMPLEX, registered_only=True
        ),
        Adaptation(code=GRAB_RAIL, name="Grab rail indoors", category="rails", tier=Tier.DIRECT_ACCESS),
    )
}


def number_of(body: str) -> str:
    """A register number out of its four signs, with the check character that belongs to them."""
    return f"{PREFIX}-{body}-{check_character(body)}"


@dataclass(frozen=True, kw_only=True)
class Invented:
    """One person of the sandbox: what stands on the invented register about them, and what to try."""

    words: str
    status: Status = Status.ACCREDITED
    tier: Tier | None = Tier.SIMPLE
    kinds: frozenset[str] = frozenset()
    tenures: frozenset[str] = frozenset(Tenure.values)
    localities: frozenset[str] = frozenset({HERE})
    organisations: frozenset[str] = frozenset({ORGANISATION})
    is_for_mot: bool = False
    has_staff_check: bool = True
    registration_holds: bool | None = None


PERMITTED, SUSPENDED = number_of("SB01"), number_of("SB02")
PEOPLE: dict[str, Invented] = {
    PERMITTED: Invented(words="May authorise simple needs in every tenure in harbour"),
    SUSPENDED: Invented(words="Suspended", status=Status.SUSPENDED),
    number_of("SB03"): Invented(words="Expired a month ago", status=Status.EXPIRED),
    number_of("SB04"): Invented(words="Revoked", status=Status.REVOKED),
    number_of("SB05"): Invented(words="Given up", status=Status.RELINQUISHED),
    number_of("SB06"): Invented(words="Granted, and starts next month", status=Status.NOT_STARTED),
    number_of("SB07"): Invented(words="Holds islands only, not harbour", localities=frozenset({ELSEWHERE})),
    number_of("SB08"): Invented(words="Holds the homes of owners only", tenures=frozenset({Tenure.OWNER.value})),
    number_of("SB09"): Invented(words="Holds rails only", kinds=frozenset({"rails"})),
    number_of("SB10"): Invented(
        words="Housing MOT: the staff check is past its date", tier=None, is_for_mot=True, has_staff_check=False
    ),
    number_of("SB11"): Invented(words="May authorise up to moderate needs", tier=Tier.MODERATE),
    number_of("SB12"): Invented(words="Works for another organisation", organisations=frozenset({"sandbox-council"})),
    "OT-SANDBOX-1": Invented(words="A registered occupational therapist", registration_holds=True),
    "OT-SANDBOX-2": Invented(words="An occupational therapist whose registration has lapsed", registration_holds=False),
}
UNKNOWN = number_of("SB99")


def facts_for(question: Question, at: datetime, *, stands_for: str = "") -> Facts:
    """The invented facts, as far as a question needs them. `stands_for` is the person whom its number names instead."""
    person = PEOPLE.get(stands_for or _as_kept(question.subject))
    number = stands_for or _as_kept(question.subject)
    return Facts(
        at=at,
        register_number=REGISTER_NUMBER,
        adaptations=CATALOGUE,
        direct_access=frozenset((tenure, GRAB_RAIL) for tenure in Tenure),
        subjects={question.subject: _subject(number, person, at)} if person else {},
    )


def _as_kept(subject: str) -> str:
    try:
        return normalise(subject)
    except MistypedNumber:
        return subject


def _subject(number: str, person: Invented, at: datetime) -> Subject:
    if person.registration_holds is not None:
        entry = Registration(user_id=1, profession=OCCUPATIONAL_THERAPIST, holds=person.registration_holds)
        return Subject(
            number="",
            accreditations=(),
            registrations=(entry,),
            organisations=person.organisations,
            has_staff_check=person.has_staff_check,
        )
    actions = {Action.HOUSING_MOT.value} if person.is_for_mot else {Action.AUTHORISE.value, Action.ASSESS.value}
    held = Held(
        number=number,
        actions=frozenset(actions),
        needs_staff_check=person.is_for_mot,
        standing=Standing(status=person.status, term=_term(person, at)),
    )
    return Subject(
        number=number,
        accreditations=(held,),
        registrations=(),
        organisations=person.organisations,
        has_staff_check=person.has_staff_check,
    )


def _term(person: Invented, at: datetime) -> DecisionFact:
    """What gave the invented person their scope: a year ago, or next month for somebody who has not started."""
    starts_at = at + timedelta(days=30) if person.status is Status.NOT_STARTED else at - A_YEAR
    day = timezone.localdate(starts_at)
    scope = ScopeFact(
        tier=person.tier,
        kinds=person.kinds,
        tenures=person.tenures,
        localities=person.localities,
        valid_from=day,
        valid_until=None,
    )
    return DecisionFact(
        id=1,
        kind=DecisionKind.GRANTED,
        overturns_id=None,
        effective_from=starts_at,
        recorded_at=starts_at,
        valid_until=_end(person, day, at),
        register_number=1,
        scopes=[scope],
    )


def _end(person: Invented, starts_on: date, at: datetime) -> date:
    return timezone.localdate(at) - timedelta(days=30) if person.status is Status.EXPIRED else starts_on + 3 * A_YEAR


def answer(question: Question, *, request_hash: str, case_system: CaseSystem, stands_for: str = "") -> Answer:
    """The answer of the sandbox, with its receipt. It is not saved, and nothing is written in any log."""
    at = clock.now()
    decision = decide(question, facts_for(question, at, stands_for=stands_for))
    made = Answer(
        public_id=uuid.uuid4(),
        asked_at=at,
        asker=str(case_system),
        case_system=case_system,
        question=question.as_kept(),
        decision=decision.permitted,
        reasons=[reason.value for reason in decision.reasons],
        tier=decision.tier or "",
        accreditation_number=decision.accreditation_number,
        register_number=decision.register_number,
        request_hash=request_hash,
    )
    made.receipt = sign(claims_of(made))
    return made


def claims_of(made: Answer) -> receipts.Claims:
    """What the receipt of such an answer says: as the register's, under the sandbox's names."""
    system = made.case_system
    audience = system.sandbox_client_id if system else made.asker
    return answer_log.claims_of(made) | {"iss": issuer(), "aud": audience}


def issuer() -> str:
    return f"{settings.REGISTER_ISSUER.rstrip('/')}/{PATH}"


def signing_key() -> OKPKey:
    """The sandbox's key, which follows from the register's one-way: it is stable, needs no setting, and proves nothing
    about the register.
    """
    return _key("sandbox")


def strangers_key() -> OKPKey:
    """A key that neither the sandbox nor the register uses: for receipts that must not be believed."""
    return _key("stranger")


def _key(purpose: str) -> OKPKey:
    secret = receipts.signing_key().as_dict(private=True)["d"]
    seed = hmac.new(str(secret).encode(), f"threshold {purpose}".encode(), hashlib.sha256).digest()
    return receipts.key_from(base64.urlsafe_b64encode(seed).decode().rstrip("="))


def sign(claims: Mapping[str, Any], *, key: OKPKey | None = None) -> str:
    """A receipt of the sandbox. With another `key` it still names the sandbox's, as a forger would."""
    header = {"alg": receipts.ALGORITHM, "kid": str(signing_key().kid), "typ": "JWT"}
    payload = json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode()
    return jws.serialize_compact(header, payload, key or signing_key(), algorithms=[receipts.ALGORITHM])


def public_keys() -> list[dict[str, Any]]:
    return [dict(signing_key().as_dict(private=False))]
